"""The comparison with a baseline: what moved, and every question that came out otherwise."""

from collections.abc import Sequence

from eval.compare import Change, Comparison, Outcome, Pair
from eval.report.markup import Html, fill, join, marked
from eval.score import QuestionScore
from eval.terminal import show_chance

_SECTION = """<section aria-labelledby="comparison">
<h2 id="comparison">Against the baseline</h2>
<p class="lead">$verdict</p>
<p class="note">The baseline is $baseline. Both are scored now, by the same gold, articles and
code, over the $questions questions that both were asked.$caveats Intervals are by the paired
bootstrap. p is the chance of a change as great were nothing changed: McNemar's exact test where a
question is right or wrong, else the randomisation test, and for measures of the whole set the
bootstrap's. “Worse” adjusts the p of guarded measures for their number (Holm), and wants less than
0.05.</p>
$headline
<details><summary>Every other measure</summary>$others</details>
$lost$won$tied$unjudged</section>
"""

_TABLE = """<div class="scroll" role="region" tabindex="0" aria-label="Changes">
<table><thead><tr><th scope="col">Measure</th><th scope="col" class="number">Before</th>
<th scope="col" class="number">After</th><th scope="col" class="number">Change</th>
<th scope="col" class="number">95% interval</th><th scope="col" class="number">Won</th>
<th scope="col" class="number">Lost</th><th scope="col" class="number">Tied</th>
<th scope="col" class="number">p</th><th scope="col">Guarded</th></tr></thead>
<tbody>$rows</tbody></table></div>"""

_ROW = """<tr><th scope="row">$name</th>
<td class="number">$before</td><td class="number">$after</td>
<td class="number">$change</td><td class="number">$interval</td><td class="number">$won</td>
<td class="number">$lost</td><td class="number">$tied</td><td class="number">$p</td>
<td class="guarded">$guarded</td></tr>
"""

_LIST = """<details class="pairs"$open><summary>$title ($count)</summary>$pairs</details>
"""

_PAIR = """<article class="pair"><h3>$question <span class="id">$id</span></h3>
<dl class="card"><dt>Gold</dt><dd>$gold</dd><dt>Before</dt><dd>$before</dd>
<dt>After</dt><dd>$after</dd></dl></article>
"""

_TITLES: dict[Outcome, str] = {
    "lost": "Lost: right before, not now",
    "won": "Won: right now, not before",
    "tied": "Tied",
    "unjudged": "Unjudged: the gold does not tell",
}


def render_comparison(comparison: Comparison | None) -> Html:
    """Return the section, or nothing without a baseline."""
    if comparison is None:
        return Html("")
    caveats = "; ".join(comparison.caveats())
    return fill(
        _SECTION,
        verdict=_verdict(comparison),
        baseline=comparison.baseline,
        questions=len(comparison.pairs),
        caveats=f" Mind: {caveats}." if caveats else "",
        headline=_table([each for each in comparison.changes if each.measure.headline]),
        others=_table([each for each in comparison.changes if not each.measure.headline]),
        **{outcome: _pairs(outcome, comparison) for outcome in _TITLES},
    )


def _verdict(comparison: Comparison) -> str:
    won, lost = len(comparison.of("won")), len(comparison.of("lost"))
    moved = f"{won} questions won, {lost} lost, {len(comparison.of('tied'))} tied."
    worse = [change.measure.name for change in comparison.worse()]
    if worse:
        return f"{moved} Worse by more than chance explains: {', '.join(worse)}."
    return f"{moved} No guarded measure is worse by more than chance explains."


def _table(changes: Sequence[Change]) -> Html:
    return fill(_TABLE, rows=join(map(_row, changes)))


def _row(change: Change) -> Html:
    measure, moved = change.measure, change.difference
    counts = (change.won, change.lost, change.tied)
    won, lost, tied = ("" if count is None else count for count in counts)
    return fill(
        _ROW,
        name=measure.name,
        before=measure.show(change.before),
        after=measure.show(change.after),
        change=measure.show_change(moved.value),
        interval=measure.show_interval_of_change(moved.ci95),
        won=won, lost=lost, tied=tied,
        p=show_chance(moved.p).removeprefix("p ").removeprefix("= "),
        guarded=_guarded(change),
    )  # fmt: skip


def _guarded(change: Change) -> Html:
    if change.is_worse:
        return fill('<span class="alarm">worse, $chance</span>', chance=show_chance(change.p_worse))
    return Html("no worse" if change.guarded else "")


def _pairs(outcome: Outcome, comparison: Comparison) -> Html:
    pairs = comparison.of(outcome)
    if not pairs:
        return Html("")
    return fill(
        _LIST,
        title=_TITLES[outcome],
        count=len(pairs),
        open=Html(" open" if outcome == "lost" else ""),
        pairs=join(map(_pair, pairs)),
    )


def _pair(pair: Pair) -> Html:
    question = pair.after.question
    gold = " / ".join(question.answers) or "no wording given"
    return fill(
        _PAIR,
        question=question.question,
        id=question.id,
        gold="The archive does not answer this." if question.unanswerable else gold,
        before=_said(pair.before),
        after=Html("The same.") if pair.is_alike else _said(pair.after),
    )


def _said(score: QuestionScore) -> Html:
    if score.answer is None:
        return fill(
            '<span class="alarm">$error</span>', error=score.prediction.error or "no answer"
        )
    said = marked(score.answer.text, score.question.answers)
    return fill("<i>Abstained.</i> $said", said=said) if score.answer.abstained else said

"""The headline: the verdict in a sentence, and the few figures that decide."""

from collections import Counter

from eval.catalogue import JUDGED_WORDS, MEASURES
from eval.report.markup import Html, fill, join
from eval.scores import Measurement, Scores
from eval.verdict import Kind, judge

_TILES = {
    "right": "Right, of all questions",
    f"contained@{JUDGED_WORDS}": f"Answer within {JUDGED_WORDS} words",
    "abstention_recall": "Abstains where it should",
    "hit@10": "Known article in first 10",
    "supported@10": "Answer in first 10 articles",
    "cites_known": "Cites a known article",
    "verbatim": "Quotes verbatim",
    "conflict_found": "Conflicts shown",
    "latency_p95": "Time, 95th percentile",
}

_TILE = """<div><dt>$label</dt><dd class="figure">$value</dd><dd>$interval</dd><dd>n = $n</dd></div>
"""


def render_headline(scores: Scores) -> Html:
    """Return the verdict as the page's heading, what backs it, and the deciding figures."""
    template = '<h1>$verdict</h1>\n<p class="lead">$lead</p>\n<dl class="tiles">$tiles</dl>'
    tiles = join(
        _tile(name, label, scores.measures[name])
        for name, label in _TILES.items()
        if scores.measures[name].value is not None
    )
    return fill(template, verdict=verdict_sentence(scores), lead=_lead(scores), tiles=tiles)


def verdict_sentence(scores: Scores) -> str:
    """Return the outcome in one sentence, from what the gold allows to judge."""
    clauses = filter(None, (_answers_clause(scores), _abstention_clause(scores)))
    return _sentence(" and ".join(clauses) or "nothing in this gold set can be judged")


def _answers_clause(scores: Scores) -> str | None:
    measurement = scores.slice("answerable").measures["right"]
    if measurement.value is None:
        return None
    return f"{_of(measurement)} questions are answered rightly"


def _abstention_clause(scores: Scores) -> str | None:
    measurement = scores.measures["abstention_recall"]
    if measurement.value is None:
        return None
    return f"{_of(measurement)} without an answer are rightly declined"


def _lead(scores: Scores) -> str:
    kinds = Counter(judge(score).kind for score in scores.questions)
    sentences = [_interval_sentence(scores), _losses_sentence(kinds), _failures_sentence(scores)]
    return " ".join(filter(None, sentences))


def _interval_sentence(scores: Scores) -> str:
    measurement = scores.slice("answerable").measures["right"]
    if measurement.value is None or measurement.ci95 is None:
        return ""
    low, high = (f"{limit:.0%}" for limit in measurement.ci95)
    return (
        f"That is {measurement.value:.0%} (95% interval {low} to {high}) of the questions that "
        f"have an answer: its first {JUDGED_WORDS} words contain a gold answer, and of a conflict "
        "every side is told."
    )


def _losses_sentence(kinds: Counter[Kind]) -> str:
    names: dict[Kind, str] = {
        "wrong": "answered wrongly",
        "overanswered": "answered without ground",
        "abstained": "declined for no reason",
        "partial": "told from one side only",
    }
    lost = [f"{kinds[kind]} {name}" for kind, name in names.items() if kinds[kind]]
    return f"Lost: {', '.join(lost)}." if lost else ""


def _failures_sentence(scores: Scores) -> str:
    if not scores.failed:
        return ""
    return f"{scores.failed} of {len(scores.questions)} got no answer at all, and count as missed."


def _tile(name: str, label: str, measurement: Measurement) -> Html:
    measure = MEASURES[name]
    return fill(
        _TILE,
        label=label,
        value=measure.show(measurement.value),
        interval=measure.show_interval(measurement.ci95),
        n=measurement.n,
    )


def _of(measurement: Measurement) -> str:
    value = measurement.value or 0.0
    return f"{round(value * measurement.n)} of {measurement.n}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."

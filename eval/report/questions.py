"""The questions: each with gold, answer, citations, ranking and verdict, failures first."""

from collections import Counter

from eval.answer import Answer, Citation
from eval.report.markup import Html, fill, join, marked, web_link
from eval.score import QuestionScore, RetrievedArticle
from eval.scores import Scores
from eval.verdict import KINDS, Kind, Verdict, judge

_BADGES: dict[Kind, str] = {
    "failed": "no answer came",
    "wrong": "wrong",
    "overanswered": "should have abstained",
    "abstained": "should have answered",
    "partial": "one side only",
    "unjudged": "unjudged",
    "right": "right",
}

_FILTER = """<div class="filter" role="search" hidden>
<label>Search questions, answers and quotes
<input id="search" type="search" autocomplete="off"></label>
<label>Verdict <select id="verdict"><option value="">all ($all)</option>$options</select></label>
<output id="count" aria-live="polite"></output></div>
"""

_CARD = """<article class="question" data-verdict="$kind" aria-labelledby="$anchor">
<p class="status"><span class="badge $kind">$badge</span> <span>$reason</span>
<span class="id">$id$asked</span></p>
<h3 id="$anchor">$question</h3>
<dl class="card">
<dt>Gold</dt><dd>$gold</dd>
<dt>Answer</dt><dd>$answer</dd>
$citations<dt>Retrieved</dt><dd>$retrieved</dd>
</dl></article>
"""

_QUOTE = """<li value="$number"><blockquote>$quote</blockquote>
<cite>[$number] $title$outlet$known</cite>$alarm</li>
"""

_RANKING = """<details><summary>$summary</summary><ol class="ranking">$articles</ol></details>"""


def render_questions(scores: Scores) -> Html:
    """Return every question, the worst verdicts first, with a form to search them."""
    judged = [(judge(score), score) for score in scores.questions]
    judged.sort(key=lambda pair: KINDS.index(pair[0].kind))
    cards = join(
        _card(number, verdict, score) for number, (verdict, score) in enumerate(judged, start=1)
    )
    counts = Counter(verdict.kind for verdict, _ in judged)
    return join([_filter(counts), cards])


def _filter(counts: Counter[Kind]) -> Html:
    template = '<option value="$kind">$name ($count)</option>'
    options = join(
        fill(template, kind=kind, name=_BADGES[kind], count=counts[kind])
        for kind in KINDS
        if counts[kind]
    )
    return fill(_FILTER, all=counts.total(), options=options)


def _card(number: int, verdict: Verdict, score: QuestionScore) -> Html:
    question = score.question
    return fill(
        _CARD,
        anchor=f"q{number}",
        kind=verdict.kind,
        badge=_BADGES[verdict.kind],
        reason=verdict.reason,
        id=question.id,
        asked=f", asked {question.asked}" if question.asked else "",
        question=question.question,
        gold=_gold(score),
        answer=_answer(score),
        citations=_citations(score),
        retrieved=_retrieved(score),
    )


def _gold(score: QuestionScore) -> Html:
    question = score.question
    if question.unanswerable:
        return Html("The archive does not answer this.")
    separator = " — against — " if question.conflict else " / "
    answers = separator.join(question.answers) or "no wording given"
    named = [_named(each, score) for each in question.relevant] or question.documents
    articles = "; ".join(named) or "not known"
    template = '$answers<br><span class="short">in: $articles</span>'
    return fill(template, answers=answers, articles=articles)


def _named(article_id: str, score: QuestionScore) -> str:
    title = score.titles.get(article_id)
    return f"{title} ({article_id})" if title else article_id


def _answer(score: QuestionScore) -> Html:
    answer = score.answer
    if answer is None:
        template = '<span class="alarm">$error</span>'
        return fill(template, error=score.prediction.error or "not asked")
    return join([_said(answer, score), _aside(answer)])


def _said(answer: Answer, score: QuestionScore) -> Html:
    said = marked(answer.text, score.question.answers)
    return fill("<i>Abstained.</i> $said", said=said) if answer.abstained else said


def _aside(answer: Answer) -> Html:
    asides = []
    if answer.short_answer:
        asides.append(f"short answer: {answer.short_answer}")
    if answer.confidence is not None:
        asides.append(f"confidence {answer.confidence:.2f}")
    if answer.conflicts:
        asides.append(f"{answer.conflicts} conflict shown")
    if answer.rejected_statements:
        asides.append(f"{answer.rejected_statements} statements taken out")
    return fill('<br><span class="short">$asides</span>', asides=" · ".join(asides))


def _citations(score: QuestionScore) -> Html:
    if score.answer is None or not score.answer.citations:
        return Html("")
    quotes = join(_quote(citation, score) for citation in score.answer.citations)
    template = '<dt>Citations</dt><dd><ol class="quotes">$quotes</ol></dd>\n'
    return fill(template, quotes=quotes)


def _quote(citation: Citation, score: QuestionScore) -> Html:
    outlet = ", ".join(filter(None, (citation.publisher, citation.published)))
    known = ' <span class="tag known">known article</span>'
    alarm = ' <span class="alarm">not verbatim in the stored article</span>'
    return fill(
        _QUOTE,
        number=citation.number,
        quote=marked(citation.quote, score.question.answers),
        title=web_link(citation.title or citation.article_id, citation.link),
        outlet=f" · {outlet}" if outlet else "",
        known=Html(known if citation.article_id in score.known else ""),
        alarm=Html(alarm if citation.number in score.misquoted else ""),
    )


def _retrieved(score: QuestionScore) -> Html:
    if not score.retrieved:
        return Html("Nothing.")
    articles = join(_ranked(article) for article in score.retrieved)
    return fill(_RANKING, summary=_summary(score), articles=articles)


def _summary(score: QuestionScore) -> str:
    total = f"{len(score.retrieved)} articles"
    if not score.known:
        return total
    if score.known_rank is None:
        return f"{total}; no known article among them"
    return f"{total}; first known article at rank {score.known_rank}"


def _ranked(article: RetrievedArticle) -> Html:
    tags = {"known": article.known, "contains the answer": article.holds_answer,
            "cited": article.cited}  # fmt: skip
    template = '<span class="tag $kind">$name</span>'
    shown = join(fill(template, kind=name.split()[0], name=name) for name, on in tags.items() if on)
    item = '<li>$title <span class="id">$id</span>$tags</li>\n'
    return fill(item, title=article.title or "(no title)", id=article.id, tags=shown)

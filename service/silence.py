"""Why the archive is silent on a question, and what it has that is nearest."""

from collections.abc import Sequence
from datetime import timedelta

from service.language import foreign_language
from service.question import Question
from service.retrieve import Retrieval
from service.sources import Sources
from service.view import View

_NEAR = 5
_A_WHILE = 14
_PHRASES = {
    "publisher": "by {}",
    "author": "written by {}",
    "section": "in the section {}",
    "language": "in the language {}",
}


def why_silent(question: Question, snapshot: View, retrieval: Retrieval, sources: Sources) -> str:
    """Return one or two sentences for a reader: what was looked through and what lies nearest."""
    if not retrieval.hits:
        return why_nothing(question, snapshot, sources)
    nearest = retrieval.hits[0].article
    title = nearest.title or nearest.source.rsplit("/", 1)[-1]
    facts = ", ".join(filter(None, (nearest.publisher, (nearest.published or "")[:10])))
    language = foreign_language(question.text)
    remark = f" The question seems to be in {language}: ask in English." if language else ""
    return (
        f"The archive does not answer this {_within(question)}.{remark} "
        f"Nearest: “{title}”{f' ({facts})' if facts else ''}.{_newest(question, retrieval)}"
    )


def _newest(question: Question, retrieval: Retrieval) -> str:
    """Say when the archive last came near to what is asked, if that is some time ago."""
    days = [hit.article.published[:10] for hit in retrieval.hits[:_NEAR] if hit.article.published]
    newest = max(days, default=None)
    if newest is None or newest > str(question.as_of - timedelta(days=_A_WHILE)):
        return ""
    return f" Nothing near to it is later than {newest}."


def why_nothing(question: Question, snapshot: View, sources: Sources) -> str:
    """Return why not one article is in reach, and which days would have some."""
    if len(snapshot.articles) == 0:
        return "The archive is empty; add articles with `dateline index PATH`."
    if not any(map(str.isalnum, question.text)):
        return "The question holds no words, so there is nothing to search for."
    return (
        f"The archive has no article {_within(question)}.{_coverage(question, snapshot, sources)}"
    )


def remark_on(missing: Sequence[str]) -> str:
    """Return what to add to silence when a part of the archive was out of reach."""
    return f"Not all of the archive was looked through: {'; '.join(missing)}."


def _within(question: Question) -> str:
    limit = question.limit
    parts = _named(question)
    if limit and limit.start:
        parts.append(f"from {limit.start}")
    end = min(limit.end, question.as_of) if limit and limit.end else question.as_of
    parts.append(f"up to {end}")
    return " ".join(parts)


def _named(question: Question) -> list[str]:
    return [
        phrase.format(name)
        for field, phrase in _PHRASES.items()
        if (name := getattr(question, field))
    ]


def _coverage(question: Question, snapshot: View, sources: Sources) -> str:
    """Say from when to when there are articles that meet the limits other than those in time."""
    numbers = sources.narrowed({field: getattr(question, field) for field in _PHRASES})
    if numbers is None:
        covered = snapshot.days_covered
        days = [str(day) for day in covered] if covered else []
    elif len(numbers) == 0:
        return " There are articles for each of these, but none for all of them together."
    else:
        facts = (snapshot.articles[number] for number in numbers.tolist())
        days = sorted(fact.published[:10] for fact in facts if fact.published)
    if not days:
        return " None of its articles has a date."
    which = f" {' '.join(_named(question))}" if numbers is not None else ""
    return f" Its articles{which} are dated {days[0]} to {days[-1]}."

"""Why the archive is silent on a question, and what it has that is nearest."""

from indexer.index import Snapshot
from service.question import Question
from service.retrieve import Retrieval


def why_silent(question: Question, snapshot: Snapshot, retrieval: Retrieval) -> str:
    """Return one or two sentences for a reader: what was looked through and what lies nearest."""
    covered = snapshot.days_covered
    if len(snapshot.articles) == 0:
        return "The archive is empty; add articles with `dateline index PATH`."
    if not retrieval.hits:
        return f"The archive has no article {_within(question)}.{_coverage(covered)}"
    nearest = retrieval.hits[0].article
    title = nearest.title or nearest.source.rsplit("/", 1)[-1]
    facts = ", ".join(filter(None, (nearest.publisher, (nearest.published or "")[:10])))
    return (
        f"The archive does not answer this {_within(question)}. "
        f"Nearest: “{title}”{f' ({facts})' if facts else ''}."
    )


def _within(question: Question) -> str:
    limit = question.limit
    parts = [f"by {question.publisher}"] if question.publisher else []
    if limit and limit.start:
        parts.append(f"from {limit.start}")
    end = min(limit.end, question.as_of) if limit and limit.end else question.as_of
    parts.append(f"up to {end}")
    return " ".join(parts)


def _coverage(covered: object) -> str:
    if not isinstance(covered, tuple):
        return " None of its articles has a date."
    return f" Its articles are dated {covered[0]} to {covered[1]}."

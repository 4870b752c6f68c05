"""Copies: articles that carry the same story in the same words, and that count once."""

from collections.abc import Iterable

from indexer.record import StoredArticle
from service.cite import Copy
from service.question import Question


def is_copy(one: StoredArticle, other: StoredArticle) -> bool:
    """Tell whether two articles were gathered as one story, or are the same."""
    return one.number == other.number or (one.story is not None and one.story == other.story)


def listed(copies: Iterable[StoredArticle], asked: Question) -> list[Copy]:
    """Return the copies of a cited article as an answer lists them: the earliest first.

    What was published after the day of asking is left out, and so is the same copy again.
    """
    day = asked.as_of.isoformat()
    known = [each for each in copies if (each.published or "")[:10] <= day]
    known.sort(key=lambda each: (each.published or "9999", each.publisher is None, each.number))
    return list(dict.fromkeys(Copy(publisher=each.publisher, url=each.url) for each in known))

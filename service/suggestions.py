"""Suggestions: questions that an archive answers, made from the titles of its newest stories."""

import re
from collections.abc import Iterable
from datetime import date

from indexer.record import ArticleFacts

MOST = 4
_LONGEST = 140
# What sites put behind a title: their name, and the mark of a title that was cut.
_TAIL = re.compile(r"\s+\|.*$|\s*(?:\.\.\.|…)$")
# What sites put before a title: what kind of piece it is.
_HEAD = re.compile(r"^(?:explainer|analysis|exclusive|breaking|watch|video|updated?)\s*:\s+", re.I)
# Digests touch on everything, so no question about one has a story for an answer.
_DIGEST = re.compile(
    r"^\d+ (?:things|stories|takeaways)\b|\b(?:week|day|news) in (?:brief|review|pictures)\b|"
    r"\b(?:briefing|roundup|newsletter|live updates)\b",
    re.IGNORECASE,
)


def suggest(articles: Iterable[ArticleFacts], today: date | None = None) -> list[str]:
    """Return at most four questions about the newest stories, of as many outlets as there are.

    What is dated after `today` cannot be answered from yet, and is not suggested.
    """
    latest = today.isoformat() if today else "9999"
    newest = sorted(
        (facts for facts in articles if facts.published and facts.published[:10] <= latest),
        key=lambda facts: facts.published or "",
        reverse=True,
    )
    outlets: set[str | None] = set()
    first: dict[str, None] = {}
    others: dict[str, None] = {}
    for facts in newest:
        if len(first) == MOST:
            break
        is_known = facts.publisher in outlets
        # Reading a title costs more than passing it over, and an archive has very many.
        if (is_known and len(others) == MOST) or not (title := _title(facts)):
            continue
        outlets.add(facts.publisher)
        (others if is_known else first).setdefault(title)
    return [f"What happened: “{title}”?" for title in list({**first, **others})[:MOST]]


def _title(facts: ArticleFacts) -> str:
    """Return a title without what sites add to it; nothing when it would make no question."""
    title = _HEAD.sub("", _TAIL.sub("", _TAIL.sub("", " ".join((facts.title or "").split()))))
    if " " not in title or len(title) > _LONGEST or _DIGEST.search(title):
        return ""
    return (title[0].upper() + title[1:]).replace("“", "‘").replace("”", "’").rstrip("?")

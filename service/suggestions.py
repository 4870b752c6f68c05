"""Suggestions: questions that an archive answers, made from the titles of its newest stories."""

import re
from collections.abc import Iterable

from indexer.record import ArticleFacts

MOST = 4
_LONGEST = 140
# What sites put behind a title: their name, and the mark of a title that was cut.
_TAIL = re.compile(r"\s+\|.*$|\s*(?:\.\.\.|…)$")
# Digests touch on everything, so no question about one has a story for an answer.
_DIGEST = re.compile(
    r"^\d+ (?:things|stories|takeaways)\b|\b(?:week|day|news) in (?:brief|review|pictures)\b|"
    r"\b(?:briefing|roundup|newsletter|live updates)\b",
    re.IGNORECASE,
)


def suggest(articles: Iterable[ArticleFacts]) -> list[str]:
    """Return at most four questions about the newest stories, of as many outlets as there are."""
    titled = [(facts, _title(facts)) for facts in articles if facts.published]
    newest = sorted(
        ((facts, title) for facts, title in titled if title),
        key=lambda pair: pair[0].published or "",
        reverse=True,
    )
    of_each = {facts.publisher: title for facts, title in reversed(newest)}
    first = [title for facts, title in newest if of_each[facts.publisher] == title]
    titles = dict.fromkeys([*first, *(title for _, title in newest)])
    return [f"What happened: “{title}”?" for title in list(titles)[:MOST]]


def _title(facts: ArticleFacts) -> str:
    """Return a title without what sites add to it; nothing when it would make no question."""
    title = _TAIL.sub("", _TAIL.sub("", " ".join((facts.title or "").split())))
    usable = " " in title and len(title) <= _LONGEST and not _DIGEST.search(title)
    return title.replace("“", "‘").replace("”", "’").rstrip("?") if usable else ""

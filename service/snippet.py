"""Snippet: the stretch of a passage that holds most of what was asked for, terms marked."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from indexer.words import terms_of

LENGTH = 220
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text for display and the spans in it that match the question's terms."""

    text: str
    marks: tuple[tuple[int, int], ...]


def snippet_of(passage: str, terms: Collection[str], length: int = LENGTH) -> Snippet:
    """Return at most `length` characters of a passage, cut at words, with the most terms."""
    text = " ".join(passage.split())
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    found = [(span, term) for span in words if (term := _term_in(text[slice(*span)], terms))]
    start = _best_start(words, found, length)
    end = max((last for _, last in words if last <= start + length), default=length)
    end = len(text) if len(text) <= start + length else end
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    marks = [(a + shift, b + shift) for (a, b), _ in found if start <= a and b <= end]
    return Snippet(f"{before}{text[start:end]}{after}", tuple(marks))


def _term_in(word: str, terms: Collection[str]) -> str | None:
    return next((term for term in terms_of(word) if term in terms), None)


def _best_start(
    words: list[tuple[int, int]], found: list[tuple[tuple[int, int], str]], length: int
) -> int:
    """Return the start of the first window with the most different terms."""
    best, most = 0, -1
    for start in [0, *(first for (first, _), _ in found)]:
        inside = {term for (a, b), term in found if start <= a and b <= start + length}
        if len(inside) > most:
            best, most = start, len(inside)
    if best == 0:
        return 0
    # A few words of context before the first term.
    return next((first for first, _ in words if first >= best - length // 5), best)

"""Sentence boundaries, as exact spans of the stored text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

_TO_THE_MINUTE = re.compile(r"\d\s*[ap]\.m\.$")
# "At 7.14 p.m. Eastern time" goes on.
_ZONE = re.compile(
    r"(?:Eastern|Central|Mountain|Pacific|Greenwich|Atlantic|Standard|Daylight)\b"
    r"|[A-Z][a-z]+\s+(?:[Tt]ime|[Ss]tandard|[Dd]aylight)\b|(?:[ECMP][SD]?T|GMT|UTC|BST|CET|AEST)\b"
)


class Span(NamedTuple):
    """A half-open range of code points in an article's stored text."""

    start: int
    end: int


def split_sentences(text: str, language: str | None = None) -> list[Span]:
    """Return the sentences of `text` in order, trimmed of white space, never crossing a line.

    Boundaries come from Wikimedia's sentencex, which knows abbreviations in many languages.
    """
    code = (language or "en").split("-")[0].lower()
    spans: list[Span] = []
    offset = 0
    for line in text.split("\n"):
        if line:
            for start, end in _bounds(line, code):
                span = _trimmed(line, offset, start, end)
                if span:
                    spans.append(span)
        offset += len(line) + 1
    return spans


def _bounds(line: str, code: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a line begin and end, those cut after a time of day in one."""
    held: tuple[int, int] | None = None
    for boundary in sentencex.get_sentence_boundaries(code, line):
        start, end = boundary["start_index"], boundary["end_index"]
        rest = line[start:end].lstrip()
        if held and _TO_THE_MINUTE.search(line[: held[1]].rstrip()) and _ZONE.match(rest):
            held = held[0], end
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held


def _trimmed(line: str, offset: int, start: int, end: int) -> Span | None:
    piece = line[start:end]
    words = piece.strip()
    if not words:
        return None
    begin = offset + start + len(piece) - len(piece.lstrip())
    return Span(begin, begin + len(words))

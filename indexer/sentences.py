"""Sentence boundaries, as exact spans of the stored text."""

from typing import NamedTuple

import sentencex


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
            for boundary in sentencex.get_sentence_boundaries(code, line):
                span = _trimmed(line, offset, boundary["start_index"], boundary["end_index"])
                if span:
                    spans.append(span)
        offset += len(line) + 1
    return spans


def _trimmed(line: str, offset: int, start: int, end: int) -> Span | None:
    piece = line[start:end]
    words = piece.strip()
    if not words:
        return None
    begin = offset + start + len(piece) - len(piece.lstrip())
    return Span(begin, begin + len(words))

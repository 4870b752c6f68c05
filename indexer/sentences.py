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
        for boundary in sentencex.get_sentence_boundaries(code, line):
            _append_trimmed(
                spans, text, offset + boundary["start_index"], offset + boundary["end_index"]
            )
        offset += len(line) + 1
    return spans


def _append_trimmed(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))

"""Shortening a quote to the clauses that matter: still a verbatim span, marked by an ellipsis."""

import re
from itertools import pairwise

from indexer.sentences import Span

_BOUNDARY = re.compile(r"[,;:]\s+|\s+[–—-]\s+|\s+(?=(?:and|but|while|as|after|because|since)\s)")
_HANGING = re.compile(r"(?:which|who|whom|whose|that|where|when|and|or|but)\b", re.I)


def shorten(text: str, sentence: Span, focus: Span, words: int) -> Span:
    """Return the longest run of clauses of `sentence` around `focus` with at most `words` words.

    Both spans count code points of `text`. The clauses that hold the focus are always kept, and
    what a relative pronoun refers to with them.
    """
    clauses = _clauses(text, sentence)
    inside = [i for i, c in enumerate(clauses) if c.start < focus.end and c.end > focus.start]
    low, high = (inside[0], inside[-1]) if inside else (0, 0)
    while low > 0 and _HANGING.match(text[clauses[low].start : clauses[low].end]):
        low -= 1
    while True:
        wider = [
            (a, b)
            for a, b in ((low - 1, high), (low, high + 1))
            if a >= 0 and b < len(clauses) and _count(text, clauses, a, b) <= words
        ]
        if not wider:
            return Span(clauses[low].start, _without_comma(text, clauses[high].end, sentence.end))
        low, high = max(wider, key=lambda pair: _count(text, clauses, *pair))


def with_ellipses(text: str, sentence: Span, part: Span) -> str:
    """Return the words of `part`, with an ellipsis where something of the sentence is left out."""
    before = "… " if part.start > sentence.start else ""
    after = " …" if part.end < sentence.end else ""
    return f"{before}{text[part.start : part.end]}{after}"


def _clauses(text: str, sentence: Span) -> list[Span]:
    cuts = [match.end() for match in _BOUNDARY.finditer(text, sentence.start, sentence.end)]
    edges = [sentence.start, *cuts, sentence.end]
    return [Span(a, b) for a, b in pairwise(edges) if a < b]


def _count(text: str, clauses: list[Span], low: int, high: int) -> int:
    return len(text[clauses[low].start : clauses[high].end].split())


def _without_comma(text: str, end: int, sentence_end: int) -> int:
    while end < sentence_end and text[end - 1] in " ,;:–—-":
        end -= 1
    return end

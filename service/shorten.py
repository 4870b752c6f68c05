"""Shortening a quote to the clauses that matter: still a verbatim span, marked by an ellipsis."""

import re
from itertools import pairwise

from indexer.sentences import Span
from indexer.words import terms_of

_BOUNDARY = re.compile(r"[,;:]\s+|\s+[–—-]\s+|\s+(?=(?:and|but|while|as|after|because|since)\s)")
_HANGING = re.compile(r"(?:which|who|whom|whose|that|where|when)\b", re.I)
_ATTRIBUTION = re.compile(
    r"\b(?:said|says|saying|told|tells|wrote|writes|according\s+to|claim\w*|argu\w+|den(?:y|ied|ies)|"
    r"alleg\w+|accus\w+|insist\w*|believ\w+|think\w*|suggest\w*|warn\w*|report\w*|"
    r"stat(?:ed|es|ing)|announced|rumou?r\w*|purported\w*|if|unless)\b",
    re.I,
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nor|neither|without|cannot|false|untrue|unlikely|fail(?:s|ed)?|hardly|barely|scarcely|wrongly|"
    r"reject\w*|refus\w*|\w+n['’]t)\b",
    re.I,
)
_JOINING = re.compile(r"(?:and|but|while|as|because|since)\s+", re.I)


def shorten(text: str, sentence: Span, focus: Span, words: int) -> Span | None:
    """Return the longest faithful run of clauses around `focus` with at most `words` words.

    Both spans count code points of `text`. What a relative pronoun refers to stays with it.
    None when no such run keeps quotes whole and says who said it.
    """
    clauses = _clauses(text, sentence)
    inside = [i for i, c in enumerate(clauses) if c.start < focus.end and c.end > focus.start]
    first, last = (inside[0], inside[-1]) if inside else (0, 0)
    while first > 0 and _HANGING.match(text, clauses[first].start):
        first -= 1
    runs = [
        _trimmed(text, sentence, clauses[low].start, clauses[high].end)
        for low in range(first + 1)
        for high in range(last, len(clauses))
        if not _HANGING.match(text, clauses[low].start) or low == 0
    ]
    fitting = [
        run for run in runs if _count(text, run) <= words and is_faithful(text, sentence, run)
    ]
    return max(fitting, key=lambda run: _count(text, run), default=None)


def is_faithful(text: str, sentence: Span, part: Span) -> bool:
    """Tell whether `part` keeps quotes whole, and every attribution, condition and negation."""
    kept = text[part.start : part.end]
    if kept.count("“") != kept.count("”") or kept.count('"') % 2:
        return False
    return all(
        part.start <= match.start() and match.end() <= part.end
        for pattern in (_ATTRIBUTION, _NEGATION)
        for match in pattern.finditer(text, sentence.start, sentence.end)
    )


def clause_about(text: str, sentence: Span, terms: set[str]) -> Span:
    """Return the clause of `sentence` that holds most of `terms`, the first of equals."""
    clauses = _clauses(text, sentence)
    return max(clauses, key=lambda c: len(terms & set(terms_of(text[c.start : c.end]))))


def with_ellipses(text: str, sentence: Span, part: Span) -> str:
    """Return the words of `part`, with an ellipsis where something of the sentence is left out."""
    before = "… " if part.start > sentence.start else ""
    after = " …" if part.end < sentence.end else ""
    return f"{before}{text[part.start : part.end]}{after}"


def _clauses(text: str, sentence: Span) -> list[Span]:
    cuts = [match.end() for match in _BOUNDARY.finditer(text, sentence.start, sentence.end)]
    edges = [sentence.start, *cuts, sentence.end]
    return [Span(a, b) for a, b in pairwise(edges) if a < b]


def _count(text: str, span: Span) -> int:
    return len(text[span.start : span.end].split())


def _trimmed(text: str, sentence: Span, start: int, end: int) -> Span:
    """Leave out a conjunction before, and a comma after, what was cut off."""
    joining = _JOINING.match(text, start) if start > sentence.start else None
    while end < sentence.end and text[end - 1] in " ,;:–—-":
        end -= 1
    return Span(joining.end() if joining else start, end)

"""Disagreement between outlets: sentences about the same thing that cannot both be right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.sentences import Span
from indexer.words import terms_of
from service.copies import is_copy
from service.generate.candidates import Candidate
from service.phrase import find_phrase_span
from service.question import AnswerKind, Question

_OPPOSITES = (
    ({"majority", "majorities"}, {"minority", "minorities"}),
    ({"confirmed", "confirms", "confirm", "admitted"}, {"denied", "denies", "deny", "rejected"}),
    ({"rose", "rise", "rises", "increased"}, {"fell", "fall", "falls", "decreased", "shrank"}),
    ({"won", "win", "wins"}, {"lost", "lose", "loses"}),
    ({"guilty"}, {"innocent", "acquitted"}),
    ({"success", "successful", "succeeded"}, {"failure", "failed", "unsuccessful"}),
)  # fmt: skip
_NUMBER = re.compile(r"[$£€¥]?\d+(?:[.,]\d+)*")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHARED_ENOUGH = 0.35
_SIMILAR_ENOUGH = 0.2


@dataclass(frozen=True, slots=True)
class Claim:
    """The part of a sentence that another one contradicts."""

    candidate: Candidate
    focus: Span


def find_conflict(
    question: Question, candidates: Sequence[Candidate]
) -> tuple[Claim, Claim] | None:
    """Return the best candidate and the best-ranked one that contradicts it, or None.

    The two must come from different articles and be about the same thing: they resemble the
    question about equally, and share words with it and with each other.
    """
    best = candidates[0]
    for other in candidates[1:]:
        if other.article.number == best.article.number or not _same_matter(question, best, other):
            continue
        found = _opposed(best, other) or _different_number(question, best, other)
        if found and not is_copy(best.article, other.article):
            return found
    return None


def _same_matter(question: Question, one: Candidate, other: Candidate) -> bool:
    first, second = set(terms_of(one.text)), set(terms_of(other.text))
    shared = first & second
    return (
        other.features.similarity >= one.features.similarity - _SIMILAR_ENOUGH
        and bool(shared & set(question.terms))
        and len(shared) >= _SHARED_ENOUGH * min(len(first), len(second), 8)
    )


def _opposed(one: Candidate, other: Candidate) -> tuple[Claim, Claim] | None:
    for left, right in _OPPOSITES:
        for mine, theirs in ((left, right), (right, left)):
            a, b = _find_word(one, mine), _find_word(other, theirs)
            neither = _find_word(one, theirs) is None and _find_word(other, mine) is None
            if a and b and neither:
                return Claim(one, a), Claim(other, b)
    return None


def _find_word(candidate: Candidate, words: set[str]) -> Span | None:
    for match in re.finditer(r"[^\W\d_]+", candidate.text):
        if match[0].lower() in words:
            start = candidate.span.start
            return Span(start + match.start(), start + match.end())
    return None


def _different_number(
    question: Question, one: Candidate, other: Candidate
) -> tuple[Claim, Claim] | None:
    """Compare the numbers that either sentence gives as an answer, when they count the same."""
    mine, theirs = _quantity(question, one), _quantity(question, other)
    if mine is None or theirs is None or mine.value == theirs.value:
        return None
    if not mine.units & theirs.units:
        return None
    return Claim(one, mine.where), Claim(other, theirs.where)


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: float
    units: frozenset[str]
    where: Span


def _quantity(question: Question, candidate: Candidate) -> _Quantity | None:
    if question.kind is not AnswerKind.NUMBER:
        return None
    found = find_phrase_span(question, candidate.text)
    number = _NUMBER.search(candidate.text, found.start) if found else None
    if found is None or number is None or number.start() >= found.end:
        return None
    following = re.findall(r"[^\W\d_]+", candidate.text[number.end() : number.end() + 40])[:3]
    value = float(re.sub(r"[^\d.]", "", number[0]).rstrip(".") or 0)
    if following and following[0].lower() in _SCALES:
        value *= _SCALES[following.pop(0).lower()]
    start = candidate.span.start
    where = Span(start + found.start, start + found.end)
    return _Quantity(value, frozenset(terms_of(" ".join(following[:2]))), where)

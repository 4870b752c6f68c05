"""Disagreement between outlets: sentences about the same thing that cannot both be right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from indexer.sentences import Span
from indexer.words import terms_of
from service.copies import is_copy
from service.generate.candidates import Candidate
from service.question import AnswerKind, Question

_OPPOSITES = (
    ({"majority", "majorities"}, {"minority", "minorities"}),
    ({"confirmed", "confirms", "confirm", "admitted"}, {"denied", "denies", "deny", "rejected"}),
    ({"rose", "rise", "rises", "increased"}, {"fell", "fall", "falls", "decreased", "shrank"}),
    ({"won", "win", "wins"}, {"lost", "lose", "loses"}),
    ({"alive", "survived"}, {"dead", "died", "killed"}),
    ({"guilty"}, {"innocent", "acquitted"}),
    ({"success", "successful", "succeeded"}, {"failure", "failed", "unsuccessful"}),
    ({"first"}, {"second"}),
)  # fmt: skip
_NUMBER = re.compile(r"[$£€¥]?\d+(?:[.,]\d+)*")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHARED_ENOUGH = 0.35


@dataclass(frozen=True, slots=True)
class Claim:
    """The part of a sentence that another one contradicts."""

    candidate: Candidate
    focus: Span


def find_conflict(
    question: Question, candidates: Sequence[Candidate]
) -> tuple[Claim, Claim] | None:
    """Return the best-ranked pair of candidates from different articles that contradict, or None.

    The two must be about the same thing: they share words, and both speak to the question.
    """
    pairs = combinations(candidates, 2)
    for one, other in sorted(pairs, key=lambda pair: -(pair[0].score + pair[1].score)):
        if one.article.number == other.article.number or is_copy(one.article, other.article):
            continue
        if not _same_matter(question, one, other):
            continue
        found = _opposed(one, other) or _different_number(question, one, other)
        if found:
            return found
    return None


def _same_matter(question: Question, one: Candidate, other: Candidate) -> bool:
    first, second = set(terms_of(one.text)), set(terms_of(other.text))
    shared = first & second
    asked = set(question.terms)
    return bool(shared & asked) and len(shared) >= _SHARED_ENOUGH * min(len(first), len(second), 8)


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
    if question.kind is not AnswerKind.NUMBER:
        return None
    asked = set(question.terms)
    theirs = dict(_quantities(other))
    for unit, (value, focus) in _quantities(one):
        if unit in theirs and unit in asked and theirs[unit][0] != value:
            return Claim(one, focus), Claim(other, theirs[unit][1])
    return None


def _quantities(candidate: Candidate) -> Iterator[tuple[str, tuple[float, Span]]]:
    """Yield (unit, (value, where)): each number with the terms that follow it."""
    for match in _NUMBER.finditer(candidate.text):
        following = re.findall(r"[^\W\d_]+", candidate.text[match.end() : match.end() + 40])[:3]
        value = float(re.sub(r"[^\d.]", "", match[0]).rstrip(".") or 0)
        if following and following[0].lower() in _SCALES:
            value *= _SCALES[following[0].lower()]
        start = candidate.span.start
        where = Span(start + match.start(), start + match.end())
        for unit in terms_of(" ".join(following)):
            yield unit, (value, where)

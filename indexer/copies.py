"""Copies: whether two articles are one story in the same words, trimmed, extended or retouched."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.dates import day_of
from indexer.fingerprint import Fingerprint, Shingles, fingerprint, shingles_of, words_of
from indexer.words import terms_of

SHORTEST = 12
"""Texts of fewer shingles are copies only when all their words are the same."""
SAME_NUMBERS = 0.6
"""The share of the shorter text's numbers that stand in the longer one; a template keeps few."""
LONGEST_FURNITURE = 200
"""Shorter texts of one outlet may be the same for want of an article in them."""
SAME_SUBJECT = 0.6
"""The share of the shorter title's words that such texts must have in common, and all numbers."""
OPENING = 800
"""Characters in which an article says what it tells."""
SAME_OPENING = 0.3
"""The share of one article's opening that stands in the other; picture galleries share the rest."""
_ERROR = 0.12
"""What an estimate from 128 values may be wrong by: nearly three standard errors."""

_NUMBERS = re.compile(r"\d[\d.,:/]*")


@dataclass(frozen=True, slots=True)
class Rule:
    """When two articles are copies.

    `contained` is the share of the shorter text's shingles that stand in the longer one, at
    least; `alike` the least Jaccard similarity, below which the longer one is a digest that
    quotes the shorter; `days` how far apart they may be published.
    """

    contained: float
    alike: float
    days: int


BETWEEN_OUTLETS = Rule(contained=0.55, alike=0.3, days=30)
WITHIN_ONE = Rule(contained=0.8, alike=0.5, days=3)
"""One outlet's own articles share its furniture, and those of a series a template."""


@dataclass(frozen=True)
class Wording:
    """An article as it is compared."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None

    @cached_property
    def shingles(self) -> Shingles:
        """Its shingles, sorted."""
        return shingles_of(self.text)

    @cached_property
    def opening(self) -> Shingles:
        """The shingles of how it begins, sorted."""
        return shingles_of(self.text[:OPENING])

    @cached_property
    def numbers(self) -> set[str]:
        """The numbers that it names."""
        return {found.rstrip(".,:/") for found in _NUMBERS.findall(self.text)}

    @cached_property
    def subject(self) -> set[str]:
        """The words of its title, without the name of the site that follows a bar."""
        return set(terms_of((self.title or "").partition("|")[0]))

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Its fingerprint."""
        return fingerprint(self.shingles)


def may_be_copies(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether the estimate leaves room for two texts to be copies."""
    least = min(BETWEEN_OUTLETS.alike, WITHIN_ONE.alike)
    return one.jaccard(other) >= least - _ERROR


def are_copies(one: Wording, other: Wording) -> bool:
    """Tell whether two articles are copies: most of the shorter one stands in the other one."""
    fewest, most = sorted((len(one.shingles), len(other.shingles)))
    same_outlet = one.publisher is not None and one.publisher == other.publisher
    rule = WITHIN_ONE if same_outlet else BETWEEN_OUTLETS
    if fewest == 0 or _days_apart(one, other) > rule.days:
        return False
    if fewest < SHORTEST and words_of(one.text) != words_of(other.text):
        return False
    if same_outlet and not _same_subject(one, other):
        return False
    shared = len(np.intersect1d(one.shingles, other.shingles, assume_unique=True))
    return (
        shared >= rule.contained * fewest
        and shared >= rule.alike * (fewest + most - shared)
        and _same_numbers(one, other)
        and (_opens_in(one, other) or _opens_in(other, one))
    )


def _opens_in(one: Wording, other: Wording) -> bool:
    """Tell whether `one` begins with words of `other`, which may begin with some of its own."""
    shared = len(np.intersect1d(one.opening, other.shingles, assume_unique=True))
    return shared >= SAME_OPENING * len(one.opening)


def _days_apart(one: Wording, other: Wording) -> int:
    first, second = day_of(one.published), day_of(other.published)
    return abs((first - second).days) if first and second else 0


def _same_subject(one: Wording, other: Wording) -> bool:
    """Tell whether the titles are about the same, as those of one outlet's copies are.

    Pages with nothing but furniture, or the same few words that lead a series, have the same text;
    titles then tell the subject, and numbers in them the part: "100 to 76", "75 to 51".
    """
    shared = len(one.subject & other.subject)
    fewest = min(len(one.subject), len(other.subject))
    if min(len(one.shingles), len(other.shingles)) < LONGEST_FURNITURE:
        return fewest > 0 and shared >= SAME_SUBJECT * fewest and _parts(one) == _parts(other)
    return shared > 0 or fewest == 0


def _parts(one: Wording) -> set[str]:
    return set(_NUMBERS.findall(one.title or ""))


def _same_numbers(one: Wording, other: Wording) -> bool:
    shorter, longer = sorted((one, other), key=lambda each: len(each.shingles))
    kept = len(shorter.numbers & longer.numbers)
    return kept >= SAME_NUMBERS * len(shorter.numbers)

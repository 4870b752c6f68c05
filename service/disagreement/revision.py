"""Revision: figures that a later account gives up, by the words that say so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.words import terms_of
from service.disagreement.amounts import Written, amounts_in
from service.disagreement.asked import Asked
from service.disagreement.claim import Claim, Range, Sentence
from service.disagreement.figures import figures_of, is_counted
from service.disagreement.given_up import (
    CHANGES,
    DENIES,
    DROPS,
    ITS,
    NUMBER,
    denies,
    gives_up,
    has_passed,
    is_base,
)
from service.disagreement.times import days_apart
from service.wording import has_alike

_TELLS_COUNT = re.compile(rf"\b{NUMBER}\b", re.I)
_SAME_COUNT = 120
"""Days after which "down from 640" may tell of a figure that was right in its time."""
_REVISES = re.compile(
    rf"\b{CHANGES}\s+(?:{ITS}\s+)?(?:\w+\s+){{0,2}}?{NUMBER}\b(?P<of>\s+(?:of|for)\s+(?:[\w’'-]+\s*){{1,3}})?"
    rf"|\b(?:revised|corrected|lowered|reduced)\s+(?:\w+\s+){{0,2}}?{NUMBER}\b(?P<of2>\s+(?:of|for)\s+(?:[\w’'-]+\s*){{1,3}})?",
    re.I,
)
_REVISED = re.compile(rf"\b(?:{CHANGES}|{DROPS}|(?:down|up)\s+from)\b", re.I)
_MAY_REVISE = re.compile(
    rf"\b(?:{CHANGES}|{DROPS}|{DENIES}|(?:down|up)\s+from|instead|rather|and\s+not|too|wrong|mistaken|exaggerated|"
    r"error|mistake)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A figure that the words by `newer` name as one that no longer holds, or as `denied`.

    `passed` says that it may have been right in its time: "down from 640".
    """

    newer: Claim
    value: Written
    unit: str
    denied: bool
    passed: bool

    def stands_for(self, older: Claim) -> bool:
        """Tell whether it is the figure of an older claim."""
        value = _written(older)
        if value is None or not isinstance(older.value, Range) or older.value.unit != self.unit:
            return False
        same = self.value.low <= value.high and value.low <= self.value.high
        apart = days_apart(older, self.newer)
        if apart < 1 or (self.passed and apart > _SAME_COUNT):
            return False
        return same and _apart(value, _written(self.newer))


def is_given_up(claim: Claim) -> bool:
    """Tell whether the words around a figure name it as one that no longer holds, or is denied."""
    if not isinstance(claim.value, Range):
        return False
    start, text = claim.sentence.span.start, claim.sentence.text
    first, last = claim.focus.start - start, claim.focus.end - start
    return is_base(text[:first]) or gives_up(text, first, last)


def figures_given_up(asked: Asked, claim: Claim) -> Iterator[GivenUp]:
    """Yield the figures that the sentence, its neighbours or the headline name as given up."""
    if not isinstance(claim.value, Range) or is_given_up(claim):
        return
    for text in _by(claim.sentence):
        if not _MAY_REVISE.search(text):
            continue
        for figure in figures_of(asked, text, claim.sentence.published):
            if not gives_up(text, figure.words.start, figure.words.end):
                continue
            before = text[: figure.words.start]
            denied = denies(before)
            own = text == claim.sentence.text and not denied
            if not own and not _of_matter(asked, text[slice(*figure.clause)]):
                continue
            named = _amount(text[figure.words.start : figure.words.end])
            if named:
                denied = denied and _REVISED.search(text) is None
                passed = has_passed(before)
                yield GivenUp(claim, named, figure.range.unit, denied, passed)


def _of_matter(asked: Asked, clause: str) -> bool:
    """Tell whether a clause says of its figure what is asked, or calls it a count."""
    terms = set(terms_of(clause))
    wanted = asked.verbs or {*asked.noun, *asked.about}
    return bool(_TELLS_COUNT.search(clause)) or any(has_alike(term, terms) for term in wanted)


def is_apart(one: Claim, other: Claim) -> bool:
    """Tell whether two figures differ as they are written, whatever bounds are told with them."""
    return _apart(_written(one), _written(other))


def revises(asked: Asked, newer: Claim, older: Claim) -> bool:
    """Tell whether `newer` is told as a revised figure, and stands for another than `older`."""
    if days_apart(older, newer) < 1 or not is_apart(older, newer):
        return False
    own, *beside = _by(newer.sentence)
    if any(not of or is_counted(asked, of) for of in _revised_of(own)):
        return True
    if any(is_counted(asked, of) for text in beside for of in _revised_of(text) if of):
        return True
    return any(given.stands_for(older) for given in figures_given_up(asked, newer))


def _revised_of(text: str) -> Iterator[str]:
    """Yield the words that say of what a count is revised; none where that is not said."""
    for match in _REVISES.finditer(text):
        yield match["of"] or match["of2"] or ""


def _by(sentence: Sentence) -> tuple[str, ...]:
    """Return the sentence, the one before it, the one after it and the headline."""
    words = sentence.of_article
    before, after = words.before(sentence.span), words.after(sentence.span)
    return sentence.text, before.text, after.text, sentence.article.title or ""


def _written(claim: Claim) -> Written | None:
    """Return the figure of a claim as it is written, without its bounds."""
    if not isinstance(claim.value, Range):
        return None
    return _amount(claim.sentence.article.text[slice(*claim.focus)])


@lru_cache(4_096)
def _amount(words: str) -> Written | None:
    return next(amounts_in(words), None)


def _apart(one: Written | None, other: Written | None) -> bool:
    return bool(one and other and (one.high < other.low or other.high < one.low))

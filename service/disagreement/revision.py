"""Revision: figures that a later account gives up, by the words that say so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from service.disagreement.amounts import Written, amounts_in
from service.disagreement.asked import Asked
from service.disagreement.claim import Claim, Range, Sentence
from service.disagreement.figures import figures_of, is_counted
from service.disagreement.times import days_apart

_NUMBER = (
    r"(?:figures?|counts?|estimates?|numbers?|(?:death\s+)?tolls?|tally|tallies|totals?|reports?)"
)
_BOUND = (
    r"(?:(?:about|around|some|nearly|almost|at\s+least|more\s+than|over|up\s+to|as\s+many\s+as|the|an?)"
    r"\s+)*[$£€]?$"
)
_CHANGES = (
    r"(?:replac(?:es?|ed|ing)|revis(?:es?|ed|ing)|correct(?:s|ed|ing)?|lower(?:s|ed|ing)?|cuts?|cutting|"
    r"reduc(?:es?|ed|ing)|rais(?:es?|ed|ing)|halv(?:es?|ed|ing)|slash(?:es|ed|ing)?)"
)
_DROPS = (
    r"(?:withdr(?:aws?|ew|awn|awing)|retract(?:s|ed|ing)?|abandon(?:s|ed|ing)?|scrap(?:s|ped|ping)?|"
    r"g[ai]v(?:es?|en|ing)\s+up|took\s+back|taken\s+back)"
)
_DENIES = (
    r"(?:den(?:y|ies|ied|ying)|disput(?:es?|ed|ing)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?)"
)
_ITS = r"(?:the|its|their|his|her|an?|that|this|any|earlier|previous)"
_OLD_BEFORE = re.compile(
    rf"\b(?:{_CHANGES}|{_DROPS})\s+{_ITS}\s+(?:\w+\s+){{0,3}}?{_NUMBER}\s+of\s+{_BOUND}"
    rf"|\b(?:down|up)\s+from\s+{_BOUND}"
    rf"|\b(?:instead\s+of|rather\s+than|and\s+not)\s+{_BOUND}"
    rf"|\b{_CHANGES}\b[^.;]{{0,60}}\bfrom\s+{_BOUND}",
    re.I,
)
_DENIED_BEFORE = re.compile(
    rf"\b{_DENIES}\s+(?:(?:that|there\s+were|had\s+been)\s+)*{_BOUND}"
    rf"|\b{_DENIES}\s+{_ITS}\s+(?:\w+\s+){{0,3}}?{_NUMBER}\s+of\s+{_BOUND}",
    re.I,
)
_OLD_AFTER = re.compile(
    r"[^.;]{0,50}?\b(?:(?:was|were|is|are|had\s+been|has\s+been|proved|turned\s+out)\s+(?:to\s+be\s+)?"
    r"(?:far\s+|much\s+)?(?:too\s+(?:high|low)|wrong|mistaken|exaggerated|an?\s+(?:error|mistake)|"
    r"withdrawn|retracted|revised|corrected|replaced))\b",
    re.I,
)
_REVISES = re.compile(
    rf"\b{_CHANGES}\s+(?:{_ITS}\s+)?(?:\w+\s+){{0,2}}?{_NUMBER}\b(?P<of>\s+(?:of|for)\s+(?:[\w’'-]+\s*){{1,3}})?"
    rf"|\b(?:revised|corrected|lowered|reduced)\s+(?:\w+\s+){{0,2}}?{_NUMBER}\b(?P<of2>\s+(?:of|for)\s+(?:[\w’'-]+\s*){{1,3}})?",
    re.I,
)
_REVISED = re.compile(rf"\b(?:{_CHANGES}|{_DROPS}|(?:down|up)\s+from)\b", re.I)
_MAY_REVISE = re.compile(
    rf"\b(?:{_CHANGES}|{_DROPS}|{_DENIES}|(?:down|up)\s+from|instead|rather|and\s+not|too|wrong|mistaken|exaggerated|"
    r"error|mistake)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A figure that the words by `newer` name as one that no longer holds, or as `denied`."""

    newer: Claim
    value: Written
    unit: str
    denied: bool

    def stands_for(self, older: Claim) -> bool:
        """Tell whether it is the figure of an older claim."""
        value = _written(older)
        if value is None or not isinstance(older.value, Range) or older.value.unit != self.unit:
            return False
        same = self.value.low <= value.high and value.low <= self.value.high
        return same and days_apart(older, self.newer) > 0 and _apart(value, _written(self.newer))


def is_given_up(claim: Claim) -> bool:
    """Tell whether the words around a figure name it as one that no longer holds, or is denied."""
    if not isinstance(claim.value, Range):
        return False
    start = claim.sentence.span.start
    return _gives_up(claim.sentence.text, claim.focus.start - start, claim.focus.end - start)


def figures_given_up(asked: Asked, claim: Claim) -> Iterator[GivenUp]:
    """Yield the figures that the sentence, its neighbours or the headline name as given up."""
    if not isinstance(claim.value, Range) or is_given_up(claim):
        return
    for text in _by(claim.sentence):
        if not _MAY_REVISE.search(text):
            continue
        for figure in figures_of(asked, text, claim.sentence.published):
            if _gives_up(text, figure.words.start, figure.words.end):
                named = _amount(text[figure.words.start : figure.words.end])
                if named:
                    denied = _DENIED_BEFORE.search(text[: figure.words.start]) is not None
                    denied = denied and _REVISED.search(text) is None
                    yield GivenUp(claim, named, figure.range.unit, denied)


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


def _gives_up(text: str, start: int, end: int) -> bool:
    before = text[:start]
    denied = _DENIED_BEFORE.search(before)
    return bool(denied or _OLD_BEFORE.search(before) or _OLD_AFTER.match(text, end))


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

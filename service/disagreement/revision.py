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
from service.disagreement.times import days_apart
from service.wording import has_alike

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
    rf"|\b{_CHANGES}\b(?:[^.;]{{0,40}}\b(?:{_NUMBER}|dead|deaths)\b|\s+it\b)[^.;]{{0,40}}?\bfrom\s+{_BOUND}",
    re.I,
)
_PASSED = re.compile(rf"\b(?:down|up)\s+from\s+{_BOUND}", re.I)
# "Cut its jobs by 900 from 4,000": what there was, and no figure of what is counted.
_BASE = re.compile(rf"\bby\s+[$£€]?\d[\d,.]*(?:\s+[\w’'-]+){{0,2}}\s+from\s+{_BOUND}", re.I)
_DENIED_BEFORE = re.compile(
    rf"\b{_DENIES}\s+(?:(?:that|there\s+were|had\s+been)\s+)*{_BOUND}"
    rf"|\b{_DENIES}\s+{_ITS}\s+(?:\w+\s+){{0,3}}?{_NUMBER}\s+of\s+{_BOUND}",
    re.I,
)
_IS_WRONG = (
    r"(?:was|were|is|are|had\s+been|has\s+been|proved|turned\s+out)\s+(?:to\s+be\s+)?"
    r"(?:far\s+|much\s+)?(?:too\s+(?:high|low)|wrong|mistaken|exaggerated|an?\s+(?:error|mistake)|"
    r"withdrawn|retracted|revised|corrected|replaced)\b"
)
_COUNT_BEFORE = re.compile(
    rf"\b(?:{_NUMBER}|claims?),?\s+(?:(?:of|that|for|there\s+were|there\s+had\s+been)\s+)*{_BOUND}",
    re.I,
)
_WRONG_AFTER = re.compile(
    r"(?:\s+(?!(?:and|but|because|as|since|who|whose|which|where|when|while|said|says|saying)\b)"
    rf"[\w’'-]+){{0,5}},?\s+{_IS_WRONG}",
    re.I,
)
_FIGURE_AFTER = re.compile(
    rf"(?:\s+[\w’'-]+){{0,3}},\s+(?:an?|the)\s+{_NUMBER}\s+(?:that|which)\s+{_IS_WRONG}", re.I
)
_TELLS_COUNT = re.compile(rf"\b{_NUMBER}\b", re.I)
_SAME_COUNT = 120
"""Days after which "down from 640" may tell of a figure that was right in its time."""
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
    if _BASE.search(text[: claim.focus.start - start]):
        return True
    return _gives_up(text, claim.focus.start - start, claim.focus.end - start)


def figures_given_up(asked: Asked, claim: Claim) -> Iterator[GivenUp]:
    """Yield the figures that the sentence, its neighbours or the headline name as given up."""
    if not isinstance(claim.value, Range) or is_given_up(claim):
        return
    for text in _by(claim.sentence):
        if not _MAY_REVISE.search(text):
            continue
        for figure in figures_of(asked, text, claim.sentence.published):
            if not _gives_up(text, figure.words.start, figure.words.end):
                continue
            before = text[: figure.words.start]
            denied = _DENIED_BEFORE.search(before) is not None
            own = text == claim.sentence.text and not denied
            if not own and not _of_matter(asked, text[slice(*figure.clause)]):
                continue
            named = _amount(text[figure.words.start : figure.words.end])
            if named:
                denied = denied and _REVISED.search(text) is None
                passed = _PASSED.search(before) is not None
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


def _gives_up(text: str, start: int, end: int) -> bool:
    before = text[:start]
    if (
        _DENIED_BEFORE.search(before)
        or _OLD_BEFORE.search(before)
        or _FIGURE_AFTER.match(text, end)
    ):
        return True
    return bool(_COUNT_BEFORE.search(before) and _WRONG_AFTER.match(text, end))


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

"""Compare: whether two claims that differ are a conflict, or one overtook the other."""

import re
from enum import StrEnum

from service.copies import is_copy
from service.disagreement.agree import agree
from service.disagreement.asked import Asked
from service.disagreement.claim import Claim, Range, Sentence
from service.disagreement.revision import is_given_up, revises
from service.disagreement.times import days_apart, of_other_times, same_time
from service.window import Window
from service.wording import has_alike

_SHARED = 2
_MUCH = 4
_CONFLICT_FACTOR = 10.0
_CHANGE_FACTOR = 100.0
_STATE_APART = 14
_SAME_DISASTER = 120
"""Days after which victims are those of another disaster: tolls are told within weeks."""

_UPDATED = re.compile(
    r"\b(?:now|risen|rises|rose|climbed|climbs|grown|grew|revis(?:ed|es)|updated?|raised|lowered|"
    r"dropped|fallen|up\s+from|down\s+from|more\s+than\s+first|final|latest|so\s+far|still|"
    r"postponed|delayed|put\s+off|pushed\s+back|moved|rescheduled|brought\s+forward|"
    r"new\s+(?:estimate|figure|count|date|toll)|no\s+longer|again|since\s+then|corrected|doubled|tripled)\b",
    re.I,
)
_PROVISIONAL = re.compile(
    r"\b(?:at\s+least|so\s+far|as\s+of|preliminary|"
    r"initial(?:ly)?|early|first|missing)\b",
    re.I,
)
_CORRECTED = re.compile(r"\b(?:revis(?:ed|es)|updated?|corrected)\b", re.I)
_REVISED = re.compile(
    r"\b(?:revis(?:ed|es|ion)|replac(?:ed|es)|corrected|withdr(?:ew|awn)|retracted|lowered\s+(?:its|the)"
    r"|raised\s+(?:its|the)|(?:up|down)\s+from|instead\s+of\s+the|no\s+longer)\b",
    re.I,
)
_BEFORE = re.compile(
    r"\bhad\s+(?:\w+\s+)?(?:said|put|given|reported|estimated|counted|spoken|told|announced|claimed)\b"
    r"|\b(?:earlier|previous(?:ly)?|initial(?:ly)?|original(?:ly)?|at\s+first|first\s+(?:said|put|gave|"
    r"reported|estimated|counted|spoke))\b",
    re.I,
)
_PERFECT = re.compile(r"\b(?:has|have)\s+(?:been\s+)?\w+(?:ed|en|n|t)\b", re.I)
_PASSING = re.compile(
    r"\b(?:is|are|has|have|owns?|holds?|stands?|remains?|still|estimat(?:e|es|ed)|projected|forecast)\b",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|would|expect(?:s|ed)|planned|plans?|set\s+to|due|scheduled|aims?|is\s+to|are\s+to)\b",
    re.I,
)
_POLL = re.compile(r"\b(?:polls?|polled|pollsters?|surveys?|surveyed)\b", re.I)
_READ = re.compile(r"\b(?:averages?|prices?|rates?|readings?|records?|stood|stands|hit)\b", re.I)
_GROWING = re.compile(r"\b(?:jackpots?|surg(?:es|ed|ing)|skyrocket(?:s|ed))\b", re.I)
_VICTIMS = re.compile(r"\b(?:dead|deaths?|died|killed|toll|victims?|injured|hurt|missing)\b", re.I)
_MOVING = frozenset({"money", "percent"})
_LASTING = frozenset({"length", "mass", "bare", "temperature"})
"""What is measured once: two figures for it are no change over time."""


class Relation(StrEnum):
    """How two claims stand to each other when they differ."""

    CONFLICT = "conflict"
    CHANGE = "change"


def relation(asked: Asked, one: Claim, other: Claim) -> Relation | None:
    """Return how two claims of different articles differ; None when both may be true."""
    if not _other_source(one, other):
        return None
    older, newer = sorted((one, other), key=lambda claim: claim.day)
    revised = agree(one, other)
    if revised and not revises(asked, newer, older):
        return None
    if of_other_times(one, other) or not _same_matter(asked, one.sentence, other.sentence):
        return None
    lasting = isinstance(one.value, Range) and one.value.unit in _LASTING
    if not same_time(asked, one.sentence, other.sentence, lasting=lasting):
        return None
    if isinstance(newer.value, str) and days_apart(older, newer) > _STATE_APART:
        return None  # many do the same as time goes by
    if _of_polls(older, newer):
        return None
    if one.sentence.article.number == other.sentence.article.number:
        revised = tells_before(one) != tells_before(other) or _is_revision(one, other)
        kind = Relation.CHANGE if revised else Relation.CONFLICT
        return kind if _comparable(older, newer, kind) else None
    if is_given_up(one) or is_given_up(other):
        return None  # whoever names it speaks of another's figure
    if revised:  # bounds that both may hold: only the words tell that one was given up
        return Relation.CHANGE if _comparable(older, newer, Relation.CHANGE) else None
    if asked.noun and _of_victims(older, newer) and days_apart(older, newer) > _SAME_DISASTER:
        return None
    kind = Relation.CHANGE if _changed(asked, older, newer) else Relation.CONFLICT
    if kind is Relation.CONFLICT and _of_one_outlet(older, newer):
        return None  # it speaks of two things, as it gives no word of a correction
    if kind is Relation.CONFLICT and _overtakes(asked, older, newer):
        if days_apart(older, newer) < 1:
            return None
        kind = Relation.CHANGE
    if _is_over(asked, newer) and not _UPDATED.search(newer.sentence.text):
        return None
    return kind if _comparable(older, newer, kind) else None


def tells_before(claim: Claim) -> bool:
    """Tell whether a claim is told as one of before: "had said 12", "the earlier figure of 12"."""
    text, start = claim.sentence.article.text, claim.clause.start
    return _BEFORE.search(text, start, claim.clause.end) is not None or is_given_up(claim)


def _is_revision(one: Claim, other: Claim) -> bool:
    """Tell whether one article reports that a figure was given up for another."""
    return any(_REVISED.search(claim.sentence.text) for claim in (one, other))


def _of_polls(older: Claim, newer: Claim) -> bool:
    """Tell whether shares are those of polls: two polls differ, and neither is wrong."""
    if not isinstance(newer.value, Range) or newer.value.unit != "percent":
        return False
    return any(_POLL.search(claim.sentence.text) for claim in (older, newer))


def _of_one_outlet(one: Claim, other: Claim) -> bool:
    first, second = one.sentence.article, other.sentence.article
    same = first.publisher is not None and first.publisher == second.publisher
    return same and first.number != second.number


def _overtakes(asked: Asked, older: Claim, newer: Claim) -> bool:
    """Tell whether the newer claim is no word against the older one, but what came after it.

    So it is with plans for days that are over, and with what is read anew all the time, as prices
    are.
    """
    if isinstance(older.value, Window):
        return _is_over(asked, older)
    moves = isinstance(newer.value, Range) and newer.value.unit in _MOVING
    if moves and _GROWING.search(newer.sentence.text + " " + older.sentence.text):
        return days_apart(older, newer) > 1
    read = moves and all(_READ.search(claim.sentence.text) for claim in (older, newer))
    return read and days_apart(older, newer) > 1


def _is_over(asked: Asked, claim: Claim) -> bool:
    """Tell whether days are over when it is asked what is to come."""
    end = claim.value.end if isinstance(claim.value, Window) else None
    return bool(asked.ahead and end and end < asked.ahead)


def _comparable(older: Claim, newer: Claim, kind: Relation) -> bool:
    """Tell whether two figures are of a size that one may stand for the other."""
    if not isinstance(older.value, Range) or not isinstance(newer.value, Range):
        return True
    small, large = sorted((older.value.high, newer.value.high))
    # Whoever opposes another in one article may be far from them.
    opposed = older.sentence.article.number == newer.sentence.article.number
    near = kind is Relation.CONFLICT and not opposed
    return large <= small * (_CONFLICT_FACTOR if near else _CHANGE_FACTOR)


def _other_source(one: Claim, other: Claim) -> bool:
    """Tell whether two claims come from different outlets, days, or speakers of one article."""
    first, second = one.sentence.article, other.sentence.article
    if first.number == second.number:
        return bool(one.speaker and other.speaker) and not one.speaker & other.speaker
    if is_copy(first, second):
        return False
    return one.day != other.day or first.publisher is None or first.publisher != second.publisher


def _same_matter(asked: Asked, one: Sentence, other: Sentence) -> bool:
    """Tell whether two sentences, or those around them, share more than the noun counted."""
    if not _alike_of_question(asked, one, other):
        return False
    shared = ((one.terms & other.near) | (other.terms & one.near)) - set(asked.noun)
    around = (one.near & other.near) - set(asked.noun)
    return len(shared) >= _SHARED or len(around) > _SHARED


def _alike_of_question(asked: Asked, one: Sentence, other: Sentence) -> bool:
    """Tell whether two sentences that hold much of the question hold the same of it."""
    wanted = asked.names | asked.about | asked.verbs
    mine, theirs = ({t for t in wanted if has_alike(t, s.terms)} for s in (one, other))
    if min(len(mine), len(theirs)) < _MUCH:
        return True
    return 2 * len(mine & theirs) >= max(len(mine), len(theirs))


def _changed(asked: Asked, older: Claim, newer: Claim) -> bool:
    """Tell whether time may have brought the older claim to the newer one."""
    apart = days_apart(older, newer)
    if apart < 1:
        return False
    before, after = older.sentence.text, newer.sentence.text
    match newer.value:
        case Range():
            if newer.value.unit in _LASTING:
                return _CORRECTED.search(after) is not None
            if _UPDATED.search(after) or _PROVISIONAL.search(before):
                return True
            if asked.noun and (_PERFECT.search(before) or _has_grown(older, newer)):
                return True
            if apart < _STATE_APART:
                return False
            return bool(_PASSING.search(before) or _AHEAD.search(before))
        case Window():
            moved = apart >= _STATE_APART and bool(_AHEAD.search(before))
            return moved or bool(_UPDATED.search(after) and _AHEAD.search(before))
    if apart >= _STATE_APART:
        return bool(_PASSING.search(before) or _AHEAD.search(before))
    return apart > 2 and bool(_UPDATED.search(after))


def _of_victims(one: Claim, other: Claim) -> bool:
    return any(_VICTIMS.search(claim.sentence.text) for claim in (one, other))


def _has_grown(older: Claim, newer: Claim) -> bool:
    """Tell whether a count of victims is higher on a later day, as such counts are."""
    assert isinstance(older.value, Range) and isinstance(newer.value, Range)
    victims = _of_victims(older, newer)
    return victims and older.value.unit == "people" and newer.value.low > older.value.high

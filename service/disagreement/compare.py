"""Compare: whether two claims can both be true, and whether one overtook the other."""

import re
from datetime import date, timedelta
from enum import StrEnum

from indexer.words import terms_of
from service.copies import is_copy
from service.disagreement.asked import Asked
from service.disagreement.claim import Claim, Range, Sentence, Stand
from service.disagreement.wording import has_alike
from service.support.numbers import numbers_in
from service.window import Window
from service.window.mentions import mentions_of

_SHARED = 2
_MUCH = 4
_CONFLICT_FACTOR = 10.0
_CHANGE_FACTOR = 100.0
_YEAR_APART = 400
_YEAR = 365
_LONG = 3 * _YEAR
_MONTH = 31
_STATE_APART = 14
_SAME_TIME = 60
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
_PERFECT = re.compile(r"\b(?:has|have)\s+(?:been\s+)?\w+(?:ed|en|n|t)\b", re.I)
_PASSING = re.compile(
    r"\b(?:is|are|has|have|owns?|holds?|stands?|remains?|still|estimat(?:e|es|ed)|projected|forecast)\b",
    re.I,
)
_SAID = re.compile(
    r"\b(?:said|says|told|published|announced|reported|wrote|statement|update|issued|confirmed|"
    r"estimated|interview|speech|address|released|declared)\b(?:\s+[\w’'-]+){0,3}\s*$",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|would|expect(?:s|ed)|planned|plans?|set\s+to|due|scheduled|aims?|is\s+to|are\s+to)\b",
    re.I,
)
_POLL = re.compile(r"\b(?:polls?|polled|pollsters?|surveys?|surveyed)\b", re.I)
_READ = re.compile(r"\b(?:averages?|prices?|rates?|readings?|records?|stood|stands|hit)\b", re.I)
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
    if (
        _of_other_times(one, other)
        or agree(one, other)
        or not _same_matter(asked, one.sentence, other.sentence)
    ):
        return None
    lasting = isinstance(one.value, Range) and one.value.unit in _LASTING
    if not _same_time(asked, one.sentence, other.sentence, lasting=lasting):
        return None
    older, newer = sorted((one, other), key=lambda claim: claim.day)
    if isinstance(newer.value, str) and _apart(older, newer) > _STATE_APART:
        return None  # many do the same as time goes by
    if _of_polls(older, newer):
        return None
    kind = Relation.CHANGE if _changed(asked, older, newer) else Relation.CONFLICT
    if kind is Relation.CONFLICT and _of_one_outlet(older, newer):
        return None  # it speaks of two things, as it gives no word of a correction
    if kind is Relation.CONFLICT and _overtakes(asked, older, newer):
        if _apart(older, newer) < 1:
            return None
        kind = Relation.CHANGE
    if _is_over(asked, newer) and not _UPDATED.search(newer.sentence.text):
        return None
    return kind if _comparable(older, newer, kind) else None


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
    read = moves and all(_READ.search(claim.sentence.text) for claim in (older, newer))
    return read and _apart(older, newer) > 1


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


def agree(one: Claim, other: Claim) -> bool:
    """Tell whether two claims can both be true."""
    match one.value, other.value:
        case Range() as mine, Range() as theirs:
            return mine.unit != theirs.unit or mine.allows(theirs) or _sums(one, other)
        case Window() as mine, Window() as theirs:
            return not _disjoint(mine, theirs) or _of_another_year(mine, theirs)
        case str() as mine, str() as theirs:
            return bool(_name_words(mine) & _name_words(theirs)) or _initials(mine, theirs)
        case Stand() as mine, Stand() as theirs:
            return mine.turns_on != theirs.turns_on or mine.holds == theirs.holds
    return True


def _disjoint(one: Window, other: Window) -> bool:
    assert one.start and one.end and other.start and other.end
    return one.end < other.start or other.end < one.start


def _of_other_times(one: Claim, other: Claim) -> bool:
    """Tell whether days lie so far apart that they are of two events, one of them long past."""
    if not isinstance(one.value, Window) or not isinstance(other.value, Window):
        return False
    first, second = one.value.end, other.value.end
    if first is None or second is None or abs((first - second).days) <= _LONG:
        return False
    told = ((first, one.sentence.published), (second, other.sentence.published))
    return any(day and (day - end).days < _LONG for end, day in told)


def _of_another_year(one: Window, other: Window) -> bool:
    """Tell whether two short spans are the same days a year apart.

    "On 5 November", told before it, is read as the one that was.
    """
    spans = [(w.start, w.end) for w in (one, other) if w.start and w.end]
    if len(spans) < 2 or any((end - start).days > _MONTH for start, end in spans):
        return False
    (start, end), (first, last) = spans
    near = (timedelta(days=days) for days in (-_YEAR, _YEAR))
    return any(start + by <= last and first <= end + by for by in near)


def _sums(one: Claim, other: Claim) -> bool:
    """Tell whether two figures of one sentence make up that of the other: 3 at sea, 2 on land."""
    return _parts_of(one, other) or _parts_of(other, one)


def _parts_of(whole: Claim, parts: Claim) -> bool:
    assert isinstance(whole.value, Range)
    if whole.value.span or whole.sentence.span == parts.sentence.span:
        return False
    values = [number.value for number in numbers_in(parts.sentence.text)]
    sums = {a + b for i, a in enumerate(values) for b in values[i + 1 :]} | set(values)
    return any(whole.value.low <= value <= whole.value.high for value in sums)


def _name_words(name: str) -> set[str]:
    return {term for term in terms_of(name) if len(term) > 2}


def _initials(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short.replace(".", "") == "".join(word[0] for word in long.split() if word[0].isupper())


def _same_time(asked: Asked, one: Sentence, other: Sentence, *, lasting: bool) -> bool:
    """Tell whether both may be about one time: of the days they name, or of their publication."""
    first, second = one.published, other.published
    if first is None or second is None:
        return True
    if asked.kind == "time":
        return abs((first - second).days) <= _YEAR_APART or _shared_year(one, other)
    mine, theirs = _days(one, first), _days(other, second)
    if mine and theirs:
        return any(not _disjoint(a, b) for a in mine for b in theirs)
    if abs((first - second).days) > _YEAR_APART:
        return _shared_year(one, other)
    return _near(mine, first, other, lasting) and _near(theirs, second, one, lasting)


def _days(sentence: Sentence, published: date) -> list[Window]:
    """Return the days that a sentence names, but not those on which something was said."""
    text = sentence.text
    windows = [
        mention.window
        for mention in mentions_of(text, published)
        if not _SAID.search(text, max(0, mention.start - 40), mention.start)
    ]
    return [window for window in windows if window.start and window.end]


def _near(days: list[Window], told: date, there: Sentence, lasting: bool) -> bool:
    """Tell whether days that a sentence of `told` names may be meant by one that names none.

    What was long past when it was told must be named there too; what was new then must be told
    at about the same time, or its month or year must be named, but for what was measured once.
    """
    if not days:
        return True
    latest = max(window.end for window in days if window.end)
    if (told - latest).days > _YEAR_APART:
        return str(latest.year) in there.near
    published, text = there.published, there.article.text
    if lasting or published is None or abs((published - told).days) <= _SAME_TIME:
        return True
    return str(latest.year) in text or f"{latest:%B}" in text


def _shared_year(one: Sentence, other: Sentence) -> bool:
    years = (set(re.findall(r"\b(?:1[5-9]|20)\d{2}\b", s.article.text)) for s in (one, other))
    mine, theirs = years
    return bool(mine & theirs)


def _changed(asked: Asked, older: Claim, newer: Claim) -> bool:
    """Tell whether time may have brought the older claim to the newer one."""
    apart = _apart(older, newer)
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


def _has_grown(older: Claim, newer: Claim) -> bool:
    """Tell whether a count of victims is higher on a later day, as such counts are."""
    assert isinstance(older.value, Range) and isinstance(newer.value, Range)
    victims = any(_VICTIMS.search(claim.sentence.text) for claim in (older, newer))
    return victims and older.value.unit == "people" and newer.value.low > older.value.high


def _apart(older: Claim, newer: Claim) -> int:
    first, second = older.sentence.published, newer.sentence.published
    return (second - first).days if first and second else 0

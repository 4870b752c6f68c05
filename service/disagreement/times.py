"""Times: whether two claims may be about one time."""

import re
from datetime import date

from service.disagreement.asked import Asked
from service.disagreement.claim import Claim, Sentence
from service.window import Window
from service.window.mentions import mentions_of

_YEAR_APART = 400
_LONG = 3 * 365
_SAME_TIME = 60
_SAID = re.compile(
    r"\b(?:said|says|told|published|announced|reported|wrote|statement|update|issued|confirmed|"
    r"estimated|interview|speech|address|released|declared)\b(?:\s+[\w’'-]+){0,3}\s*$",
    re.I,
)
# "A report by the office on Sunday put the dead at": the day of the report. "A storm on Sunday cut
# the lines" has the day of the storm.
_SAYS = re.compile(
    r"\s*(?:(?:said|says|told|reported|announced|estimated|confirmed)\b"
    r"|(?:puts?|gave|gives|revised|raised|lowered|cut|updated)\s+(?:the|its)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:figures?|counts?|tolls?|numbers?|dead|estimates?)\b)"
)


def same_time(asked: Asked, one: Sentence, other: Sentence, *, lasting: bool) -> bool:
    """Tell whether both may be about one time: of the days they name, or of their publication."""
    first, second = one.published, other.published
    if first is None or second is None:
        return True
    if asked.kind == "time":
        return abs((first - second).days) <= _YEAR_APART or _shared_year(one, other)
    mine, theirs = _days(one, first), _days(other, second)
    if mine and theirs:
        return any(not disjoint(a, b) for a in mine for b in theirs)
    if abs((first - second).days) > _YEAR_APART:
        return _shared_year(one, other)
    return _near(mine, first, other, lasting) and _near(theirs, second, one, lasting)


def of_other_times(one: Claim, other: Claim) -> bool:
    """Tell whether days lie so far apart that they are of two events, one of them long past."""
    if not isinstance(one.value, Window) or not isinstance(other.value, Window):
        return False
    first, second = one.value.end, other.value.end
    if first is None or second is None or abs((first - second).days) <= _LONG:
        return False
    told = ((first, one.sentence.published), (second, other.sentence.published))
    return any(day and (day - end).days < _LONG for end, day in told)


def days_apart(older: Claim, newer: Claim) -> int:
    """Return how many days after the older claim the newer one was published; 0 if unknown."""
    first, second = older.sentence.published, newer.sentence.published
    return (second - first).days if first and second else 0


def disjoint(one: Window, other: Window) -> bool:
    """Tell whether two spans of days have none in common."""
    assert one.start and one.end and other.start and other.end
    return one.end < other.start or other.end < one.start


def _days(sentence: Sentence, published: date) -> list[Window]:
    """Return the days that a sentence names, but not those on which something was said."""
    text = sentence.text
    windows = [
        mention.window
        for mention in mentions_of(text, published)
        if not _SAID.search(text, max(0, mention.start - 40), mention.start)
        and not _SAYS.match(text, mention.end)
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

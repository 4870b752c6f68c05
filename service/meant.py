"""Meant: the day that "on Tuesday" or "last week" in an article means, where that is certain.

A weekday is the latest such day where the verb beside it tells of the past, and the next one where
it tells of what is to come. What form cannot tell stays open: nothing is better than a wrong day.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indexer.dates import day_of
from indexer.record import StoredArticle
from service.tense import Tense, just_past, tense_after, tense_before
from service.window import Window
from service.window.mentions import mentions_of

_DAYS = "|".join(calendar.day_name)
_WEEKDAY = re.compile(rf"(?:(?P<lead>on|last|this|next)\s+)?(?P<day>{_DAYS})$", re.I)
_RELATIVE = re.compile(
    r"(?:the\s+day\s+before\s+yesterday|yesterday|tomorrow|today|tonight|last\s+night|"
    r"this\s+(?:morning|afternoon|evening)|earlier\s+today|"
    r"(?:(?:early|late)\s+)?(?:last|next)\s+(?:month|year)|(?:last|next)\s+week|"
    r"(?:(?:early|earlier|late|later)\s+)?this\s+(?:month|year))$",
    re.I,
)
_PART_OF_DAY = re.compile(r"\s+(?:morning|afternoon|evening|night)\b")
# "Sunday night football" is no night; what may follow one is a small word or a mark.
_GOES_ON = re.compile(
    r"\s+(?!(?:in|at|on|as|after|and|but|or|that|when|while|for|with|from|to|before|over|by|near|outside|"
    r"during|following|because|where|who|which|amid|about|against|into|local|until|if|he|she|it|they|"
    r"the|a|an|his|her|its|their|said|told|was|were|is|are|has|have|had|despite|inside|since|among|"
    r"under|without|through|via|between|alongside|behind|along|around|across|due|just|to)\b)[a-z]"
)
_IF = re.compile(r"\b(?:if|unless|whether)\b", re.I)
_EDGE = re.compile(r"\b(?:by|until|till|before|after|from|through|starting|beginning)\s+$", re.I)
_SINCE = re.compile(r"\bsince\s+$", re.I)
_LISTED = re.compile(rf"^\s*(?:,|and|or|to|through|-|–)\s*(?:on\s+)?(?:{_DAYS})", re.I)
_HABIT = re.compile(r"\b(?:every|each|of|the|a)\s+$")
_OWNS = re.compile(r"['’]s\b")
_QUOTES = re.compile(r"[“\"«]([^”\"»]*)[”\"»]?")
_MONTHS = "|".join([*calendar.month_name[1:], *calendar.month_abbr[1:]])
_DATED = re.compile(rf"^,?\s*(?:\(|\[|the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\b|(?:{_MONTHS})\b)")
_GROWING = re.compile(r"\blive(?:[\s-]+(?:updates?|blog|coverage|news))|\bas it happened\b", re.I)
_FARTHEST = 4
_NIGHT = range(8)
"""Hours of UTC at which it is still the day before in America."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Words of a text from `start` to `end` that name days, and those days written out."""

    start: int
    end: int
    days: Window
    text: str


def day_told(article: StoredArticle) -> date | None:
    """Return the day from which an article's words count; None where it is not certain.

    Not certain is an article that was changed on a later day, or that grows while things happen,
    and one whose moment is given in the small hours of UTC: where it was written, it was the day
    before.
    """
    day, changed = day_of(article.published), day_of(article.modified)
    grows = _GROWING.search(f"{article.title or ''} {(article.url or '').replace('-', ' ')}")
    if day is None or grows or (changed and changed != day) or _by_night(article.published):
        return None
    return day


def _by_night(published: str | None) -> bool:
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return False
    timed = len(published or "") > len("2024-01-01")
    return timed and not moment.utcoffset() and moment.hour in _NIGHT


def days_meant(text: str, told: date) -> Iterator[Meant]:
    """Yield what words of `text`, told on that day, name of days by another day, as far as certain.

    Words inside quotation marks count from a day that nobody knows.
    """
    for mention in mentions_of(text, told):
        words, end = text[mention.start : mention.end], mention.end
        if part := _PART_OF_DAY.match(text, end):
            end = part.end()
            if _GOES_ON.match(text, end):
                continue
        rest = text[end:]
        if _is_quoted(text, mention.start) or _DATED.match(rest) or _OWNS.match(rest):
            continue
        try:
            days = _days(words, mention.window, told, text, mention.start, end)
        except OverflowError:  # the first or last day of the calendar
            continue
        if days:
            yield Meant(mention.start, end, days, _written(words.lower(), days))


def written_day(day: date) -> str:
    """Return a day as it is written for a reader: 4 May 2025."""
    return f"{day.day} {day:%B %Y}"


def _days(words: str, window: Window, told: date, text: str, start: int, end: int) -> Window | None:
    if window.start is None or window.end is None:
        return None
    if match := _WEEKDAY.match(words):
        day = _weekday(match, told, text, start, end)
        return Window(start=day, end=day) if day else None
    low = words.lower()
    if low == "last night":
        night = told - timedelta(days=1)
        return Window(start=night, end=night)
    # "Where she is today" names no day; "it broke today" does.
    if low == "today" and not just_past(text[:start]):
        return None
    if low.endswith("week") and told.weekday() == calendar.SUNDAY:
        return None  # whether a week begins or ends with that Sunday, nobody says
    return window if _RELATIVE.match(words) else None


def _weekday(match: re.Match[str], told: date, text: str, start: int, end: int) -> date | None:
    """Return the day of a weekday's name, at most four days from the day of publication."""
    lead = (match["lead"] or "").lower()
    plural = text[end : end + 1] in {"s", "-"} or text[end : end + 2] in {"'s", "’s"}
    clause = max(text.rfind(mark, 0, start) for mark in (";", ":", "—", "–", "."))
    before = text[clause + 1 : start]
    if lead in {"last", "next"} or plural or _HABIT.search(before) or _LISTED.match(text[end:]):
        return None
    if _EDGE.search(before) or _IF.search(before):
        return None
    if _SINCE.search(before):
        tense = Tense.PAST
    else:
        tense = tense_before(before) if before.strip(" ,") else tense_after(text[end:])
    back = (told.weekday() - list(calendar.day_name).index(match["day"].capitalize())) % 7
    ahead = -back % 7
    if tense is Tense.PAST and lead != "this" and back <= _FARTHEST:
        return told - timedelta(days=back)
    if tense is Tense.COMING and 1 <= ahead <= _FARTHEST:
        return told + timedelta(days=ahead)
    return None


def _written(words: str, days: Window) -> str:
    assert days.start and days.end
    if words.endswith("year"):
        return str(days.start.year)
    if words.endswith("month"):
        return f"{days.start:%B %Y}"
    if days.start == days.end:
        return written_day(days.start)
    return f"{written_day(days.start)} to {written_day(days.end)}"


def _is_quoted(text: str, place: int) -> bool:
    return any(match.start() < place < match.end() for match in _QUOTES.finditer(text))

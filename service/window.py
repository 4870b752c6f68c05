"""Windows of time that a question names, read deterministically against a fixed "now"."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if number}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if number}
_MONTHS["sept"] = 9
# "may" and "march" are also verbs: without a day or a year they count only after a preposition.
_MONTH = "|".join(sorted((re.escape(name) for name in _MONTHS), key=len, reverse=True))
_DAYS = [name.lower() for name in calendar.day_name]
_DAY_NAME = "|".join(_DAYS)
_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "couple of": 2, "few": 3, "several": 4,
}  # fmt: skip
_COUNT = r"\d{1,3}|" + "|".join(_NUMBERS)
_POINT = (
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\.?(?:,?\s+\d{{4}})?"
    rf"|(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+\d{{4}})?"
    rf"|(?:{_MONTH})\.?,?\s+(?:of\s+)?\d{{4}}|(?:{_MONTH})|(?:19|20)\d{{2}}"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\.?(?:,?\s+(\d{{4}}))?", re.I | re.A
)
_MONTH_DAY = re.compile(
    rf"({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(\d{{4}}))?", re.I | re.A
)
_MONTH_YEAR = re.compile(rf"({_MONTH})\.?,?\s+(?:of\s+)?(\d{{4}})", re.I | re.A)


_BOUND = re.compile(r"\b(since|before|after|by)\s+(?:on\s+)?$", re.I | re.A)


class Window(BaseModel):
    """Days from `start` to `end`, both included; None is open. JSON calls them from and to."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")


def find_window(question: str, as_of: date) -> Window | None:
    """Return the window that `question` names, or None when it names none.

    Relative words count back from `as_of`. A month without a year is the latest one that began
    by then. Dates that do not exist name no window.
    """
    for pattern, read in _RULES:
        for match in pattern.finditer(question):
            window = _read(match, as_of, read)
            if window is not None:
                return _turned(window, question[: match.start()], as_of)
            if read in (_between, _since, _before, _by, _after):
                return None  # a bound that cannot be; weaker rules would misread its dates
    return None


def _turned(window: Window, before: str, as_of: date) -> Window:
    """Open the window of "since yesterday" or "before last week" to the side that is meant."""
    word = _BOUND.search(before)
    if word is None or window.start is None or window.end is None:
        return window
    return {
        "since": Window(start=window.start, end=as_of),
        "after": Window(start=min(window.end + timedelta(days=1), as_of), end=as_of),
        "before": Window(end=window.start - timedelta(days=1)),
        "by": Window(end=window.end),
    }[word[1].lower()]


def _read(match: re.Match[str], as_of: date, read: "_Reader") -> Window | None:
    try:
        return read(match, as_of)
    except (LookupError, ValueError, OverflowError):  # a year or day outside the calendar
        return None


_Reader = Callable[[re.Match[str], date], Window | None]


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b{pattern}\b", re.I | re.A)


def _between(match: re.Match[str], as_of: date) -> Window | None:
    first, last = _point(match[1], as_of), _point(match[2], as_of)
    if first is None or last is None or first[0] > last[1]:
        return None
    return Window(start=first[0], end=last[1])


def _since(match: re.Match[str], as_of: date) -> Window | None:
    point = _point(match[1], as_of)
    return Window(start=point[0], end=as_of) if point and point[0] <= as_of else None


def _before(match: re.Match[str], as_of: date) -> Window | None:
    point = _point(match[1], as_of)
    return Window(end=point[0] - timedelta(days=1)) if point else None


def _by(match: re.Match[str], as_of: date) -> Window | None:
    point = _point(match[1], as_of)
    return Window(end=min(point[1], as_of)) if point else None


def _after(match: re.Match[str], as_of: date) -> Window | None:
    point = _point(match[1], as_of)
    return Window(start=point[1] + timedelta(days=1)) if point and point[1] < as_of else None


def _part_of_year(match: re.Match[str], as_of: date) -> Window:
    year = int(match[3])
    first, length = {
        "first half": (1, 6), "second half": (7, 6), "first quarter": (1, 3),
        "second quarter": (4, 3), "third quarter": (7, 3), "fourth quarter": (10, 3),
        "last quarter": (10, 3),
    }[f"{match[1]} {match[2]}".lower()]  # fmt: skip
    return Window(start=date(year, first, 1), end=_month_end(year, first + length - 1))


def _edge_of_month(match: re.Match[str], as_of: date) -> Window | None:
    point = _point(match[2], as_of)
    if point is None:
        return None
    start, end = point
    if match[1].lower() == "early":
        return Window(start=start, end=min(end, start + (end - start) / 3))
    if match[1].lower() == "late":
        return Window(start=end - (end - start) / 3, end=end)
    return Window(start=start + (end - start) / 3, end=end - (end - start) / 3)


def _at(match: re.Match[str], as_of: date) -> Window | None:
    point = _point(match[1], as_of)
    return Window(start=point[0], end=point[1]) if point else None


def _day(match: re.Match[str], as_of: date) -> Window:
    day = as_of - timedelta(days=1 if match[1].lower() == "yesterday" else 0)
    return Window(start=day, end=day)


def _unit(match: re.Match[str], as_of: date) -> Window:
    last = match[1].lower() != "this"
    unit = match[2].lower()
    if unit == "year":
        year = as_of.year - last
        return Window(start=date(year, 1, 1), end=min(date(year, 12, 31), as_of))
    if unit == "month":
        anchor = as_of.replace(day=1) - timedelta(days=1) if last else as_of
        end = min(_month_end(anchor.year, anchor.month), as_of)
        return Window(start=anchor.replace(day=1), end=end)
    monday = as_of - timedelta(days=as_of.weekday() + 7 * last)
    if unit == "weekend":
        saturday = as_of - timedelta(days=(as_of.weekday() - 5) % 7 or 7)
        return Window(start=saturday, end=saturday + timedelta(days=1))
    return Window(start=monday, end=min(monday + timedelta(days=6), as_of))


def _past(match: re.Match[str], as_of: date) -> Window:
    count = _NUMBERS.get((match[1] or "one").lower()) or int(match[1])
    days = count * {"day": 1, "week": 7, "month": 30, "year": 365}[match[2].lower()]
    return Window(start=as_of - timedelta(days=days), end=as_of)


def _ago(match: re.Match[str], as_of: date) -> Window:
    count = _NUMBERS.get(match[1].lower()) or int(match[1])
    unit = {"day": 1, "week": 7, "month": 30, "year": 365}[match[2].lower()]
    middle = as_of - timedelta(days=count * unit)
    slack = timedelta(days=unit // 2)
    return Window(start=middle - slack, end=min(middle + slack, as_of))


def _weekday(match: re.Match[str], as_of: date) -> Window:
    back = (as_of.weekday() - _DAYS.index(match[1].lower())) % 7
    day = as_of - timedelta(days=back)
    return Window(start=day, end=day)


_RULES: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_rule(rf"(?:between|from)\s+({_POINT})\s+(?:and|to|until|through)\s+({_POINT})"), _between),
    (_rule(r"in\s+the\s+(first|second|third|fourth|last)\s+(half|quarter)\s+of\s+(\d{4})"),
     _part_of_year),
    (_rule(rf"since\s+({_POINT})"), _since),
    (_rule(rf"(?:before|prior\s+to|until)\s+({_POINT})"), _before),
    (_rule(rf"(?:by|as\s+of|up\s+to)\s+(?:the\s+end\s+of\s+)?({_POINT})"), _by),
    (_rule(rf"after\s+({_POINT})"), _after),
    (_rule(rf"(?:in|of)\s+(early|mid|late)[\s-]+({_POINT})"), _edge_of_month),
    (_rule(rf"(?:in|on|during|of|for|throughout)\s+(?:the\s+)?({_POINT})"), _at),
    (_rule(rf"((?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
           rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\.?,?\s+\d{{4}}"
           rf"|(?:{_MONTH})\.?,?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"), _at),
    (_rule(r"(today|yesterday)"), _day),
    (_rule(r"(last|this|previous)\s+(weekend|week|month|year)"), _unit),
    (_rule(rf"(?:in|over|within|during)?\s*(?:the\s+)?(?:last|past)\s+(?:({_COUNT})\s+)?"
           r"(day|week|month|year)s?"), _past),
    (_rule(rf"(?<!than )(?<!from )(?<!with )(?<!to )({_COUNT})\s+"
           r"(day|week|month|year)s?\s+ago"), _ago),
    (_rule(rf"on\s+(?:last\s+)?({_DAY_NAME})"), _weekday),
)  # fmt: skip


def _point(text: str, as_of: date) -> tuple[date, date] | None:
    """Return the first and last day of a written date, month or year."""
    text = text.strip()
    try:
        if match := _ISO.fullmatch(text):
            return _one_day(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_MONTH.fullmatch(text):
            return _day_in_month(int(match[1]), match[2], match[3], as_of)
        if match := _MONTH_YEAR.fullmatch(text):
            month = _MONTHS[match[1].lower()]
            return date(int(match[2]), month, 1), _month_end(int(match[2]), month)
        if match := _MONTH_DAY.fullmatch(text):
            return _day_in_month(int(match[2]), match[1], match[3], as_of)
        if text.isdigit():
            return date(int(text), 1, 1), date(int(text), 12, 31)
    except ValueError:
        return None
    return _bare_month(text, as_of)


def _bare_month(text: str, as_of: date) -> tuple[date, date] | None:
    month = _MONTHS.get(text.lower())
    if month is None or not text[0].isupper():
        return None
    year = as_of.year - (month > as_of.month)
    return date(year, month, 1), _month_end(year, month)


def _day_in_month(day: int, name: str, year: str | None, as_of: date) -> tuple[date, date]:
    month = _MONTHS[name.lower()]
    if year:
        return _one_day(int(year), month, day)
    found = date(as_of.year, month, day)
    return _one_day(as_of.year - (found > as_of), month, day)


def _one_day(year: int, month: int, day: int) -> tuple[date, date]:
    return date(year, month, day), date(year, month, day)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])

"""Rules for days counted from the day of asking: this week, on Tuesday, two weeks ago."""

import calendar
import re
from datetime import date, timedelta

from service.window.rule import Moment, rule
from service.window.written import Days, month_end, months

_DAYS = [name.lower() for name in calendar.day_name]
_DAY_NAME = "|".join(name.capitalize() for name in _DAYS)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "a couple of": 2,
    "couple of": 2, "couple": 2, "a few": 3, "few": 3, "several": 4, "half a": 0.5,
}  # fmt: skip
_COUNT = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)).replace(" ", r"\s+")
_UNIT = r"(?P<unit>hour|day|week|weekend|fortnight|month|year|decade|century|centurie)s?\b"
_LENGTH = {"hour": 1 / 24, "day": 1, "week": 7, "weekend": 7, "fortnight": 14}
_MONTHS_IN = {"month": 1, "year": 12, "decade": 120, "century": 1200, "centurie": 1200}
_ONE_DAY = timedelta(days=1)

THIS_WEEK_EARLY = 3
"""Said on a Monday, "this week" takes in the weekend: docs/decisions/windows.md."""


def _day(match: re.Match[str], moment: Moment) -> Days:
    words = " ".join(match[0].lower().split())
    back = 2 if "before yesterday" in words else 1 if words == "yesterday" else 0
    back = -1 if words == "tomorrow" else back
    day = moment.as_of - timedelta(days=back)
    return day, day


def _night(match: re.Match[str], moment: Moment) -> Days:
    return moment.as_of - _ONE_DAY, moment.as_of


def _week(match: re.Match[str], moment: Moment) -> Days:
    monday = moment.as_of - timedelta(days=moment.as_of.weekday())
    monday += timedelta(days=7 * _step(match))
    return _until_now(match, moment, (monday, monday + timedelta(days=6)))


def _month(match: re.Match[str], moment: Moment) -> Days:
    first = _months_away(moment.as_of.replace(day=1), _step(match))
    return _until_now(match, moment, (first, month_end(first.year, first.month)))


def _year(match: re.Match[str], moment: Moment) -> Days:
    return _until_now(match, moment, months(moment.as_of.year + _step(match), 1, 12))


def _quarter(match: re.Match[str], moment: Moment) -> Days:
    first = moment.as_of.replace(month=(moment.as_of.month - 1) // 3 * 3 + 1, day=1)
    first = _months_away(first, 3 * _step(match))
    return _until_now(match, moment, months(first.year, first.month, 3))


def _step(match: re.Match[str]) -> int:
    word = match["which"].lower().split()[-1]
    return {"last": -1, "previous": -1, "next": 1, "coming": 1}.get(word, 0)


def _until_now(match: re.Match[str], moment: Moment, days: Days) -> Days:
    """Cut what is going on at the day of asking: its past, or with "later" its future."""
    start, end = days
    if not start <= moment.as_of <= end:
        return days
    if match["part"] and match["part"].lower() == "later":
        return moment.as_of, end
    return start, moment.as_of


def _weekend(match: re.Match[str], moment: Moment) -> Days:
    """Read "this weekend" as the one just over until Tuesday, and then as the one to come."""
    day, word = moment.as_of, match["which"].lower()
    saturday = day - timedelta(days=(day.weekday() - 5) % 7)
    inside = day.weekday() >= 5
    if word in {"last", "past", "previous", "this past", "over the"} and inside:
        saturday -= timedelta(days=7)
    elif word.endswith(("next", "coming")) or (
        word == "this" and not inside and (day.weekday() >= 2 or moment.ahead)
    ):
        saturday += timedelta(days=7)
    return saturday, saturday + _ONE_DAY


def _weekday(match: re.Match[str], moment: Moment) -> Days:
    """Read a weekday as the latest one, today included, or as the next when words point ahead."""
    word = (match["which"] or "").lower()
    wanted = _DAYS.index(match["day"].lower())
    back = (moment.as_of.weekday() - wanted) % 7
    if word in {"last", "past", "previous"}:
        back = back or 7
    elif word in {"next", "coming"} or (moment.ahead and not word and back):
        back -= 7
    elif word == "this":
        back = moment.as_of.weekday() - wanted
    day = moment.as_of - timedelta(days=back)
    return day, day


def _past(match: re.Match[str], moment: Moment) -> Days:
    """Read "the past three months" by the calendar, up to the day of asking."""
    count, unit = _count(match["count"]), match["unit"].lower()
    return _back(moment.as_of, count, unit), moment.as_of


def _next(match: re.Match[str], moment: Moment) -> Days:
    count, unit = _count(match["count"]), match["unit"].lower()
    return moment.as_of, _back(moment.as_of, -count, unit)


def _ago(match: re.Match[str], moment: Moment) -> Days:
    """Read "two weeks ago" as a span as long as the unit, around that day."""
    count, unit = _count(match["count"]), match["unit"].lower()
    middle = _back(moment.as_of, count, unit)
    length = _LENGTH.get(unit) or _MONTHS_IN[unit] * 30.4
    slack = timedelta(days=int(length // 2))
    return middle - slack, min(middle + slack, moment.as_of)


def _count(words: str | None) -> float:
    text = " ".join((words or "one").lower().split())
    return _NUMBERS.get(text) or int(text)


def _back(day: date, count: float, unit: str) -> date:
    if unit in _MONTHS_IN:
        return _months_away(day, -round(count * _MONTHS_IN[unit]))
    return day - timedelta(days=round(count * _LENGTH[unit]) or (1 if count > 0 else -1))


def _months_away(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


_THIS = (
    r"(?:(?P<part>earlier|later|early|late)\s+)?"
    r"(?P<which>this|(?<!the )last|(?<!the )previous|next|the\s+coming)"
)
_NOT_A_NAME = (
    r"(?!\s+(?:Night|Live|Times|Telegraph|Mail|Mirror|People|Express|Post|Football|Brunch))"
)
_COMPARED = r"(?<!than )(?<!from )(?<!with )(?<!to )(?<!they were )(?<!it was )(?<!versus )"
_NOT_BEFORE_A_DAY = (
    r"(?<!\bthe )(?<!\ba )(?<!\ban )(?<!every )(?<!each )(?<!any )(?<!some )(?<!\bof )(?<!\bin )"
    r"(?<!about )(?<!show )(?<!series )(?<!film )(?<!movie )(?<!called )(?<!named )(?<!show, )"
    r"(?<!character )(?<!comedy )(?<!drama )(?<!starring )(?<!\band )(?<!\bor )(?<!\bto )"
)
NEAR = (
    rule(r"(?:the\s+)?day\s+before\s+yesterday|yesterday|tomorrow", _day),
    rule(r"last\s+night|overnight", _night),
    rule(r"tonight|this\s+(?:morning|afternoon|evening)|earlier\s+today", _day),
    rule(rf"{_THIS}\s+(?-i:week)\b(?!\s+of\b|\s+in\s+(?:tech|review|history))", _week,
         early=THIS_WEEK_EARLY),
    rule(r"(?P<which>this\s+past|last|this|previous|past|next|(?:the\s+)?coming|over\s+the)\s+"
         r"(?-i:weekend)\b", _weekend),
    rule(rf"on\s+(?:(?P<which>last|next|this)\s+)?(?P<day>{_DAY_NAME})\b(?-i:{_NOT_A_NAME})",
         _weekday),
    rule(rf"(?P<which>last|next|this)\s+(?P<day>{_DAY_NAME})\b(?-i:{_NOT_A_NAME})", _weekday),
    # "died Sunday", "Tuesday's debate": as newspapers put it.
    rule(rf"(?<=[a-z,’'] )(?P<which>(?!))?(?P<day>(?-i:{_DAY_NAME}))(?=['’]s\s)", _weekday),
    rule(rf"(?<=[a-z0-9,] ){_NOT_BEFORE_A_DAY}(?P<which>(?!))?(?P<day>(?-i:{_DAY_NAME}))\b"
         r"(?-i:(?=\s+[a-z]|[.,;:?!]|$))", _weekday),
    rule(rf"(?:^|(?<=[.?!] ))(?P<which>(?!))?(?P<day>(?-i:{_DAY_NAME}))"
         r"(?=['’]s\s|\s+(?:was|saw|marked|marks|is)\b)", _weekday),
    rule(rf"{_THIS}\s+(?-i:month)\b(?!\s+of\b)", _month),
)  # fmt: skip
_WITHIN = r"(?:(?:in|over|within|during|for)\s+)?"
COUNTED = (
    rule(rf"{_WITHIN}the\s+(?:last|past)\s+(?:(?P<count>{_COUNT})\s+)?{_UNIT}", _past),
    rule(rf"{_WITHIN}(?:last|past)\s+(?P<count>{_COUNT})\s+{_UNIT}", _past),
    rule(rf"(?:this\s+past|past)\s+(?P<count>(?!))?{_UNIT}", _past),
    rule(rf"(?:in|over|within|during)\s+the\s+(?:next|coming)\s+(?:(?P<count>{_COUNT})\s+)?{_UNIT}",
         _next),
    rule(rf"{_COMPARED}(?P<count>{_COUNT})\s+{_UNIT}\s+ago", _ago),
)  # fmt: skip
WIDE = (
    rule(rf"{_THIS}\s+(?-i:quarter)\b(?!\s+of\b)", _quarter),
    rule(rf"{_THIS}\s+(?-i:year)\b(?!\s+of\b)", _year),
    rule(r"(?-i:today)(?!['’]s\s+(?:world|society))", _day),
)

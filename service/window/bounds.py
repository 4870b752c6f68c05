"""Rules for written dates: at, between, since, before, after and by."""

import re
from datetime import date, timedelta

from service.window.parts import NO_NAME, SHARE, coming
from service.window.rule import Moment, rule
from service.window.span import Window
from service.window.written import (
    CLEAR,
    DAY_OF_MONTH,
    MONTH,
    POINT,
    THE,
    YEAR,
    Days,
    days_of,
    part_of,
)

_ONE_DAY = timedelta(days=1)
_EDGE = rf"(?:the\s+)?(?P<share>{SHARE})\s+of\s+"
_PLAIN_MONTH = r"(?!(?:March|May|April|June|August)\b)"


def _at(match: re.Match[str], moment: Moment) -> Days:
    days = days_of(match["point"], moment.as_of)
    return coming(days, match["point"], moment)


def _between(match: re.Match[str], moment: Moment) -> Days:
    first, last = match["first"], match["last"]
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", first):  # between 3 and 9 March 2023
        rest = re.sub(r"^\d{1,2}(?:st|nd|rd|th)?", "", last)
        first = first + rest
    elif re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", last):  # from March 3 to 9
        last = re.sub(r"\d{1,2}(?:st|nd|rd|th)?$", "", first) + last
    year = re.search(rf"{YEAR}$", last, re.I)
    if year and not re.search(r"\d{4}|year", first):  # between March and May 2023
        first = f"{first} {year[0]}"
    end = days_of(last, moment.as_of)
    start = days_of(first, moment.as_of)
    if start[0] > end[1] and not re.search(r"\d{4}|year", match[0]):
        # Neither has a year, and the first began after the last ended: the latest whole span.
        start = start[0].replace(year=start[0].year - 1), start[1]
    if start[0] > end[1]:
        raise ValueError("it ends before it starts")
    return start[0], end[1]


def _days_between(match: re.Match[str], moment: Moment) -> Days:
    """Read "March 3–9, 2023" and "3-9 March 2023"."""
    year = f" {match['year']}" if match["year"] else ""
    first = days_of(f"{match['a']} {match['month']}{year}", moment.as_of)
    last = days_of(f"{match['b']} {match['month']}{year}", moment.as_of)
    if first[0] > last[1]:
        raise ValueError("it ends before it starts")
    return first[0], last[1]


def _years(match: re.Match[str], moment: Moment) -> Days:
    if match["first"] >= match["last"]:
        raise ValueError("it ends before it starts")
    return date(int(match["first"]), 1, 1), date(int(match["last"]), 12, 31)


def _since(match: re.Match[str], moment: Moment) -> Window:
    start = _bound(match, moment.as_of)[0]
    if start > moment.as_of:
        raise ValueError(f"{start} is yet to come")
    return Window(start=start, end=moment.as_of)


def _after(match: re.Match[str], moment: Moment) -> Window:
    end = _bound(match, moment.as_of)[1]
    if end >= moment.as_of:
        raise ValueError(f"{end} is not over")
    return Window(start=end + _ONE_DAY)


def _before(match: re.Match[str], moment: Moment) -> Window:
    end = _bound(match, moment.as_of)[0] - _ONE_DAY
    if end >= moment.as_of:
        raise ValueError(f"{end} is yet to come")
    return Window(end=end)


def _by(match: re.Match[str], moment: Moment) -> Window:
    start, end = _bound(match, moment.as_of)
    if start > moment.as_of:
        raise ValueError(f"{start} is yet to come")
    return Window(end=min(end, moment.as_of))


def _bound(match: re.Match[str], as_of: date) -> Days:
    days = days_of(match["point"], as_of)
    return part_of(days, match["share"]) if match["share"] else days


def _year_to_date(match: re.Match[str], moment: Moment) -> Window:
    return Window(start=moment.as_of.replace(month=1, day=1), end=moment.as_of)


_P = rf"(?P<point>{POINT}){NO_NAME}"
_D = r"\d{1,2}(?:st|nd|rd|th)?"
_OPTIONAL_EDGE = rf"(?:{_EDGE})?{THE}"

RANGES = (
    rule(rf"(?:between|from)\s+(?P<first>{POINT}|{_D})\s+(?:and|to|until|till|through)\s+"
         rf"(?P<last>{POINT}|(?<=[a-z] ){_D}(?!\d))", _between, final=True),
    rule(rf"(?P<a>{_D})\s*[-–—]\s*(?P<b>{_D})\s+(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?",
         _days_between, final=True),
    rule(rf"(?P<month>{MONTH})\s+(?P<a>{_D})\s*[-–—]\s*(?P<b>{_D})(?!\d)(?:,?\s+(?P<year>{YEAR}))?",
         _days_between, final=True),
    rule(r"(?:in\s+|from\s+)?(?P<first>(?:1[5-9]|20)\d{2})\s*[-–—]\s*(?P<last>(?:1[5-9]|20)\d{2})\b"
         r"(?!\s+(?:season|campaign|school|term|budget))",
         _years),
)  # fmt: skip
BOUNDS = (
    rule(r"(?:since\s+the\s+(?:start|beginning|turn)\s+of\s+the\s+year|so\s+far\s+this\s+year"
         r"|(?:the\s+)?year\s+to\s+date)", _year_to_date),
    rule(rf"since\s+{_OPTIONAL_EDGE}{_P}", _since, final=True),
    rule(rf"from\s+(?P<share>(?!))?{_P}\s+on(?:wards?)?", _since, final=True),
    rule(rf"(?:before|prior\s+to|until|till|ahead\s+of)\s+{_OPTIONAL_EDGE}{_P}", _before,
         final=True),
    rule(rf"(?:by|as\s+of|up\s+to|through)\s+(?:the\s+end\s+of\s+)?{_OPTIONAL_EDGE}{_P}", _by,
         final=True),
    rule(rf"after\s+{_OPTIONAL_EDGE}{_P}", _after, final=True),
)  # fmt: skip
POINTS = (
    rule(rf"(?:in|on|during|throughout|over)\s+{THE}(?P<point>{CLEAR}|{DAY_OF_MONTH}){NO_NAME}",
         _at, final=True),
    rule(rf"(?P<point>{CLEAR})", _at, final=True),
    rule(rf"(?:in|during|throughout)\s+{THE}{_P}", _at, final=True),
    rule(r"(?:in|during|throughout)\s+(?:the\s+year\s+)"
         rf"(?P<point>{YEAR})", _at, final=True),
    rule(r"(?:in|during|throughout|over)\s+the\s+(?P<point>(?:1[5-9]|20)\d0s)", _at),
    rule(rf"(?:of|for)\s+(?P<point>(?:1[5-9]|20)\d{{2}}(?!\d|\s+(?-i:[A-Z]))|{_PLAIN_MONTH}{MONTH})"
         r"(?!\s+(?:season|election|model|edition|fireworks|celebrations?|campaign|team|squad))"
         r"(?!\s+(?:1[5-9]|20)\d{2})", _at),
)  # fmt: skip

"""Rules for parts of months and years: early, the end of, a week of, the summer, a quarter."""

import re
from datetime import date, timedelta

from service.window.rule import Moment, rule
from service.window.written import (
    CLEAR,
    MONTH,
    ORDINAL,
    ORDINALS,
    SEASON,
    THE,
    YEAR,
    Days,
    days_of,
    latest_month,
    month_end,
    months,
    part_of,
    season_of,
    year_of,
)

SHARE = r"start|beginning|middle|end|close"
# A month, or a day of one, can be a name: "March on Washington", "the Jan. 6 committee".
NO_NAME = (
    r"(?!\s+(?:Madness|(?-i:on\s+[A-Z])|for\s+(?:Life|Our)|committee|hearings?|panel|riot|attack"
    r"|insurrection|investigation|commission|select|defendant|probe|weekend|celebration|fireworks))"
)
_UNITS = r"[1-9]|1[0-2]|one|two|three|four|five|six|seven|eight|nine|ten|eleven"


def coming(days: Days, text: str, moment: Moment) -> Days:
    """Return the coming month or day when the words point ahead: "will open in September"."""
    if not moment.ahead or re.search(r"\d{4}|year", text):
        return days
    start, end = days
    if end >= moment.as_of:
        return days
    year = start.year + 1
    return start.replace(year=year), _same_day(end, year)


def _same_day(day: date, year: int) -> date:
    """Return `day` in another year; the end of February stays its end."""
    last = month_end(day.year, day.month)
    return month_end(year, day.month) if day == last else day.replace(year=year)


def _part(match: re.Match[str], moment: Moment) -> Days:
    days = coming(days_of(match["point"], moment.as_of), match["point"], moment)
    return part_of(days, match["share"])


def _first_months(match: re.Match[str], moment: Moment) -> Days:
    """Read "the first three months of 2023" and "the last two months of 2022"."""
    year = year_of(match["year"], moment.as_of)
    words = "one two three four five six seven eight nine ten eleven".split()
    count = int(match["n"]) if match["n"].isdigit() else words.index(match["n"].lower()) + 1
    if not 1 <= count <= 12:
        raise ValueError("a year has twelve months")
    return months(year, 1 if match["edge"].lower() == "first" else 13 - count, count)


def _week_of_month(match: re.Match[str], moment: Moment) -> Days:
    """Read "the first week of March 2023": days 1 to 7; the last week is the last seven days."""
    start, end = days_of(match["point"], moment.as_of)
    place = ORDINALS[match["part"].lower()]
    if place < 0:
        return end - timedelta(days=6), end
    return start + timedelta(days=7 * (place - 1)), start + timedelta(days=7 * place - 1)


def _part_of_this_year(match: re.Match[str], moment: Moment) -> Days:
    """Read "the first half" and "the third quarter" without a year: the latest that began."""
    length = 3 if match["unit"].lower() == "quarter" else 6
    place = ORDINALS[match["part"].lower()]
    place = 12 // length if place < 0 else place
    if place * length > 12:
        raise ValueError(f"a year has no {match[0]!r}")
    start = latest_month((place - 1) * length + 1, moment.as_of)[0]
    return months(start.year, start.month, length)


def _season(match: re.Match[str], moment: Moment) -> Days:
    """Read "this summer" and "last winter".

    This one is the season of the calendar year, the last one the latest that is over. A winter
    belongs to the year that it begins in, until June to the winter just gone.
    """
    word, year = match["which"].lower(), moment.as_of.year
    near = [season_of(match["season"], y) for y in (year + 1, year, year - 1, year - 2)]
    if word == "next":
        return min(days for days in near if days[0] > moment.as_of)
    if word in {"last", "past", "previous"}:
        return max(days for days in near if days[1] < moment.as_of)
    gone = match["season"].lower() == "winter" and moment.as_of.month <= 6
    return near[2] if gone else near[1]


def _last_month_named(match: re.Match[str], moment: Moment) -> Days:
    """Read "last March" as the latest one that is over, "this March" and "next March"."""
    name, year = match["month"].lower().rstrip("."), moment.as_of.year
    word = match["which"].lower()
    found = [days_of(f"{name} {y}", moment.as_of) for y in (year + 1, year, year - 1)]
    if word == "this":
        return found[1]
    if word == "next":
        return next(days for days in reversed(found) if days[0] > moment.as_of)
    return next(days for days in found if days[1] < moment.as_of)


SPANS = (
    rule(rf"(?:the\s+)?(?P<edge>first|last)\s+(?P<n>{_UNITS})\s+months?\s+of\s+(?P<year>{YEAR})",
         _first_months),
    rule(rf"(?:the\s+)?(?P<part>{ORDINAL})\s+week\s+(?:of|in)\s+(?P<point>{CLEAR}|{MONTH})",
         _week_of_month),
)  # fmt: skip
PARTS = (
    rule(rf"(?:the\s+)?(?P<share>{SHARE})\s+of\s+{THE}(?P<point>{CLEAR}|{YEAR}|{MONTH})",
         _part),
    rule(rf"(?P<share>early|late|mid)(?:\s+in)?[\s-]+(?P<point>{CLEAR}|{YEAR}|{MONTH}){NO_NAME}",
         _part),
    rule(rf"(?P<which>this|last|past|previous|next)\s+(?P<season>{SEASON})(?!\s+(?:guy|out))",
         _season),
    rule(rf"(?P<which>this|last|next)\s+(?=(?-i:[A-Z]))(?P<month>{MONTH})(?!\s*\d){NO_NAME}",
         _last_month_named),
    rule(rf"(?:in\s+)?the\s+(?P<part>{ORDINAL})[\s-](?P<unit>quarter|half)"
         r"(?!\s+(?:of|in|against|century|mile|hour|goal|-?final))", _part_of_this_year),
)  # fmt: skip

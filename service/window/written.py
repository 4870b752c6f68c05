"""Written dates, months, quarters, seasons, years and decades: their first and last day.

A month, season or day without a year is the latest one that began by `as_of`.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

Days = tuple[date, date]

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if number}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if number}
MONTHS["sept"] = 9
MONTH = (
    r"\b(?:"
    + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
    + r")\b(?!-|['’]s)\.?"
)
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
SEASON = "|".join(SEASONS)
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "final": -1, "last": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
ORDINAL = "|".join(ORDINALS)

# Round numbers count things more often than years: "in 2000 firms".
_THINGS = (
    r"people|men|women|children|homes|houses|jobs|cases|deaths|troops|soldiers|workers|flights|"
    r"votes|dollars|pounds|euros|miles|km|kilomet\w+|met(?:re|er)s|feet|tonn?e?s|percent|per\s+cent"
)
_FUNCTION = r"was|is|has|does|as|us|his|its|this|plus|less|versus|across|towards"
_NUMERAL = (
    r"(?<![\d.,$£€#])(?<!\d-)(?:1[5-9]|20|21)\d{2}(?![\d%°-]|[.,/]\d|s\b)"
    rf"(?!\s+(?:{_THINGS})\b)(?!(?<=[05]0)\s+(?!(?:{_FUNCTION})\b)[a-z]+s\b)"
)
YEAR = rf"(?:{_NUMERAL}|(?:this|last|next|previous)\s+year)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_OF_YEAR = rf"{MONTH},?\s+(?:of\s+|in\s+)?{YEAR}"
_FULL_DATES = (
    r"\d{4}[-/]\d{2}[-/]\d{2}(?!\d)",
    rf"{_DAY}\s+(?:of\s+)?{MONTH},?\s+(?:of\s+)?{YEAR}",
    rf"{MONTH}\s+(?:the\s+)?{_DAY}(?!\d),?\s+(?:of\s+)?{YEAR}",
)
_PARTS_OF_YEARS = (
    rf"Q[1-4],?\s+(?:of\s+)?{YEAR}", rf"{YEAR}\s+Q[1-4]", rf"H[12],?\s+(?:of\s+)?{YEAR}",
    rf"(?:{ORDINAL})[\s-]+(?:quarter|half)(?:\s+of|,)?\s+{YEAR}",
    rf"(?:{SEASON})(?:\s+of|,)?\s+{YEAR}",
)  # fmt: skip
# What stands for itself, without a preposition; "2023" alone does not.
CLEAR = "|".join(
    (
        *_FULL_DATES,
        *_PARTS_OF_YEARS,
        r"\d{4}-(?:0[1-9]|1[0-2])(?![\d-]|\s+(?:season|campaign))",
        _MONTH_OF_YEAR,
    )
)  # fmt: skip
# "The 2024 race" and "the November election" are no points in time; "the 1990s" is one.
THE = rf"(?:the\s+(?!\d{{4}}\b|{MONTH}))?"
DAY_OF_MONTH = rf"{_DAY}\s+(?:of\s+)?{MONTH}|{MONTH}\s+(?:the\s+)?{_DAY}(?![\d:%])"
POINT = (
    rf"(?:{CLEAR}|{DAY_OF_MONTH}|(?:1[5-9]|20)\d0s|(?:fiscal(?:\s+year)?|FY|financial\s+year)\s?{YEAR}"
    rf"|{YEAR}|{MONTH}(?!\s+\d))"
)


def days_of(text: str, as_of: date) -> Days:
    """Return the first and last day of a written point in time.

    Raises ValueError for a day that the calendar does not have, and for other words.
    """
    text = re.sub(r"\s+", " ", text.strip()).removeprefix("the ")
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(text):
            return read(match, as_of)
    raise ValueError(f"{text!r} is no date")


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months(year: int, first: int, count: int) -> Days:
    """Return the first and last day of `count` months; they may reach into the next year."""
    last = first + count - 2
    return date(year, first, 1), month_end(year + last // 12, last % 12 + 1)


def season_of(name: str, year: int) -> Days:
    """Return the three months of a season of the northern year; winter starts in December."""
    return months(year, SEASONS[name.lower()], 3)


def latest_month(month: int, as_of: date) -> Days:
    """Return the latest such month that began by `as_of`."""
    year = as_of.year - (month > as_of.month)
    return months(year, month, 1)


def year_of(text: str, as_of: date) -> int:
    """Return the year that is written as a number, or as this, last or next year."""
    word = text.lower().split()[0]
    return as_of.year + {"this": 0, "last": -1, "previous": -1, "next": 1}[word] \
        if not word.isdigit() else int(word)  # fmt: skip


def _number(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _one(day: date) -> Days:
    return day, day


def _iso(match: re.Match[str], as_of: date) -> Days:
    return _one(date(int(match[1]), int(match[2]), int(match[3])))


def _iso_month(match: re.Match[str], as_of: date) -> Days:
    return months(int(match[1]), int(match[2]), 1)


def _dated(match: re.Match[str], as_of: date) -> Days:
    day, month = int(re.sub(r"\D", "", match["day"])), _number(match["month"])
    if match["year"]:
        return _one(date(year_of(match["year"], as_of), month, day))
    if _is_a_word(match["month"]) and not re.search(r"[a-z]", match["day"]):
        raise ValueError(f"{match[0]!r} may be a verb")
    for year in range(as_of.year, max(as_of.year - 9, 0), -1):  # 29 February may be 8 years back
        if day <= month_end(year, month).day and date(year, month, day) <= as_of:
            return _one(date(year, month, day))
    raise ValueError(f"there is no {match[0]!r}")


def _month_year(match: re.Match[str], as_of: date) -> Days:
    return months(year_of(match["year"], as_of), _number(match["month"]), 1)


def _part(length: int) -> Callable[[re.Match[str], date], Days]:
    def read(match: re.Match[str], as_of: date) -> Days:
        part = match["part"].lower()
        place = int(part) if part.isdigit() else ORDINALS[part]
        place = 12 // length if place < 0 else place
        if place * length > 12:
            raise ValueError(f"a year has no {match[0]!r}")
        return months(year_of(match["year"], as_of), (place - 1) * length + 1, length)

    return read


def _season(match: re.Match[str], as_of: date) -> Days:
    return season_of(match["season"], year_of(match["year"], as_of))


def _decade(match: re.Match[str], as_of: date) -> Days:
    return date(int(match[1]), 1, 1), date(int(match[1]) + 9, 12, 31)


def _year(match: re.Match[str], as_of: date) -> Days:
    return months(year_of(match["year"], as_of), 1, 12)


def _bare_month(match: re.Match[str], as_of: date) -> Days:
    if _is_a_word(match[0]):
        raise ValueError(f"{match[0]!r} may be a verb")
    return latest_month(_number(match[0]), as_of)


def _is_a_word(month: str) -> bool:
    # "may" and "march" in lower case are verbs first.
    return month.rstrip(".") in {"may", "march", "mar", "dec"}


_Y = rf"(?P<year>{YEAR})"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days]], ...] = tuple(
    (re.compile(pattern, re.I | re.A), read)
    for pattern, read in (
        (r"(\d{4})[-/](\d{2})[-/](\d{2})", _iso),
        (r"(\d{4})-(\d{2})", _iso_month),
        (rf"(?P<day>{_DAY}) (?:of )?(?P<month>{MONTH})(?:,? (?:of )?{_Y})?", _dated),
        (rf"(?P<month>{MONTH}),? (?:of |in )?{_Y}", _month_year),
        (rf"(?P<month>{MONTH}) (?:the )?(?P<day>{_DAY})(?!\d)(?:,? (?:of )?{_Y})?", _dated),
        (rf"Q(?P<part>[1-4]),? (?:of )?{_Y}", _part(3)),
        (rf"{_Y} Q(?P<part>[1-4])", _part(3)),
        (rf"H(?P<part>[12]),? (?:of )?{_Y}", _part(6)),
        (rf"(?P<part>{ORDINAL})[ -]quarter(?: of|,)? {_Y}", _part(3)),
        (rf"(?P<part>{ORDINAL})[ -]half(?: of|,)? {_Y}", _part(6)),
        (rf"(?P<season>{SEASON})(?: of|,)? {_Y}", _season),
        (r"(\d{3}0)s", _decade),
        (rf"(?:fiscal(?: year)?|FY|financial year)? ?{_Y}", _year),
        (MONTH, _bare_month),
    )
)


_MONTHS_OF_YEAR = {
    "early": (1, 4), "mid": (5, 4), "middle": (5, 4), "late": (9, 4),
    "start": (1, 2), "beginning": (1, 2), "end": (11, 2), "close": (11, 2),
}  # fmt: skip


def part_of(days: Days, share: str) -> Days:
    """Return a part of a span: early, mid or late is a third; its start or end is a sixth.

    Of a year they are whole months: early is January to April, the end November and December.
    """
    start, end = days
    if (start.month, end.month, start.year) == (1, 12, end.year):
        return months(start.year, *_MONTHS_OF_YEAR[share.lower()])
    length = (end - start).days + 1
    third, sixth = timedelta(days=length // 3 - 1), timedelta(days=max(length // 6 - 1, 0))
    match share.lower():
        case "early":
            return start, start + third
        case "late":
            return end - third, end
        case "start" | "beginning":
            return start, start + sixth
        case "end" | "close":
            return end - sixth, end
    return start + third + timedelta(days=1), end - third - timedelta(days=1)

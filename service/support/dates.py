"""Dates that a statement names, against those that its quotes name or imply by their day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DATE = re.compile(
    rf"\b(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{'|'.join(_MONTHS)})\b"
    r"(?:\s+(?P<after>\d{1,2})(?:st|nd|rd|th)?(?![\d,.]\d))?(?:,?\s+(?P<year>(?:1[5-9]|20)\d{2}))?"
)
_YEAR = re.compile(r"(?<![\d.,$£€])(?:1[5-9]|20)\d{2}\b(?![,.]\d)")
_WEEKDAY = re.compile(rf"\b({'|'.join(_DAYS)})s?\b")
_BY_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it is written, with what it leaves open as None; `weekday` counts from Monday."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def fits(self, other: "Written") -> bool:
        """Tell whether `other` says all that this date says."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return all(mine is None or mine == theirs for mine, theirs in pairs)


def dates_in(text: str) -> tuple[list[Written], str]:
    """Return the dates of `text`, and `text` with blanks in their place."""
    found: list[Written] = []
    for match in _DATE.finditer(text):
        if match["month"] == "May" and not (match["before"] or match["after"] or match["year"]):
            continue  # more often the verb at the start of a sentence
        day = match["before"] or match["after"]
        year = int(match["year"]) if match["year"] else None
        month = _MONTHS.index(match["month"]) + 1
        found.append(Written(year, month, int(day) if day else None))
        text = _blank(text, match)
    for match in _YEAR.finditer(text):
        found.append(Written(year=int(match[0])))
        text = _blank(text, match)
    for match in _WEEKDAY.finditer(text):
        found.append(Written(weekday=_DAYS.index(match[1])))
        text = _blank(text, match)
    return found, text


def unsupported_date(stated: list[Written], held: list[Written], published: list[date]) -> bool:
    """Tell whether a date that is stated is neither held nor implied by a day of publication.

    The day of publication itself is meant only where the quotes name no other, and nothing of it
    where they name another year.
    """
    implied = [*held, *(_whole(day) for day in _days_meant(held, published))]
    names_a_day = any(one.weekday is not None or one.day for one in held)
    years = {one.year for one in held if one.year}
    for day in published if not years or years & {day.year for day in published} else ():
        implied.append(Written(day.year, day.month) if names_a_day else _whole(day))
    return any(not any(one.fits(other) for other in implied) for one in stated)


def relative_dates(text: str, published: list[date]) -> Iterator[Written]:
    """Yield what "yesterday", "last month" and the like in `text` mean on those days."""
    words = text.lower()
    for day in published:
        for word, days in _BY_DAYS.items():
            if re.search(rf"\b{word}\b", words):
                yield _whole(day + timedelta(days))
        if "last month" in words:
            last = day.replace(day=1) - timedelta(1)
            yield Written(last.year, last.month)
        for phrase, years in (("last year", -1), ("next year", 1), ("this year", 0)):
            if phrase in words:
                yield Written(day.year + years)


def _days_meant(held: list[Written], published: list[date]) -> Iterator[date]:
    """Yield the days near those of publication that are named without a year."""
    for day in published:
        for one in held:
            if one.weekday is not None:
                back = (day.weekday() - one.weekday) % 7
                yield day - timedelta(back)
                yield day + timedelta(7 - back)
            elif one.month and one.day and one.year is None:
                yield from _near(day, one.month, one.day)


def _near(day: date, month: int, day_of_month: int) -> Iterator[date]:
    years = (day.year - 1, day.year, day.year + 1)
    for year in years:
        try:
            candidate = date(year, month, day_of_month)
        except ValueError:
            continue
        if abs((candidate - day).days) < 183:
            yield candidate


def _whole(day: date) -> Written:
    return Written(day.year, day.month, day.day, day.weekday())


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * len(match[0]) + text[match.end() :]

"""Dates as sources state them: an ISO day, or an ISO moment with the offset that was given."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from indexer.errors import ArticleError

_FLAGS = re.IGNORECASE | re.ASCII
_DAY = re.compile(r"\d{8}", _FLAGS)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")
_HALF = r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?))?"
_ZONE = r"(?:\s*(?P<zone>Z\b|(?:UTC|GMT)?\s?[+-]\d{2}:?\d{2}(?![:\d])|UTC\b|GMT\b))?"
_ISO_ZONE = _ZONE.replace(r"\d{2}:?\d{2}", r"\d{1,2}(?::?\d{2})?")  # -05, and -5 as YAML has it
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d+))?)?"
    rf"{_HALF}{_ISO_ZONE}(?P<rest>\s*[a-z/_() ]{{0,40}})?)?",
    _FLAGS,
)
_WRITTEN = re.compile(
    r"(?:[a-z]{2,9}\.?,?\s+)?"
    r"(?:(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?|"
    r"(?P<day2>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?P<month2>[a-z]{3,9})\.?),?\s+(?P<year>\d{4})"
    r"(?:,?\s+(?:at\s+|-\s+|\|\s+)?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})"
    rf"(?::(?P<second>\d{{2}})(?:[.,](?P<part>\d+))?)?{_HALF}{_ZONE}(?P<rest>[^\d]{{0,40}}))?",
    _FLAGS,
)
# RFC 5322 with its obsolete forms, whose names of zones have one meaning each.
_MAIL = re.compile(
    r"(?:[a-z]{3},?\s*)?\d{1,2}[ -][a-z]{3}[ -](?:\d{2}|\d{4})\s+\d{1,2}:\d{2}(?::\d{2})?"
    r"(?:\s*(?:[+-]\d{4}|[a-z]{1,5}))?(?:\s*\([^()]*\))?",
    _FLAGS,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Words that would move the hour: a time is refused rather than read without them.
_HALF_OF_DAY = re.compile(
    r"(?<![^\W_])(?:[ap]\W{0,3}m?|noon|midday|midnight|morning|afternoon|evening|night)(?![^\W_])",
    re.IGNORECASE,
)


def normalise_date(value: object, field: str) -> str | None:
    """Return `value` as ISO text: `YYYY-MM-DD`, or a moment with its offset if one was stated.

    A time without an offset keeps none, nor does one whose zone is a name that means several: a
    time zone is never invented. Empty values give None. Raises ArticleError for anything that is
    not a date.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and 0 <= value < 10**8:
        value = str(value)  # 20260113 arrives as a number
    if not isinstance(value, str):
        kind = type(value).__name__
        raise ArticleError(f"{field} is not a date but {kind}; write it as YYYY-MM-DD")
    parsed = _parse(" ".join(value.split()))
    if parsed is None:
        raise ArticleError(f"{field} {value.strip()[:60]!r} is not a date; write it as YYYY-MM-DD")
    return parsed


def day_of(stated: str | None) -> date | None:
    """Return the day of a stated ISO date or moment, in its own zone; None for anything else."""
    try:
        return date.fromisoformat(stated[:10]) if stated else None
    except ValueError:
        return None


def moment_of(stated: str | None) -> datetime | None:
    """Return a comparable moment for ordering; a day or zoneless time counts as UTC."""
    if not stated:
        return None
    moment = datetime.fromisoformat(stated)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse(text: str) -> str | None:
    readings: tuple[Callable[[str], str | None], ...] = (_iso, _bare_iso, _mail, _written_out)
    for reading in readings:
        with suppress(ValueError, TypeError, OverflowError):
            found = reading(text)
            if found:
                return found
    return None


def _iso(text: str) -> str | None:
    match = _ISO.fullmatch(text)
    return _read(match, int(match["month"]), int(match["day"])) if match else None


def _bare_iso(text: str) -> str | None:
    """Return what is written as ISO 8601 has it besides: 20260113, offsets with seconds."""
    if _DAY.fullmatch(text):
        return date.fromisoformat(text).isoformat()
    return datetime.fromisoformat(text).isoformat() if _MOMENT.match(text) else None


def _mail(text: str) -> str | None:
    zone = _MAIL.fullmatch(text) and not _HALF_OF_DAY.search(text)
    return parsedate_to_datetime(text).isoformat() if zone else None


def _written_out(text: str) -> str | None:
    match = _WRITTEN.fullmatch(text)
    month = (match["month"] or match["month2"]).lower()[:3] if match else ""
    if match is None or month not in _MONTHS:
        return None
    return _read(match, _MONTHS.index(month) + 1, int(match["day"] or match["day2"]))


def _read(match: re.Match[str], month: int, day: int) -> str:
    """Return the day or moment that `match` found; raises ValueError where there is none."""
    year = int(match["year"])
    if not match["hour"]:
        return date(year, month, day).isoformat()
    if _HALF_OF_DAY.search(match["rest"] or ""):
        raise ValueError(match["rest"])
    hour, second = _hour(int(match["hour"]), match["half"]), int(match["second"] or 0)
    part = int((match["part"] or "").ljust(6, "0")[:6])
    moment = datetime(year, month, day, hour, int(match["minute"]), second, part)
    return moment.isoformat() + _offset(match["zone"])


def _hour(hour: int, half: str | None) -> int:
    """Return the hour of 24; raises ValueError for 13 am and 0 pm."""
    if not half:
        return hour
    afternoon = half.lower().startswith("p")
    if (afternoon and hour == 0) or (not afternoon and hour > 12):
        raise ValueError(half)
    return hour if hour > 12 else hour % 12 + 12 * afternoon


def _offset(zone: str | None) -> str:
    """Return the offset as ISO writes it; raises ValueError for one that no place on earth has."""
    digits = re.sub(r"[^\d+-]", "", zone or "")
    if not zone or digits in ("-0000", "-00"):
        return ""  # RFC 3339: the offset is not known
    if not digits:
        return "+00:00"
    sign, numbers = digits[0], digits[1:]
    numbers = numbers.zfill(4) if len(numbers) > 2 else numbers.zfill(2) + "00"
    if int(numbers[:2]) > 14 or int(numbers[2:]) > 59:
        raise ValueError(zone)
    return f"{sign}{numbers[:2]}:{numbers[2:]}"

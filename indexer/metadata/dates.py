"""Dates as pages write them, to the ISO text that the record keeps."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from indexer.dates import moment_of, normalise_date
from indexer.errors import ArticleError

EARLIEST = 1690  # the first newspaper of the Americas; older dates are slips of a machine
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_NOT_SET = ("1970-01-01T00:00:00", "0001-01-01", "1900-01-01T00:00:00")
_TIME = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?"
)
_ZONE = r"(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?\s?[+-]\d{2}:?\d{2})?"
_WRITTEN = re.compile(
    r"(?:[a-z]{2,9}\.?,?\s+)?"
    r"(?:(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?|"
    r"(?P<day2>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?P<month2>[a-z]{3,9})\.?),?\s+(?P<year>\d{4})"
    rf"(?:,?\s+(?:at\s+|-\s+|\|\s+)?{_TIME}\s*{_ZONE}[^\d]{{0,40}})?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"(?:[T ]\s*(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?\s?[+-]\d{1,2}:?\d{2}|[+-]\d{2})?"
    r"(?P<rest>\s*[A-Za-z/_() ]{0,40})?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LEAD = re.compile(r"^(?:published|posted|updated|last updated|on|date)\s*:?\s+", re.IGNORECASE)


def usable_date(stated: str, now: datetime) -> str | None:
    """Return `stated` as ISO text with the offset it states, or None when it is not believable.

    Not believed: what does not parse, what could be two days (03/04/2025), what lies before
    1690 or more than a day after `now`, and the values of clocks that were never set. A time
    without a zone, or with one whose name means several, stays a time without a zone.
    """
    iso = _parse(_LEAD.sub("", " ".join(stated.split())))
    if iso is None or iso.startswith(_NOT_SET) or int(iso[:4]) < EARLIEST:
        return None
    with suppress(OverflowError, ValueError):
        moment = moment_of(iso)
        if moment and moment <= now + timedelta(days=1):
            return iso
    return None


def is_before(first: str, second: str) -> bool:
    """Return whether `first` is surely before `second`; a missing zone leaves a day of doubt."""
    one, other = moment_of(first), moment_of(second)
    if one is None or other is None:
        return False
    if len(first) == 10 or len(second) == 10:
        return first[:10] < second[:10]
    zoned = [datetime.fromisoformat(each).tzinfo is not None for each in (first, second)]
    doubt = timedelta(0) if all(zoned) or not any(zoned) else timedelta(hours=14)
    return one + doubt < other


def _parse(text: str) -> str | None:
    if _EPOCH.fullmatch(text):  # seconds or milliseconds since 1970, which is a moment in UTC
        seconds = float(text) / (1_000 if len(text.split(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    for reading in (_iso, _written_out):
        with suppress(ValueError):
            found = reading(text)
            if found:
                return found
    with suppress(ArticleError):
        return normalise_date(text, "date")
    return None


def _iso(text: str) -> str | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day = map(int, re.split(r"[-/.]", match["day"]))
    if not match["time"]:
        return datetime(year, month, day).date().isoformat()
    hour, minute, *second = map(int, match["time"].split(":"))
    moment = datetime(year, month, day, hour, minute, second[0] if second else 0)
    return moment.isoformat() + _offset(match["zone"])


def _written_out(text: str) -> str | None:
    match = _WRITTEN.fullmatch(text)
    month = (match["month"] or match["month2"]).lower()[:3] if match else ""
    if match is None or month not in _MONTHS:
        return None
    day = int(match["day"] or match["day2"])
    moment = datetime(int(match["year"]), _MONTHS.index(month) + 1, day)
    if not match["hour"]:
        return moment.date().isoformat()
    hour = int(match["hour"])
    half = (match["half"] or "").lower()
    if half:
        hour = hour % 12 + 12 * half.startswith("p")
    moment = moment.replace(
        hour=hour, minute=int(match["minute"]), second=int(match["second"] or 0)
    )
    return moment.isoformat() + _offset(match["zone"])


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    digits = re.sub(r"[^\d+-]", "", zone)
    if digits in ("-0000", "-00"):
        return ""  # RFC 3339: the offset is not known
    if not digits:
        return "+00:00"
    sign, numbers = digits[0], digits[1:]
    numbers = numbers.zfill(4) if len(numbers) > 2 else numbers.zfill(2) + "00"
    if int(numbers[:2]) > 14 or int(numbers[2:]) > 59:
        raise ValueError(zone)
    return f"{sign}{numbers[:2]}:{numbers[2:]}"

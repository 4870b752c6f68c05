"""Dates as pages write them, to the ISO text that the record keeps."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from indexer.dates import moment_of, normalise_date
from indexer.errors import ArticleError

EARLIEST = 1690  # the first newspaper of the Americas; older dates are slips of a machine
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_NOT_SET = ("1970-01-01T00:00:00", "0001-01-01", "1900-01-01T00:00:00")
_PART = re.compile(r"(?<=:\d\d)\.\d+")  # no page means the fractions that its machine adds
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
    with suppress(ArticleError):
        found = normalise_date(text, "date")
        return _PART.sub("", found) if found else None
    return None

"""Dates as sources state them: an ISO day, or an ISO moment with the offset that was given."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from indexer.errors import ArticleError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")
_WRITTEN_OUT = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%Y/%m/%d")


def normalise_date(value: object, field: str) -> str | None:
    """Return `value` as ISO text: `YYYY-MM-DD`, or a moment with its offset if one was stated.

    A time without an offset keeps none: a time zone is never invented.
    Empty values give None. Raises ArticleError for anything that is not a date.
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
    text = value.strip()
    parsed = _parse_iso(text) or _parse_written_out(text) or _parse_mail_date(text)
    if parsed is None:
        raise ArticleError(f"{field} {text[:60]!r} is not a date; write it as YYYY-MM-DD")
    return parsed


def day_of(stated: str | None) -> date | None:
    """Return the calendar day of a stated ISO date or moment, in the zone it was stated in."""
    return date.fromisoformat(stated[:10]) if stated else None


def moment_of(stated: str | None) -> datetime | None:
    """Return a comparable moment for ordering; a day or zoneless time counts as UTC."""
    if not stated:
        return None
    moment = datetime.fromisoformat(stated)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_iso(text: str) -> str | None:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
        if _MOMENT.match(text):
            return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None
    return None


def _parse_written_out(text: str) -> str | None:
    for form in _WRITTEN_OUT:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return None


def _parse_mail_date(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None

"""Limits: what a caller insists on. Nothing outside them is ever returned."""

from datetime import date
from typing import TypedDict

from service.errors import QuestionError
from service.window import Window


class Limits(TypedDict, total=False):
    """The limits of a question, as every way of asking takes them; None is no limit."""

    as_of: date | None
    start: date | None
    end: date | None
    publisher: str | None
    author: str | None
    section: str | None
    language: str | None


def days_of(limits: Limits) -> Window | None:
    """Return the days that the caller insists on. Raises QuestionError when there are none."""
    start, end, as_of = limits.get("start"), limits.get("end"), limits.get("as_of")
    if start and end and start > end:
        raise QuestionError(f"the window ends ({end}) before it starts ({start}); swap the dates")
    if start and as_of and start > as_of:
        raise QuestionError(
            f"the window starts on {start}, after the day of asking ({as_of}); "
            "nothing published later is ever used, so ask as of a later day"
        )
    return Window(start=start, end=end) if start or end else None


def name_of(limits: Limits, field: str) -> str | None:
    """Return the name in a limit. Raises QuestionError for a name without a letter."""
    name = limits.get(field)
    if not isinstance(name, str):
        return None
    if not name.strip():
        raise QuestionError(f"the {field} is empty; name one or leave it out")
    return " ".join(name.split())

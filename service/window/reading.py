"""Reading: which window a question names, by which of its words, and when that was told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.window.bounds import BOUNDS, POINTS, RANGES
from service.window.names import blank, blank_names
from service.window.parts import PARTS, SPANS
from service.window.relative import COUNTED, NEAR, WIDE
from service.window.rule import Moment, Rule
from service.window.span import Window

TOLD_DAYS = 7
"""News of a window appears at least this long after it, and as long as the window was."""

# "This week" goes before dates: they are background then, as in "told this week of 1997".
_RULES: tuple[Rule, ...] = (*NEAR, *RANGES, *SPANS, *BOUNDS, *PARTS, *POINTS, *COUNTED, *WIDE)
_BOUND = re.compile(
    r"\b(since|before|prior\s+to|until|after|by)\s+(?:on\s+)?(?:the\s+end\s+of\s+)?$", re.I | re.A
)
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|set\s+to|due(?!\s+to\b)|expected|scheduled|upcoming|going\s+to|plans?\s+to"
    r"|planned|planning|preparing|headed|facing|takes?\s+place)\b[^.?!]*$",
    re.I,
)
_ERRORS = (LookupError, ValueError, OverflowError, StopIteration)


@dataclass(frozen=True, slots=True)
class Reading:
    """A window with the words that name it; `early` is how long before it news may have begun."""

    window: Window
    words: str
    early: int = 1

    def told(self, as_of: date) -> Window | None:
        """Return the days on which its news was published; None when all days up to `as_of` fit.

        What is still to come was told before, so that its days say nothing of the publication.
        See docs/decisions/windows.md.
        """
        start, end = self.window.start, self.window.end or as_of
        if start and (start > as_of or start == as_of < end):
            return None
        if start is None and end >= as_of:
            return None
        length = (end - start).days + 1 if start else 0
        last = min(_later(end, max(TOLD_DAYS, length)), as_of)
        return Window(start=_later(start, -self.early) if start else None, end=last)


def find_window(question: str, as_of: date) -> Window | None:
    """Return the window that `question` names, or None when it names none."""
    reading, _ = read_window(question, as_of)
    return reading.window if reading else None


def read_window(question: str, as_of: date) -> tuple[Reading | None, list[str]]:
    """Return the window that `question` names, and why words that look like dates name none.

    Relative words count back from `as_of`. A month without a year is the latest one that began
    by then. Dates that do not exist name no window.
    """
    text, notes = blank_names(question), []
    for rule in _RULES:
        for start, end in _spans(rule, text):
            match = rule.pattern.match(text, start)
            if match is None:  # blanked since
                continue
            try:
                window = _read(rule, match, text, as_of)
            except _ERRORS as error:
                if rule.final:
                    notes.append(_unread(question[start:end], error))
                    text = text[:start] + blank(text[start:end]) + text[end:]
                continue
            return Reading(window, question[start:end].strip(), rule.early), notes
    return None, notes


def read_rule(rule: Rule, match: re.Match[str], text: str, as_of: date) -> Window | None:
    """Return the window of one rule's match in `text`; None when there are no such days."""
    try:
        return _read(rule, match, text, as_of)
    except _ERRORS:
        return None


def _spans(rule: Rule, text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in list(rule.pattern.finditer(text)))


def _read(rule: Rule, match: re.Match[str], text: str, as_of: date) -> Window:
    before = text[: match.start()]
    found = rule.read(match, Moment(as_of, _AHEAD.search(before) is not None))
    if isinstance(found, Window):
        return found
    window = Window(start=found[0], end=found[1])
    # "After Sunday's match" is about the match, not about the days that followed.
    owns = text[match.end() :].startswith(("'s", "’s"))
    return window if owns else _turned(window, before, as_of)


def _turned(window: Window, before: str, as_of: date) -> Window:
    """Open the window of "since yesterday" or "before last week" to the side that is meant."""
    word = _BOUND.search(before)
    if word is None or window.start is None or window.end is None:
        return window
    match word[1].lower().split()[0]:
        case "since":
            return Window(start=window.start, end=max(as_of, window.start))
        case "after":
            return Window(start=min(window.end + timedelta(days=1), as_of), end=as_of)
        case "by":
            return Window(end=window.end)
    return Window(end=window.start - timedelta(days=1))


def _unread(words: str, error: Exception) -> str:
    calendar = re.search(r"out of range|must be in|is no date", str(error))
    why = "there is no such day" if calendar else str(error)
    return f"“{words.strip()}” was not read as a window: {why}."


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min

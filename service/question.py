"""Question: what is asked, as of when, within which limits, and what kind of answer is wanted."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Unpack

from indexer.words import terms_of
from service.errors import QuestionError
from service.kind import AnswerKind, head_of, kind_of
from service.language import foreign_language
from service.limits import Limits, days_of, name_of
from service.named import Named, find_named
from service.sources import Sources
from service.window import Reading, Window, read_window

__all__ = ["MAX_CHARACTERS", "AnswerKind", "Question", "understand"]

MAX_CHARACTERS = 2_000

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTED = re.compile(r"[\"“]([^\"”]{3,100})[\"”]")
_NAME = re.compile(
    r"(?:[A-Z][\w’'.&-]*|\d+)(?:\s+(?:of\s+|the\s+|de\s+|van\s+|von\s+|al\s+)?[A-Z][\w’'.&-]*)*"
)
_NO_NAMES = frozenset(
    "a an the who what which when where why how whose whom did do does is are was were has have had"
    " can could will would should may in on at by for of to from with after before since during"
    " according if as this that these those true and or but i it he she they".split()
)
_POSSESSIVE = re.compile(r"['’]s?$")
_CALENDAR = "|".join((*calendar.month_name[1:], *calendar.day_name))
_DAY = re.compile(rf"\d+|(?:\d+\s+)?(?:{_CALENDAR})(?:\s+\d+)?", re.I)
_RECENT = re.compile(
    r"\b(?:this (?:week|month|year|weekend|morning)|today|yesterday|tonight|latest|newest"
    r"|recent(?:ly)?|now|currently?|just|last (?:week|night|weekend)|upcoming|is|are|has|have|will"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)
_TILL_NOW = re.compile(
    r"\b(?i:is|are|has|have|does|do|will)\b(?:(?!\b(?:was|were|had|did)\b)[^.?!])*?"
    r"\b(?:now|still|currently)\b"
    r"|\b(?:now|currently) (?:is|are|has|have)\b"
)
"""By a verb of the present: “was he still there?” asks of then, and “Apocalypse Now” is a film."""

_SINCE = "What was told since that time is searched as well, for the question asks how it is now."
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|currently?|(?:as of|right) now|so far)\b", re.I
)
_TOLD = (
    r"(?:report|said\b|say\b|announc|estimat|count(?:ed)?\b|claim|demand|tell\b|told\b|predict|project|"
    r"forecast|reckon|reveal|fear|expect|thought\b|think\b|believ|suggest|propos|plan|schedul|put\s+at\b)\w*"
)
_ACCOUNT = (
    r"(?:report|estimate|count|figure|toll|statement|account|version|assessment|reading|measurement|"
    r"forecast|projection|plan|price|budget|number|claim|demand|mention|date|deadline)s?\b"
)
_NOT_THAN = r"(?<!than the )(?<!than its )(?<!double the )(?<!twice the )(?<!times the )"
# "First State" is a name, "the earliest storm on record" no first telling of it.
_EARLIEST = re.compile(
    rf"\b(?:at\s+first|(?:first|initially|originally)\s+{_TOLD}|{_NOT_THAN}(?:first|initial|original)\s+{_ACCOUNT}"
    r"|initially,|earliest(?!(?:\s+[\w’'-]+){0,5}\s+(?:on\s+record|ever|known|in\s+history)\b))",
    re.I,
)
_ATTRIBUTED = re.compile(r"(?:\baccording\s+to\s+)?·+", re.I)
_EVENT = re.compile(
    r"\b(?:before|after|since|until|during|ahead\s+of)\s+the\s+(?:[\w’'-]+\s+){0,3}?(?:election|vote|war"
    r"|invasion|summit|referendum|pandemic|attack|trial|crash|earthquake|fire|storm|strike|games"
    r"|ceremony|match|final|verdict|launch|collapse)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for retrieval.

    `window` is the time it is about, shown with the answer; `reading` says by which words it was
    read, when they named it. `limit`, `publisher`, `author`, `section` and `language` are what the
    caller insisted on: nothing outside them is returned. `source` is the publisher or author that
    the wording names. `head` is the noun asked for in “which temple”, “what company”. `pull`
    (0..1) is how strongly the wording points to now, and `lasts` says that a past time in it is
    only where something began. `phrases` stood in quotes, `names` have capitals. `notes` tell a
    reader what was made of the wording.
    """

    text: str
    as_of: date
    window: Window | None
    limit: Window | None
    reading: Reading | None
    publisher: str | None
    author: str | None
    section: str | None
    language: str | None
    source: Named | None
    kind: AnswerKind
    head: str | None
    pull: float
    lasts: bool
    latest: bool
    earliest: bool
    phrases: tuple[str, ...]
    names: tuple[str, ...]
    terms: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def told(self) -> Window | None:
        """Return the days of publication to search first; None when the wording names none."""
        told = self.reading.told(self.as_of) if self.reading else None
        return Window(start=told.start, end=self.as_of) if told and self.lasts else told


def understand(text: str, *, sources: Sources | None = None, **limits: Unpack[Limits]) -> Question:
    """Return the question that `text` asks; publishers and authors are found in `sources`.

    Raises QuestionError with the remedy.
    """
    clean = _clean(text)
    now = limits.get("as_of") or datetime.now(UTC).date()
    limit = days_of(limits)
    named = {field: name_of(limits, field) for field in _NAMED}
    source = find_named(clean, sources) if sources and not any(named.values()) else None
    reading, notes = read_window(_without(clean, source), now)
    lasts = reading is not None and limit is None and _lasts(_without(clean, source), reading, now)
    return Question(
        text=clean,
        as_of=now,
        window=limit or (reading.window if reading else None),
        limit=limit,
        reading=None if limit else reading,
        **named,
        source=source,
        kind=kind_of(clean),
        head=head_of(clean),
        pull=min(1.0, len(_RECENT.findall(clean)) / 2),
        lasts=lasts,
        latest=bool(_LATEST.search(clean)),
        earliest=bool(_EARLIEST.search(clean)),
        phrases=tuple(_QUOTED.findall(clean)),
        names=tuple(names_in(clean)),
        terms=tuple(terms_of(_subject(clean, source))),
        notes=(*(() if limit else notes), *_remarks(clean, reading), *((_SINCE,) if lasts else ())),
    )


_NAMED = ("publisher", "author", "section", "language")


def _clean(text: str) -> str:
    clean = " ".join(_CONTROL.sub(" ", text).split())
    if not clean:
        raise QuestionError("the question is empty; ask something in a sentence")
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"the question has {len(text):,} characters; at most {MAX_CHARACTERS:,} are taken"
        )
    return clean


def _lasts(text: str, reading: Reading, as_of: date) -> bool:
    """Tell whether a past time beside “now” or “still” is only where something began."""
    window = reading.window
    past = window.start is not None and window.end is not None and window.end < as_of
    return past and _TILL_NOW.search(_QUOTED.sub(" ", text)) is not None


def _without(text: str, source: Named | None) -> str:
    """Return `text` with the source's name blanked out: no window is read from "The Week"."""
    if source is None:
        return text
    return text[: source.start] + "·" * (source.end - source.start) + text[source.end :]


def _subject(text: str, source: Named | None) -> str:
    """Return `text` without the source that filters already: its articles need not name it."""
    return _ATTRIBUTED.sub(" ", _without(text, source)) if source else text


def names_in(text: str) -> list[str]:
    """Return the runs of words with capitals; a sentence's first word counts when it goes on."""
    found = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and _POSSESSIVE.sub("", words[0].lower()).rstrip(".") in _NO_NAMES:
            words = words[1:]
        name = _POSSESSIVE.sub("", " ".join(words)).rstrip(".,")
        if name and not _DAY.fullmatch(name):
            found.append(name)
    return list(dict.fromkeys(found))


def _remarks(text: str, reading: Reading | None) -> list[str]:
    remarks = []
    event = _EVENT.search(text)
    if event and reading is None:
        remarks.append(f"“{event[0]}” names an event and no day; it is searched by its words.")
    if language := foreign_language(text):
        remarks.append(
            f"The question seems to be in {language}; the default model knows English only, and "
            "words are matched as they are written."
        )
    return remarks

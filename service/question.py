"""Question: what is asked, as of when, within which limits, and what kind of answer is wanted."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from indexer.words import terms_of
from service.errors import QuestionError
from service.window import Window, find_window

MAX_CHARACTERS = 2_000

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTED = re.compile(r"[\"“]([^\"”]{3,100})[\"”]")
_RECENT = re.compile(
    r"\b(?:this (?:week|month|year|weekend|morning)|today|yesterday|tonight|latest|newest"
    r"|recent(?:ly)?|now|currently?|just|last (?:week|night|weekend)|upcoming|is|are|has|have|will"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|currently?|(?:as of|right) now|so far)\b", re.I
)
_EARLIEST = re.compile(
    r"\b(?:earliest|first report(?:ed|s)?|at first|initial(?:ly)?|originally)\b", re.I
)


class AnswerKind(StrEnum):
    """The type of phrase that a question asks for."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    YES_NO = "yes_no"
    OTHER = "other"


_WHICH = re.compile(r"\b(?:which|what)\s+((?:[\w’'-]+[?.,]?\s*){1,6})", re.I)
_PHRASE_ENDS = re.compile(
    r"\w+ed|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|said|"
    r"says|won|made|became|began|took|went|got|bought|sold|sank|fell|led|told|held|left|hit|beat|"
    r"lost|built|broke|of|in|on|at|for|from|to|with|by|that|who|which|this|"
    r"these|those|the|a|an|his|her|its|their|he|she|it|they|just|recently|and|or",
    re.I,
)
_MEASURES = (
    "percentage|percent|number|price|cost|amount|age|figure|total|magnitude|death toll|toll|rate|"
    "share|size|temperature|height"
)
_PLACES = (
    "city|country|state|town|place|nation|region|continent|county|province|island|location|capital|"
    "village"
)
_PEOPLE = (
    "person|president|minister|actor|actress|singer|player|athlete|historian|author|leader|star|"
    "celebrity|official|senator|politician|scientist|director|artist|rapper|coach|man|woman"
)
_KINDS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (
            AnswerKind.NUMBER,
            r"\bhow (?:many|much|old|tall|long|far|large|big|high|fast|deep|heavy)\b",
        ),
        (AnswerKind.NUMBER, rf"\b(?:what|which)\b.{{0,40}}\b(?:{_MEASURES})\b"),
        (AnswerKind.TIME, r"\bwhen\b"),
        (AnswerKind.TIME, r"\b(?:what|which) (?:day|date|month|time|decade|century|years?)\b"),
        (AnswerKind.PLACE, r"\bwhere\b"),
        (AnswerKind.PLACE, rf"\b(?:what|which) (?:\w+ ){{0,2}}?(?:{_PLACES})\b"),
        (AnswerKind.PERSON, r"\bwho(?:se|m)?\b"),
        (AnswerKind.PERSON, rf"\b(?:what|which) (?:\w+ ){{0,3}}?(?:{_PEOPLE})\b"),
        (
            AnswerKind.YES_NO,
            r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may)\b",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for retrieval.

    `window` is the time it is about, shown with the answer. `limit` is what the caller insisted
    on: nothing outside it is returned. `head` is the noun asked for in “which
    temple”, “what company”. `pull` (0..1) is how strongly the wording points to now.
    """

    text: str
    as_of: date
    window: Window | None
    limit: Window | None
    publisher: str | None
    kind: AnswerKind
    head: str | None
    pull: float
    latest: bool
    earliest: bool
    phrases: tuple[str, ...]
    terms: tuple[str, ...]


def understand(
    text: str,
    *,
    as_of: date | None = None,
    start: date | None = None,
    end: date | None = None,
    publisher: str | None = None,
) -> Question:
    """Return the question that `text` asks. Raises QuestionError with the remedy."""
    clean = " ".join(_CONTROL.sub(" ", text).split())
    if not clean:
        raise QuestionError("the question is empty; ask something in a sentence")
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"the question has {len(text):,} characters; at most {MAX_CHARACTERS:,} are taken"
        )
    if start and end and start > end:
        raise QuestionError(f"the window ends ({end}) before it starts ({start}); swap the dates")
    now = as_of or datetime.now(UTC).date()
    limit = Window(start=start, end=end) if start or end else None
    window = find_window(clean, now)
    return Question(
        text=clean,
        as_of=now,
        window=limit or window,
        limit=limit,
        publisher=publisher,
        kind=_kind_of(clean),
        head=_head_of(clean),
        pull=min(1.0, len(_RECENT.findall(clean)) / 2),
        latest=bool(_LATEST.search(clean)),
        earliest=bool(_EARLIEST.search(clean)),
        phrases=tuple(_QUOTED.findall(clean)),
        terms=tuple(terms_of(clean)),
    )


def _kind_of(text: str) -> AnswerKind:
    asked = _asking_sentence(text)
    return next((kind for kind, pattern in _KINDS if pattern.search(asked)), AnswerKind.OTHER)


def _head_of(text: str) -> str | None:
    """Return the last noun of the phrase after "which" or "what", as far as form tells."""
    match = _WHICH.search(_asking_sentence(text))
    if match is None:
        return None
    phrase: list[str] = []
    for word in match[1].split():
        if _PHRASE_ENDS.fullmatch(word.rstrip("?.,")):
            break
        phrase.append(word)
    return phrase[-1].rstrip("?.,").lower() if phrase else None


def _asking_sentence(text: str) -> str:
    # The question proper is the last sentence that asks; what precedes it sets the scene.
    asked = [part for part in re.split(r"(?<=[.?!])\s+", text) if part.endswith("?")]
    return asked[-1] if asked else text

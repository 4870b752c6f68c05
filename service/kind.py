"""What kind of answer a question wants, and the noun that it asks for."""

import re
from enum import StrEnum


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


def kind_of(text: str) -> AnswerKind:
    """Return the kind of phrase that the asking sentence wants."""
    asked = _asking_sentence(text)
    return next((kind for kind, pattern in _KINDS if pattern.search(asked)), AnswerKind.OTHER)


def head_of(text: str) -> str | None:
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

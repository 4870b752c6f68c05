"""Publishers and authors that a question names as the source of what it asks for.

Only names that the index holds count, and only where the wording makes them the source:
"according to CNN", "did The Calder Post say", "in an article by Jane Doe". So an outlet called
The Week is not found in "the week", nor CNN in "Why did CNN dismiss him?".
"""

import re
from dataclasses import dataclass

from service.sources import Sources, fold, squeeze

_TOLD = (
    r"report|say|write|claim|tell|describe|estimate|put|find|publish|reveal|quote|cite|explain|note"
)
_TOLD_PAST = (
    r"reported|said|says|reports|wrote|writes|claimed|claims|told|tells|described|estimated"
)
_PIECE = (
    r"article|piece|column|story|report|review|essay|analysis|interview|coverage|editorial|account"
)
_WORD = r"[\w&.’'-]+"
_NAME = rf"((?:{_WORD}\s+){{0,5}}{_WORD})"
# Each finds where a name may begin, and whether it may be written in any case.
_PUBLISHER_CUES = (
    (re.compile(rf"\b(?:according\s+to|(?:as\s+told|reported)\s+by)\s+{_NAME}", re.I), True),
    (re.compile(rf"\b(?:did|does|has|had|do)\s+{_NAME}", re.I), False),
    (re.compile(rf"\b(?:{_PIECE})s?\s+(?:by|in|from|of|on)\s+{_NAME}", re.I), True),
    (re.compile(rf"\b(?:in|by|from)\s+{_NAME}", re.I), False),
    (re.compile(rf"^{_NAME}"), False),
)  # fmt: skip
_AUTHOR_CUES = (
    re.compile(rf"\b(?:{_PIECE})s?\s+(?:(?:was|were|written)\s+)*(?:by|from)\s+{_NAME}", re.I),
    re.compile(rf"\b(?:written|reported)\s+by\s+{_NAME}", re.I),
    re.compile(rf"\b(?:according\s+to|did|does|has)\s+{_NAME}", re.I),
    re.compile(rf"\b(?:reporter|journalist|columnist|correspondent|writer)\s+{_NAME}", re.I),
)
_DID_TELL = re.compile(rf"\s+(?:{_TOLD})\b", re.I)
_DID_WRITE = re.compile(r"\s+(?:write|report|publish|cover)\b", re.I)
_THEN_TOLD = re.compile(rf"(?:\s+(?:{_TOLD_PAST})\b|['’]s?\s+(?:{_PIECE})\b)", re.I)
_ENDS = re.compile(r"\s*(?:[?.,;:!]|$)|\s+(?:on|about|last|this|in|since|before|after)\b", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """A source named in a question: its kind, its name in the index, and where it stands."""

    kind: str
    name: str
    start: int
    end: int


def find_named(text: str, sources: Sources) -> Named | None:
    """Return the publisher or else the author whose telling the question asks for."""
    return _publisher(text, sources) or _author(text, sources)


def _publisher(text: str, sources: Sources) -> Named | None:
    for cue, (pattern, any_case) in enumerate(_PUBLISHER_CUES):
        for match in pattern.finditer(text):
            found = _known_publisher(text, match.start(1), match[1], any_case, sources)
            if found and _fits(cue, text, found):
                return found
    return None


def _known_publisher(
    text: str, start: int, words: str, any_case: bool, sources: Sources
) -> Named | None:
    """Return the longest known name that `words` begin with."""
    for end in _prefix_ends(words):
        name = re.sub(r"['’]s?$", "", words[:end]).rstrip(".,’'")
        known = sources.squeezed.get(squeeze(name))
        if known and (any_case or _is_spelt_as_a_name(name)):
            return Named("publisher", known, start, start + len(name))
    return None


def _fits(cue: int, text: str, found: Named) -> bool:
    """Return whether what follows makes the name the source; "according to" needs no more."""
    match cue:
        case 1:
            return _DID_TELL.match(text, found.end) is not None
        case 3:
            rest = text[found.end :]
            return _THEN_TOLD.match(rest) is not None or _ENDS.match(rest) is not None
        case 4:
            return _THEN_TOLD.match(text, found.end) is not None
    return True


def _is_spelt_as_a_name(words: str) -> bool:
    """Return whether it is written as a name: each word of weight begins with a capital."""
    heavy = [word for word in words.split() if fold(word) not in {"the", "of", "and", "for", "le"}]
    return bool(heavy) and all(
        word[0].isupper() or word[0].isdigit() or "." in word for word in heavy
    )


def _author(text: str, sources: Sources) -> Named | None:
    for cue, pattern in enumerate(_AUTHOR_CUES):
        for match in pattern.finditer(text):
            for end in _prefix_ends(match[1]):
                name = re.sub(r"['’]s?$", "", match[1][:end]).rstrip(".,’'")
                shown = sources.author.spelt.get(fold(name))
                # One word alone ("President") is more often a byline gone wrong than a person.
                if shown is None or " " not in shown.strip():
                    continue
                end_at = match.start(1) + len(name)
                asks = (
                    cue != 2
                    or match[0].lower().startswith("according")
                    or _DID_WRITE.match(text, end_at)
                )
                if asks:
                    return Named("author", shown, match.start(1), end_at)
    return None


def _prefix_ends(words: str) -> list[int]:
    return [match.end() for match in re.finditer(r"\S+", words)][::-1]

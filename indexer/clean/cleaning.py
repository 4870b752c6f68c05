"""What of an article's paragraphs is kept, and what is taken out for which reason."""

import re
from dataclasses import dataclass

from indexer.clean.characters import paragraphs
from indexer.clean.furniture import find_furniture

_CREDIT = re.compile(r"\(?\b(?:Credit|Photo|Picture|Image|Photograph)s?:\s*.{1,80}$")
_CREDIT_LENGTH = 100
_SHORT = 30
_LINE_OF_LIST = 160
_SENTENCE = re.compile(r"[.!?…。！？।؟][\"'”’»)]*$")


@dataclass(frozen=True, slots=True)
class Removed:
    """A paragraph that cleaning took out, and why."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text to store; every offset in the system counts code points of `text`."""

    text: str
    removed: tuple[Removed, ...]


def clean(text: str) -> Cleaned:
    """Return the readable text: Unicode NFC, one paragraph a line, furniture taken out.

    Quotes, numbers, bylines and notices of corrections stay. A caption printed twice, once with
    its credit, stays once.
    """
    lines = paragraphs(text)
    furniture = find_furniture(lines)
    bare = [_without_credit(line) for line in lines]
    kept: list[str] = []
    removed: list[Removed] = []
    seen: set[str] = set()
    for position, line in enumerate(lines):
        following = position + 1 if position + 1 < len(lines) else position
        if _can_repeat(bare[position]) and (
            bare[position] in seen
            or (bare[position] == line and lines[following] != line == bare[following])
        ):
            reason: str | None = "repeated paragraph"
        else:
            reason = furniture.get(position)
        if reason:
            removed.append(Removed(reason, line))
        else:
            kept.append(line)
            seen.add(bare[position])
    return Cleaned("\n\n".join(kept), tuple(removed))


def _can_repeat(bare: str) -> bool:
    """Return whether a second such line says nothing new.

    Short lines do, and the lines of lists and tables, which stand under different headings.
    """
    if len(bare) <= _SHORT:
        return False
    return len(bare) > _LINE_OF_LIST or (
        _SENTENCE.search(bare) is not None and not any(map(str.isdigit, bare))
    )


def _without_credit(line: str) -> str:
    if ":" not in line[-_CREDIT_LENGTH:]:
        return line
    return _CREDIT.sub("", line).strip()

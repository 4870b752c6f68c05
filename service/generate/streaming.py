"""Statements with their markers, read from a model's words while they stream in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKER = r"\[\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*\]"
_GROUP = re.compile(rf"\s*{_MARKER}(?:[\s,]*{_MARKER})*[.!?”\"’)]*")
_OPEN = re.compile(r"[\s,]*(?:\[[\d\s,;–-]*)?$")
_GOES_ON = re.compile(r" *[,;:a-z–—(]")
_NUMBER = re.compile(r"(\d{1,4})(?:\s*[–-]\s*(\d{1,4}))?")
_LEAD = re.compile(r"^(?:\s|[-*•#>]+\s|\d{1,2}[.)]\s)+")
_EMPHASIS = re.compile(r"\*\*|__|`+")
_THOUGHT = re.compile(r"\s*<think(?:ing)?>.*?</think(?:ing)?>", re.S)
_MOST_MARKERS = 8
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of a model and the numbers of the passages that it cites for them, if any."""

    text: str
    numbers: tuple[int, ...]


class StatementParser:
    """Takes pieces of a stream and gives statements as soon as they and their markers end."""

    def __init__(self) -> None:
        self._buffer = ""
        self._thinking: bool | None = None

    def feed(self, piece: str) -> list[Marked]:
        """Return the statements that `piece` completes."""
        self._buffer += piece
        return [] if self._is_thinking() else list(self._take(ended=False))

    def close(self) -> list[Marked]:
        """Return what is left at the end of the stream; words without a marker cite nothing."""
        if self._is_thinking():
            return []
        found = list(self._take(ended=True))
        rest, self._buffer = _marked(self._buffer), ""
        return [*found, rest] if rest.text else found

    def _is_thinking(self) -> bool:
        """Leave out what a reasoning model thinks aloud before it answers."""
        if self._thinking is None and len(self._buffer.lstrip()) >= len("<think"):
            self._thinking = self._buffer.lstrip().startswith("<think")
        if self._thinking and (thought := _THOUGHT.match(self._buffer)):
            self._buffer, self._thinking = self._buffer[thought.end() :], False
        return self._thinking is not False

    def _take(self, *, ended: bool) -> Iterator[Marked]:
        if self._thinking is None and not ended:
            return
        start = 0
        while group := _GROUP.search(self._buffer, start):
            rest = self._buffer[group.end() :]
            if not ended and _OPEN.fullmatch(rest):
                break
            if _GOES_ON.match(rest) and len(self._buffer) < _LONGEST:
                start = group.end()
                continue
            marked = _marked(self._buffer[: group.end()])
            self._buffer, start = rest, 0
            if marked.text:
                yield marked
        if len(self._buffer) > _LONGEST:  # nobody writes so without a marker: not to be verified
            yield Marked(_worded(self._buffer), ())
            self._buffer = ""


def _marked(words: str) -> Marked:
    numbers: dict[int, None] = {}
    for marker in re.findall(_MARKER, words):
        for first, last in _NUMBER.findall(marker):
            span = range(int(first), int(last or first) + 1)
            numbers |= dict.fromkeys(span[:_MOST_MARKERS])
    return Marked(_worded(words), tuple(numbers)[:_MOST_MARKERS])


def _worded(words: str) -> str:
    """Return the words without markers, the marks of lists and emphasis, on one line."""
    bare = re.sub(rf"\s*{_MARKER}", "", words)
    plain = _EMPHASIS.sub("", _LEAD.sub("", bare))
    shown = "".join(letter if letter.isprintable() else " " for letter in plain)
    text = re.sub(r" +([.,;:!?])", r"\1", " ".join(shown.split()))
    return text if any(letter.isalnum() for letter in text) else ""

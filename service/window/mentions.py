"""Mentions: every day or span of days that running text names, read against a fixed day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from service.window.bounds import POINTS, RANGES
from service.window.names import blank, blank_names
from service.window.parts import PARTS, SPANS
from service.window.reading import read_rule
from service.window.relative import COUNTED, NEAR, WIDE
from service.window.rule import Rule
from service.window.span import Window

_RULES: tuple[Rule, ...] = (*NEAR, *RANGES, *SPANS, *PARTS, *POINTS, *COUNTED, *WIDE)
_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that name days; `start` and `end` count its code points."""

    window: Window
    start: int
    end: int


@lru_cache(_REMEMBERED)
def mentions_of(text: str, as_of: date) -> tuple[Mention, ...]:
    """Return what `text`, written on `as_of`, names of days, in the order of the words.

    The rules are those that read questions; words that one has read are not read again.
    """
    rest, found = blank_names(text), []
    for rule in _RULES:
        for match in list(rule.pattern.finditer(rest)):
            window = read_rule(rule, match, rest, as_of)
            if window is None:
                continue
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            found.append(Mention(window, start, match.start() + len(match[0].rstrip())))
            rest = rest[: match.start()] + blank(match[0]) + rest[match.end() :]
    return tuple(sorted(found, key=lambda mention: mention.start))

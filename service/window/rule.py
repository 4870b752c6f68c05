"""Rule: a form of words that names days, and how it is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from service.window.span import Window
from service.window.written import Days


@dataclass(frozen=True, slots=True)
class Moment:
    """The day of asking, and whether the words before point ahead: "will", "set to"."""

    as_of: date
    ahead: bool


Read = Callable[[re.Match[str], Moment], Days | Window]


@dataclass(frozen=True, slots=True)
class Rule:
    """`read` returns the days of a match; it raises ValueError when there are no such days.

    `final` rules are so plain that weaker ones must not read their words when they fail.
    `early` is how many days before the window its news may have begun.
    """

    words: str
    read: Read
    final: bool = False
    early: int = 1

    @property
    def pattern(self) -> re.Pattern[str]:
        """The form of words, compiled when it is first needed: starting up must stay quick."""
        return _compiled(self.words)


def rule(pattern: str, read: Read, *, final: bool = False, early: int = 1) -> Rule:
    """Return a rule for whole words in any case."""
    return Rule(rf"\b(?:{pattern})", read, final, early)


@cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(words, re.I | re.A)

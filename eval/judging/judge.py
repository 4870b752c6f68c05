"""Judge: something that marks one answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

Marks = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Case:
    """What a judge sees: the question, the answer without its markers, and two kinds of context.

    `quotes` are what the answer cites; `passages` open the articles that were retrieved, best
    first.
    """

    question: str
    answer: str
    quotes: tuple[str, ...]
    passages: tuple[str, ...]


class Judge(Protocol):
    """Marks answers from 0 to 1."""

    @property
    def name(self) -> str:
        """Whose marks these are: library, version and model."""

    @property
    def measures(self) -> Mapping[str, str]:
        """What each mark is called, and what it says."""

    def mark(self, case: Case) -> Marks:
        """Return a mark for each measure, None where there is none to give."""

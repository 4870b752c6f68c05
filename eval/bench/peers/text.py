"""What goes into a peer and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

DEPTH = 20
WARM_UP = "Warm up."
"""What every peer's model reads before the clock starts: none pays for its first batch."""


@dataclass(frozen=True, slots=True)
class Text:
    """An article as every peer gets it; who can use its day, outlet and address does."""

    id: str
    title: str
    text: str
    published: str | None
    publisher: str | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a peer finds: at most 20 article ids, best first, and the words that it would show.

    Without a language model a pipeline of passages shows its best one; Dateline, its answer.
    """

    articles: list[str]
    shown: str


class Peer(Protocol):
    """Indexes articles, then finds some for a question."""

    def index(self, articles: Sequence[Text]) -> int:
        """Index everything, ready to be asked; return how many passages were made of it."""

    def find(self, question: str, asked: date | None) -> Found:
        """Return what is found; `asked` is the day of asking, for those who can use it."""

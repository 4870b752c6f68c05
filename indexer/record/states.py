"""The state of an article, as those who keep its story elsewhere need it."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from indexer.copies import Wording
from indexer.record.stored import LIVE


@dataclass(frozen=True, slots=True)
class State:
    """Which version of an article is live, by its `hash`, and the story that it bears."""

    number: int
    id: str
    hash: bytes | None
    live: bool
    story: int | None


class StateTable:
    """What the record says of all its articles, those that were taken down among them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self) -> list[State]:
        """Return the state of every article."""
        return [_state(row) for row in self._db.execute(_STATES)]

    def of(self, article_id: str) -> State | None:
        """Return the state of one article, or None."""
        row = self._db.execute(f"{_STATES} WHERE a.id = ?", (article_id,)).fetchone()
        return _state(row) if row else None

    def wording(self, number: int) -> Wording | None:
        """Return the live article in row `number` as it is compared, or None."""
        row = self._db.execute(
            "SELECT v.text, v.title, v.publisher, v.published "
            f"FROM articles a {LIVE} WHERE a.number = ? AND a.live",
            (number,),
        ).fetchone()
        return Wording(*row) if row else None

    def largest(self) -> int:
        """Return the largest row number of an article, 0 when there is none."""
        query = "SELECT coalesce(max(number), 0) FROM articles"
        return int(self._db.execute(query).fetchone()[0])


def _state(row: tuple[Any, ...]) -> State:
    number, article_id, digest, live, story = row
    return State(number, article_id, digest, bool(live), story)


_STATES = (
    "SELECT a.number, a.id, v.hash, a.live, a.story FROM articles a "
    "LEFT JOIN versions v ON v.article = a.number AND v.version = a.version"
)

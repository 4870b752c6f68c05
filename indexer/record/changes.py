"""The log of changes: which passages came and went, in order."""

import sqlite3
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Change:
    """Passages `first` to `last` were added or dropped."""

    number: int
    kind: Literal["add", "drop"]
    first: int
    last: int


class ChangeLog:
    """What readers follow to keep up with the record."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def last(self) -> int:
        """Return the number of the newest change, 0 when there is none."""
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0])

    def after(self, number: int) -> list[Change]:
        """Return the changes after change `number`, in order."""
        rows = self._db.execute(
            "SELECT number, kind, first_passage, last_passage FROM changes "
            "WHERE number > ? ORDER BY number",
            (number,),
        )
        return [Change(*row) for row in rows]

    def log(self, kind: Literal["add", "drop"], first: int, last: int) -> None:
        """Note a change; it is seen when its transaction commits."""
        self._db.execute(
            "INSERT INTO changes (kind, first_passage, last_passage) VALUES (?, ?, ?)",
            (kind, first, last),
        )

"""The log of changes: which passages came and went, and whose facts changed, in order."""

import sqlite3
from dataclasses import dataclass
from typing import Literal

Kind = Literal["add", "drop", "facts"]


@dataclass(frozen=True, slots=True)
class Change:
    """Passages `first` to `last` were added or dropped.

    With the kind "facts" the two are articles (row numbers) of which a reader knows facts that
    no longer hold, though their passages stay: their story, for one.
    """

    number: int
    kind: Kind
    first: int
    last: int


class ChangeLog:
    """What readers follow to keep up with the record."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def last(self) -> int:
        """Return the number of the newest change, 0 when there is none."""
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0])

    def token(self, number: int) -> str | None:
        """Return the random name of change `number`, None when there is no such change.

        Two histories that part after a backup was restored count alike; their tokens differ.
        """
        query = "SELECT token FROM changes WHERE number = ?"
        row = self._db.execute(query, (number,)).fetchone()
        return str(row[0]) if row else None

    def after(self, number: int) -> list[Change]:
        """Return the changes after change `number`, in order."""
        rows = self._db.execute(
            "SELECT number, kind, first_passage, last_passage FROM changes "
            "WHERE number > ? ORDER BY number",
            (number,),
        )
        return [Change(*row) for row in rows]

    def log(self, kind: Kind, first: int, last: int) -> None:
        """Note a change; it is seen when its transaction commits."""
        self._db.execute(
            "INSERT INTO changes (kind, first_passage, last_passage, token) "
            "VALUES (?, ?, ?, lower(hex(randomblob(8))))",
            (kind, first, last),
        )

"""Feeds: when each watched source was tried, when it brought something, what is wrong with it."""

import json
import sqlite3
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """One watched source: a feed, a sitemap or a folder. Moments are ISO text in UTC.

    `moments` are those of its newest items, oldest first; `every` the seconds between polls and
    `floor` the seconds of silence below which there is no alarm, as the watcher was told. `since`
    is when it was first looked at, None where an older version did that.
    """

    name: str
    title: str | None = None
    tried: str | None = None
    succeeded: str | None = None
    new_item: str | None = None
    failures: int = 0
    failing_since: str | None = None
    error: str | None = None
    moments: tuple[str, ...] = ()
    due: str | None = None
    every: float = 0.0
    floor: float = 0.0
    etag: str | None = None
    modified: str | None = None
    since: str | None = None


_NAMES = [each.name for each in fields(FeedState)]


class FeedTable:
    """The watched sources, by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self) -> list[FeedState]:
        """Return every watched source, by name."""
        names = self._columns()
        rows = self._db.execute(f"SELECT {', '.join(names)} FROM feeds ORDER BY name")
        return [_state(names, row) for row in rows]

    def get(self, name: str) -> FeedState | None:
        """Return the state of one source, or None when it was never watched."""
        names = self._columns()
        query = f"SELECT {', '.join(names)} FROM feeds WHERE name = ?"
        row = self._db.execute(query, (name,)).fetchone()
        return _state(names, row) if row else None

    def put(self, state: FeedState) -> None:
        """Store the state of a source."""
        if "since" not in self._columns():  # it came after the format; whoever watches adds it
            self._db.execute("ALTER TABLE feeds ADD COLUMN since TEXT")
        values = {**asdict(state), "moments": json.dumps(state.moments)}
        marks = ", ".join(f":{name}" for name in _NAMES)
        self._db.execute(
            f"INSERT OR REPLACE INTO feeds ({', '.join(_NAMES)}) VALUES ({marks})", values
        )

    def remove(self, name: str) -> bool:
        """Forget a source, so that nobody is alarmed about it. False when it is not known."""
        return self._db.execute("DELETE FROM feeds WHERE name = ?", (name,)).rowcount > 0

    def _columns(self) -> list[str]:
        there = {row[1] for row in self._db.execute("PRAGMA table_info(feeds)")}
        return [name for name in _NAMES if name in there]


def _state(names: list[str], row: tuple[object, ...]) -> FeedState:
    values = dict(zip(names, row, strict=True))
    return FeedState(**{**values, "moments": tuple(json.loads(str(values["moments"])))})  # type: ignore[arg-type]

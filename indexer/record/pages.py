"""Pages: what was fetched or read before, so that it need not be again."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass

_COLUMNS = "url, fingerprint, etag, modified, article, failures, retry_at, checked"


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of one address or file.

    `fingerprint` is what a listing said of it; `etag` and `modified` make a request conditional;
    `article` is the id of what it held. After `failures` in a row it is not tried before
    `retry_at` (ISO), and never without one.
    """

    url: str
    fingerprint: str = ""
    etag: str | None = None
    modified: str | None = None
    article: str | None = None
    failures: int = 0
    retry_at: str | None = None
    checked: str = ""


class PageTable:
    """The pages, by address."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, url: str) -> Page | None:
        """Return what is known of `url`, or None."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM pages WHERE url = ?", (url,)).fetchone()
        return Page(*row) if row else None

    def put(self, pages: Iterable[Page]) -> None:
        """Store pages; what was known of them before is replaced."""
        query = f"INSERT OR REPLACE INTO pages ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        self._db.executemany(query, (astuple(page) for page in pages))

"""Weight: what a small SQLite file beside the index holds, in bytes."""

import sqlite3


def weight_of(db: sqlite3.Connection) -> int:
    """Return the bytes that rows take in the file; what was freed in it is used again."""
    pages, free, size = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size

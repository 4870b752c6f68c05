"""What SQLite says of a disk that is full or cannot be written, as a message that helps."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexerError


@contextmanager
def writing(
    index: Path, kept: Callable[[], str] = lambda: "what was committed is kept"
) -> Iterator[None]:
    """Raise IndexerError in place of sqlite3.OperationalError within the block.

    `kept` says what of the work is safe; it is asked when something went wrong.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise IndexerError(
            f"cannot write to {index} ({error}); {kept()}: {_remedy(error)}, then run the same "
            "command again"
        ) from error


def _remedy(error: sqlite3.OperationalError) -> str:
    if "full" in str(error) or "I/O" in str(error):
        return "free space on that disk"
    return "see to its permissions, and that no other program holds it"

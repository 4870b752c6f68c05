"""Libraries that read damaged files raise what they like; here it becomes one error."""

from collections.abc import Iterator
from contextlib import contextmanager

from indexer.errors import IndexerError, LoadError


@contextmanager
def reading(kind: str) -> Iterator[None]:
    """Turn any exception of a library that reads a `kind` of file into a LoadError.

    A parser fed with damage fails in whatever line comes next, so no list of its errors is whole.
    """
    try:
        yield
    except (IndexerError, OSError):
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise LoadError(f"is a damaged {kind} file ({reason}); fetch it again") from error

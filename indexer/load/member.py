"""What archives have in common: which names are safe, and a copy of a member to seek in."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from indexer.errors import LoadError

MAX_MEMBER = 2_000_000_000
MAX_NAME = 1_000
_IN_MEMORY = 16_000_000
_CHUNK = 1 << 20
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def refusal(name: str, seen: set[str]) -> LoadError | None:
    """Return why the member called `name` is not read, or None. Adds it to `seen`.

    Nothing is ever written where an archive says; but a name that leads out of it was not made
    by a friend, and of two files with one name only the first can be told apart next time.
    """
    parts = name.replace("\\", "/").split("/")
    if len(name) > MAX_NAME or ".." in parts or parts[0] == "" or _DRIVE.match(name):
        return LoadError("has a name that leads out of the archive; not read")
    if name in seen:
        return LoadError("has the name of an earlier file in the archive; rename one of them")
    seen.add(name)
    return None


@contextmanager
def seekable(file: IO[bytes], depth: int) -> Iterator[IO[bytes]]:
    """Yield a stream with the content of `file` to seek in; a copy if `file` lies in an archive.

    Raises LoadError for more than MAX_MEMBER bytes.
    """
    if depth == 0:
        yield file
        return
    with copied(file) as copy:
        yield copy


@contextmanager
def copied(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Yield a copy of `file` that goes away afterwards: in memory, or nameless on disk."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        size = 0
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > MAX_MEMBER:
                raise LoadError(f"is larger than {MAX_MEMBER / 1e9:.0f} GB; unpack it by hand")
            copy.write(chunk)
        copy.seek(0)
        yield cast(IO[bytes], copy)

"""How much may come out of an archive: enough for any real one, not for a bomb."""

import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from indexer.errors import LoadError

MAX_RATIO = 200  # text packs to a third or a tenth; a bomb to a thousandth
ALLOWANCE = 50_000_000

_DAMAGED = (
    EOFError, NotImplementedError, RuntimeError, UnicodeError, gzip.BadGzipFile, lzma.LZMAError,
    struct.error, tarfile.TarError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(slots=True)
class Budget:
    """The bytes that one file on disk may still unpack to, over all archives nested in it."""

    left: int

    @classmethod
    def of(cls, packed: IO[bytes]) -> "Budget":
        """Return the budget of an archive, by its size; `packed` must be seekable."""
        size = packed.seek(0, io.SEEK_END)
        packed.seek(0)
        return cls(ALLOWANCE + MAX_RATIO * size)

    def spend(self, count: int) -> None:
        """Take `count` bytes. Raises LoadError when there are fewer left."""
        self.left -= count
        if self.left < 0:
            raise LoadError(
                f"unpacks to more than {MAX_RATIO} times its size, as no text does; "
                "unpack it by hand if it is to be trusted"
            )


class Unpacked(io.RawIOBase):
    """A stream out of an archive: damage becomes a LoadError, and each byte counts."""

    def __init__(self, file: IO[bytes], budget: Budget, kind: str) -> None:
        self._file, self._budget, self._kind = file, budget, kind

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next; return how much. Raises LoadError."""
        with damage(self._kind):
            content = self._file.read1(len(buffer))  # type: ignore[attr-defined]
        self._budget.spend(len(content))
        buffer[: len(content)] = content
        return len(content)


def counted(file: IO[bytes], budget: Budget, kind: str) -> IO[bytes]:
    """Return `file`, which must have `read1`, counted against `budget`."""
    return io.BufferedReader(Unpacked(file, budget, kind), 1 << 16)


@contextmanager
def damage(kind: str) -> Iterator[None]:
    """Turn what the standard library raises for a damaged archive into a LoadError."""
    try:
        yield
    except _DAMAGED as error:
        reason = " ".join(str(error).split())[:160]
        raise LoadError(f"damaged {kind} file ({reason}); fetch it again") from error

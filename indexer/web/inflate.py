"""Bodies that were compressed on the way, unpacked no further than a limit."""

import zlib

from indexer.web.errors import FetchError

ACCEPTED = "gzip"
_GZIP = b"\x1f\x8b"


class Body:
    """Collects a response's body. Raises FetchError past `limit` bytes, unpacked ones counted.

    With `cut`, what lies past the limit is left away instead.
    """

    def __init__(self, encoding: str, limit: int, *, cut: bool = False) -> None:
        self._limit = limit
        self._cut = cut
        self._content = bytearray()
        self._unpack = _unpacker(encoding.strip().lower())
        self._begun = False

    @property
    def full(self) -> bool:
        """Tell whether all that is wanted is there."""
        return self._cut and len(self._content) >= self._limit

    def add(self, chunk: bytes) -> None:
        """Take the next bytes as they came over the wire."""
        if self._unpack is None:
            self._take(chunk)
            return
        try:
            self._inflate(chunk)
        except zlib.error as error:
            raise FetchError(f"its compression is damaged ({error}); try it later") from error

    def content(self) -> bytes:
        """Return the whole body. Raises FetchError when its compressed end is missing."""
        if self._begun and self._unpack and not self._unpack.eof and not self.full:
            raise FetchError("its compressed body breaks off; try it later", transient=True)
        return bytes(self._content)

    def _inflate(self, chunk: bytes) -> None:
        while chunk and not self.full:
            assert self._unpack is not None
            if self._unpack.eof:  # another member may follow, as gzip permits; padding may too
                if not chunk.startswith(_GZIP):
                    return
                self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
            self._begun = True
            # One byte past the limit is enough to know that it is passed.
            room = self._limit + 1 - len(self._content)
            self._take(self._unpack.decompress(chunk, room))
            chunk = self._unpack.unused_data if self._unpack.eof else self._unpack.unconsumed_tail

    def _take(self, content: bytes) -> None:
        self._content += content
        if len(self._content) > self._limit:
            if not self._cut:
                raise FetchError(f"is larger than {self._limit / 1e6:,.0f} MB; not fetched further")
            del self._content[self._limit :]


def _unpacker(encoding: str) -> "zlib._Decompress | None":
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32)
    raise FetchError(
        f"came compressed as {encoding[:40]!r}, which was not asked for; the server is at fault"
    )

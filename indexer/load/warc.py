"""WARC: what a crawler fetched, each response a document at its address."""

import io
import re
import zlib
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from indexer.article import Claim
from indexer.errors import IndexerError, LoadError
from indexer.load.damaged import reading
from indexer.load.document import MAX_BYTES, Document

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

SIGNATURE = re.compile(rb"WARC/\d\.\d+\r?\n")
_HEADERS = 1_000_000
_CHUNK = 1 << 16
_READ = {"response", "resource", "conversion"}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)


class _Fence:
    """A stream of which no more than `left` bytes may be read until more are allowed.

    Headers are read into memory whole; this bounds them.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.left = _HEADERS

    def read(self, size: int) -> bytes:
        """Return the next bytes. Raises LoadError past what is allowed."""
        content = self._file.read(size)
        self.left -= len(content)
        if self.left < 0:
            raise LoadError("has a header of more than 1 MB; it is no real crawl")
        return content


def unpack(document: Document) -> Iterator[Document | IndexerError]:
    """Yield what was fetched with success: responses, resources and extracted text.

    The address, media type and charset are those of the record; when it was fetched is a claim,
    never a date of publication. Raises LoadError where the file breaks off.
    """
    with document.open() as file:
        fence = _Fence(file)
        records = _records(fence)
        for number in count(1):
            with reading("WARC"):
                record = next(records, None)
            if record is None:
                return
            found: Document | IndexerError | None
            try:
                found = _document(document, record, fence, number)
            except LoadError as error:
                found = LoadError(f"{document.label}: {_address(record) or number}: {error}")
            if found is not None:
                yield found
            _skip(record, fence)


def _records(fence: _Fence) -> Iterator["ArcWarcRecord"]:
    import logging

    from warcio.archiveiterator import ArchiveIterator

    logging.getLogger("warcio").setLevel(logging.CRITICAL)  # it reports each oddity it mends

    class Quiet(ArchiveIterator):  # type: ignore[misc]
        """Says nothing on stderr of itself; what broke off is seen by its length."""

        INC_RECORD = ""

    return iter(Quiet(fence))


def _document(
    document: Document, record: "ArcWarcRecord", fence: _Fence, number: int
) -> Document | None:
    url = _address(record)
    if record.rec_type not in _READ or not _is_page(url) or not _succeeded(record):
        return None
    headers = record.http_headers or record.rec_headers
    stated = headers.get_header("Content-Type") or ""
    media_type = stated.split(";")[0].strip().lower() or None
    charset = _CHARSET.search(stated)
    content = _decoded(_body(record, fence), record)
    fetched = record.rec_headers.get_header("WARC-Date") or ""
    changed = record.http_headers.get_header("Last-Modified") if record.http_headers else None
    claims = (("fetched", fetched, "WARC-Date"), ("modified", changed, "HTTP Last-Modified"))
    return document.inside(
        PurePosixPath(unquote(urlsplit(url).path)).name,
        partial(io.BytesIO, content),
        source=f"{document.source}!/{url}",
        label=f"{document.label}: {url}",
        url=url,
        media_type=media_type,
        charset=charset.group(1) if charset else None,
        claims=tuple(Claim(*each) for each in claims if each[1]),
    )


def _address(record: "ArcWarcRecord") -> str:
    return " ".join((record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ").split())


def _is_page(url: str) -> bool:
    return url.startswith(("http://", "https://"))  # crawlers also keep their logs as resources


def _succeeded(record: "ArcWarcRecord") -> bool:
    if record.http_headers is None:
        return bool(record.rec_type != "response")
    return bool(record.http_headers.get_statuscode() == "200")


def _body(record: "ArcWarcRecord", fence: _Fence) -> bytes:
    """Return the body as it came, without its chunks. Raises LoadError when it breaks off."""
    from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader

    stream = record.raw_stream
    headers = record.http_headers
    if headers and (headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        stream = ChunkedDataReader(stream)
    content = bytearray()
    while True:
        fence.left = _HEADERS
        try:
            chunk = stream.read(_CHUNK)
        except ChunkedDataException as error:
            raise LoadError(f"is chunked wrongly ({error}); crawl it again") from error
        if not chunk:
            break
        content += chunk
        _require_size(len(content))
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise LoadError("breaks off; copy or crawl it again")
    return bytes(content)


def _skip(record: "ArcWarcRecord", fence: _Fence) -> None:
    while True:
        fence.left = _HEADERS
        with reading("WARC"):
            if not record.raw_stream.read(_CHUNK):
                return


def _decoded(content: bytes, record: "ArcWarcRecord") -> bytes:
    headers = record.http_headers
    stated = (headers.get_header("Content-Encoding") or "") if headers else ""
    for encoding in reversed([name.strip().lower() for name in stated.split(",")]):
        if encoding in ("gzip", "x-gzip", "deflate"):
            content = _inflated(content, encoding)
        elif encoding == "br":
            content = _unbrotlied(content)
        elif encoding not in ("", "identity"):
            raise LoadError(f"is compressed with {encoding[:40]!r}, which cannot be read")
    return content


def _inflated(content: bytes, encoding: str) -> bytes:
    if encoding.endswith("gzip") and content[:2] != b"\x1f\x8b":
        return content  # crawlers keep the header and store the body unpacked
    raw = encoding == "deflate" and content[:1] != b"\x78"
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
    try:
        text = unpacker.decompress(content, MAX_BYTES + 1)
    except zlib.error as error:
        raise LoadError(f"has a damaged body ({error}); crawl it again") from error
    _require_size(len(text))
    if not unpacker.eof:
        raise LoadError("breaks off; copy or crawl it again")
    return text


def _unbrotlied(content: bytes) -> bytes:
    import brotli

    unpacker: Any = brotli.Decompressor()
    text = bytearray()
    try:
        piece = unpacker.process(content, output_buffer_limit=_CHUNK)
        while piece or not unpacker.can_accept_more_data():
            text += piece
            _require_size(len(text))
            piece = unpacker.process(b"", output_buffer_limit=_CHUNK)
    except brotli.error as error:
        raise LoadError(f"has a damaged body ({error}); crawl it again") from error
    if not unpacker.is_finished():
        raise LoadError("breaks off; copy or crawl it again")
    return bytes(text)


def _require_size(size: int) -> None:
    if size > MAX_BYTES:
        raise LoadError(f"is larger than {MAX_BYTES / 1e6:,.0f} MB; not read")

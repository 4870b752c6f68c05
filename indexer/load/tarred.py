"""tar archives, read as a stream: many documents, none of them written to disk."""

import re
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, Any, Self, cast

from indexer.errors import LoadError
from indexer.load.budget import Budget, damage
from indexer.load.document import Document
from indexer.load.member import MAX_MEMBER, copied, refusal

SIGNATURE = re.compile(rb".{257}ustar", re.DOTALL)
_HEADERS = 1_000_000  # extended headers are read into memory whole


class _Fence:
    """A stream that may be read up to `limit`, which moves on from member to member."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._position = 0
        self._ended = False
        self.limit = _HEADERS

    def read(self, size: int) -> bytes:
        content = self._file.read(size)
        if not content and self._ended:  # tarfile would go on to the end that a header states
            raise tarfile.ReadError("unexpected end of data")
        self._ended = not content
        self._position += len(content)
        if self._position > self.limit:
            raise LoadError("has a header of more than 1 MB; it is no real archive")
        return content


class _Member(tarfile.TarInfo):
    """A header; tarfile takes a damaged one for the end of the archive."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(str(error)) from error


def unpack(document: Document) -> Iterator[Document]:
    """Yield the files of a tar archive, in its order, each to be read before the next.

    Links, devices and files named to lead out of the archive raise when opened.
    Raises LoadError for what is no tar archive, and where it breaks off.
    """
    with document.open() as file:
        budget = document.budget or Budget.of(file)
        fence = _Fence(file)
        with damage("tar"):
            archive = tarfile.open(fileobj=cast(Any, fence), mode="r|", tarinfo=_Member)  # noqa: SIM115
        seen: set[str] = set()
        while member := _next(archive, fence):
            if not member.isdir():
                with ExitStack() as opened:
                    yield _document(document, archive, member, budget, seen, opened)


def _next(archive: tarfile.TarFile, fence: _Fence) -> tarfile.TarInfo | None:
    with damage("tar"):
        member = archive.next()
    archive.members = []  # type: ignore[attr-defined]  # it would keep them all
    fence.limit = archive.offset + _HEADERS
    return member


def _document(
    document: Document,
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    budget: Budget,
    seen: set[str],
    opened: ExitStack,
) -> Document:
    error = refusal(member.name, seen) or _refusal(member)
    if error:
        return document.refused(member.name, error)
    copies: list[IO[bytes]] = []

    @contextmanager
    def open_copy() -> Iterator[IO[bytes]]:
        if not copies:  # a stream gives each member once
            file = archive.extractfile(member)
            assert file is not None
            with damage("tar"):
                copies.append(opened.enter_context(copied(file)))
        copies[0].seek(0)
        yield copies[0]

    return document.inside(member.name, open_copy, budget=budget)


def _refusal(member: tarfile.TarInfo) -> LoadError | None:
    if member.issym() or member.islnk():
        return LoadError("is a link; put the file itself into the archive")
    if not member.isreg() or member.issparse():
        return LoadError("is no regular file; not read")
    if member.size > MAX_MEMBER:
        return LoadError(f"is larger than {MAX_MEMBER / 1e9:.0f} GB; unpack it by hand")
    return None

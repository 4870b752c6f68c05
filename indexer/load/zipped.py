"""ZIP archives: many documents, none of them written to disk."""

import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from indexer.errors import LoadError
from indexer.load.budget import Budget, counted, damage
from indexer.load.document import Document, Open
from indexer.load.member import refusal, seekable

SIGNATURE = re.compile(rb"PK\x03\x04|PK\x05\x06")
MAX_MEMBERS = 500_000
_ENCRYPTED = 0x1


def unpack(document: Document) -> Iterator[Document]:
    """Yield the files of a ZIP archive, in its order.

    Members that are encrypted, links, or named to lead out of the archive raise when opened.
    Raises LoadError for what is no ZIP archive.
    """
    with document.open() as packed, seekable(packed, document.depth) as file:
        budget = document.budget or Budget.of(file)
        with damage("ZIP"):
            archive = zipfile.ZipFile(file)
        with archive:
            yield from _members(document, archive, budget)


def _members(document: Document, archive: zipfile.ZipFile, budget: Budget) -> Iterator[Document]:
    if len(archive.filelist) > MAX_MEMBERS:
        raise LoadError(f"holds more than {MAX_MEMBERS:,} files; split it")
    seen: set[str] = set()
    for member in archive.infolist():
        if member.is_dir():
            continue
        error = refusal(member.filename, seen) or _refusal(member)
        if error:
            yield document.refused(member.filename, error)
        else:
            yield document.inside(member.filename, _opener(archive, member, budget), budget=budget)


def _refusal(member: zipfile.ZipInfo) -> LoadError | None:
    if stat.S_ISLNK(member.external_attr >> 16):
        return LoadError("is a link; put the file itself into the archive")
    if member.flag_bits & _ENCRYPTED:
        return LoadError("is encrypted; unpack it with its password")
    return None


def _opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> Open:
    @contextmanager
    def opened() -> Iterator[IO[bytes]]:
        with damage("ZIP"):
            file = archive.open(member)
        with file:
            yield counted(file, budget, "ZIP")

    return opened

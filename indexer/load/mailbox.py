"""mbox: many mails in one file, each begun by a line `From sender date`."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import IO

from indexer.errors import LoadError
from indexer.load.document import Document
from indexer.load.mail import MAX_BYTES

_BEGIN = re.compile(rb"From \S.{0,200}\d\d:\d\d.{0,60}\d{4}")
SIGNATURE = _BEGIN
_QUOTED = re.compile(rb">+From ")


def unpack(document: Document) -> Iterator[Document | LoadError]:
    """Yield each mail of an mbox file, one at a time. Raises LoadError where it holds none."""
    with document.open() as file:
        number = 0
        for number, content in enumerate(_messages(file), start=1):
            label = f"{document.label}: mail {number}"
            if content is None:
                yield LoadError(f"{label}: is larger than {MAX_BYTES / 1e6:.0f} MB; take it out")
                continue
            name = f"{hashlib.sha256(content).hexdigest()[:16]}.eml"
            mail = document.inside(name, partial(io.BytesIO, content))
            yield replace(mail, label=label)
        if not number:
            raise LoadError("holds no line that begins a mail (`From sender date`)")


def _messages(file: IO[bytes]) -> Iterator[bytes | None]:
    """Yield the bytes of each mail; None for one that is too large."""
    message: bytearray | None = None
    large, blank = False, True
    while line := file.readline(MAX_BYTES):
        if blank and _BEGIN.match(line):
            if message is not None:
                yield None if large else bytes(message)
            message, large = bytearray(), False
        elif message is not None and not large:
            message += line[1:] if _QUOTED.match(line) else line
            if len(message) > MAX_BYTES:
                large, message = True, bytearray()
        blank = not line.strip()
    if message is not None:
        yield None if large else bytes(message)

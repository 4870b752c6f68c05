"""gzip: one document, compressed."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, cast

from indexer.load.document import Document


def unpack(document: Document) -> Iterator[Document]:
    """Yield the one document inside; to its readers it is the file itself."""

    @contextmanager
    def unpacked() -> Iterator[IO[bytes]]:
        with document.open() as packed, gzip.open(packed, "rb") as file:
            yield cast(IO[bytes], file)

    name = document.name[:-3] if document.name.lower().endswith(".gz") else document.name
    yield replace(document, name=name, media_type=None, depth=document.depth + 1, open=unpacked)

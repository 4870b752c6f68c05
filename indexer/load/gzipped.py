"""gzip: one document, compressed."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, cast

from indexer.load.budget import Budget, counted
from indexer.load.document import Document

SIGNATURE = re.compile(rb"\x1f\x8b\x08")


def unpack(document: Document) -> Iterator[Document]:
    """Yield the one document inside; to its readers it is the file itself."""

    budget = document.budget or _budget(document)

    @contextmanager
    def unpacked() -> Iterator[IO[bytes]]:
        with document.open() as packed, gzip.open(packed, "rb") as file:
            yield counted(cast(IO[bytes], file), budget, "gzip")

    yield replace(
        document,
        name=name_inside(document.name),
        media_type=None,
        depth=document.depth + 1,
        open=unpacked,
        budget=budget,
    )


def name_inside(name: str) -> str:
    """Return the name of what a gzip file called `name` holds."""
    if name.lower().endswith(".tgz"):
        return f"{name[:-4]}.tar"
    return name[:-3] if name.lower().endswith(".gz") else name


def _budget(document: Document) -> Budget:
    with document.open() as packed:
        return Budget.of(packed)

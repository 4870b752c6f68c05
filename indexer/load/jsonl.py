"""JSON lines: one article a line."""

import hashlib
import json
from collections.abc import Iterator
from typing import IO

from indexer.article import Article, make_article
from indexer.errors import ArticleError, IndexerError, LoadError
from indexer.load.document import Document

MAX_LINE = 40_000_000
MAX_BLANK = 1_000_000


def load(document: Document) -> Iterator[Article | IndexerError]:
    """Yield an article for each line, and an error, with file and line, for each bad one.

    Raises LoadError for a file without a line that holds something.
    """
    with document.open() as file:
        blank, nothing = 0, True
        for number, line in enumerate(_lines(file), start=1):
            if line.strip():
                blank, nothing = 0, False
                yield _parse(line, document.source, f"{document.label}: line {number}")
            elif (blank := blank + 1) > MAX_BLANK:
                raise LoadError(f"holds {MAX_BLANK:,} empty lines in a row; it is no JSON lines")
        if nothing:
            raise LoadError("is empty; nothing to index")


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE):
        yield line
        while len(line) == MAX_LINE and not line.endswith(b"\n"):  # too long: the rest is no line
            line = file.readline(MAX_LINE)


def _parse(line: bytes, source: str, where: str) -> Article | IndexerError:
    try:
        fields = json.loads(line.decode("utf-8-sig").strip())
        if not isinstance(fields, dict):
            raise ArticleError("is not a JSON object; write one article a line")
        key = f"{source}#{hashlib.sha256(line).hexdigest()}"
        return make_article(fields, source, key, origin="JSON")
    except UnicodeDecodeError:
        return ArticleError(f"{where}: is not valid UTF-8; convert the file")
    except (ValueError, RecursionError) as error:  # ValueError also for an endless number
        if line.lstrip()[:1] in (b"[", b"]") or line.rstrip().endswith(b"},"):
            return ArticleError(f"{where}: is part of a JSON array; write one article a line")
        return ArticleError(f"{where}: is not valid JSON ({_reason(error)}); mend or drop the line")
    except ArticleError as error:
        return ArticleError(f"{where}: {error}")


def _reason(error: Exception) -> str:
    """Return what is wrong and where in the line; the library counts lines of its own."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, character {error.pos + 1}"
    return str(error)

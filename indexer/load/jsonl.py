"""JSON lines, plain or gzipped: one article a line."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path

from indexer.article import Article, make_article
from indexer.errors import ArticleError, IndexerError, LoadError
from indexer.load.text import source_of

MAX_LINE = 40_000_000


def load(path: Path) -> Iterator[Article | IndexerError]:
    """Yield an article for each line, and an error, with file and line, for each bad one."""
    source = source_of(path)
    with _open(path) as file:
        lines = enumerate(_lines(file), start=1)
        while True:
            try:
                number, line = next(lines)
            except StopIteration:
                return
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                yield LoadError(f"{path}: damaged gzip file ({error}); fetch it again")
                return
            if line.strip():
                yield _parse(line, source, f"{path}: line {number}")


def count_lines(path: Path) -> int:
    """Return the number of lines of the file."""
    with _open(path) as file:
        return sum(1 for line in _lines(file) if line.strip())


def _open(path: Path) -> BufferedIOBase:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rb")
    return path.open("rb")


def _lines(file: BufferedIOBase) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE):
        yield line
        while len(line) == MAX_LINE and not line.endswith(b"\n"):  # too long: the rest is no line
            line = file.readline(MAX_LINE)


def _parse(line: bytes, source: str, where: str) -> Article | IndexerError:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
        if not isinstance(fields, dict):
            raise ArticleError("is not a JSON object; write one article a line")
        key = f"{source}#{hashlib.sha256(line).hexdigest()}"
        return make_article(fields, source, key)
    except UnicodeDecodeError:
        return ArticleError(f"{where}: is not valid UTF-8; convert the file")
    except (ValueError, RecursionError) as error:  # ValueError also for an endless number
        return ArticleError(f"{where}: is not valid JSON ({error}); mend or drop the line")
    except ArticleError as error:
        return ArticleError(f"{where}: {error}")

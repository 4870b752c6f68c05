"""CSV: one article a row, under a header that names the columns."""

import csv
import hashlib
import io
from collections.abc import Iterator
from typing import IO, cast

from indexer.article import MAX_TEXT, Article
from indexer.errors import ArticleError, IndexerError, LoadError
from indexer.load.arrival import arrive
from indexer.load.document import Document
from indexer.load.text import encoding_of, not_in

MAX_LINE = 2 * MAX_TEXT
_DELIMITERS = ",;\t|"
_SHOWN = 300
# What archives call the fields of an article, first choice first.
COLUMNS = {
    "id": ("id", "article_id", "articleid", "guid", "uuid"),
    "url": ("url", "link", "permalink", "canonical_url", "article_url", "web_url"),
    "title": ("title", "headline", "heading"),
    "publisher": ("publisher", "publication", "source", "source_name", "outlet", "newspaper",
                  "site_name"),
    "authors": ("authors", "author", "byline", "creator"),
    "published": ("published", "published_at", "publish_date", "date_published", "pub_date",
                  "pubdate", "publication_date", "publishedat", "date", "datetime"),
    "modified": ("modified", "modified_at", "date_modified", "updated", "updated_at",
                 "last_modified"),
    "section": ("section", "category", "desk", "rubric"),
    "language": ("language", "lang"),
    "text": ("text", "body", "content", "article", "article_text", "full_text", "fulltext",
             "maintext", "body_text", "story"),
}  # fmt: skip


def load(document: Document) -> Iterator[Article | IndexerError]:
    """Yield an article for each row, and an error, with its line, for each bad one.

    The delimiter is the one of `,;|` and tab that makes most of the header. Raises LoadError when
    no column holds the text, and where the encoding fails.
    """
    with document.open() as file:
        lines, encoding = _Lines(file, document.charset), ""
        encoding = lines.encoding
        try:
            yield from _rows(document, lines)
        except UnicodeError as error:
            raise not_in(encoding, f"line {lines.number + 1} or later") from error


class _Lines:
    """The lines of a file as csv takes them; none longer than MAX_LINE characters."""

    def __init__(self, file: IO[bytes], stated: str | None) -> None:
        buffered = cast(io.BufferedReader, file)
        if not hasattr(buffered, "peek"):
            buffered = io.BufferedReader(cast(io.RawIOBase, file))
        self.encoding = encoding_of(buffered.peek(3)[:3], stated)
        try:
            self._file = io.TextIOWrapper(buffered, self.encoding, newline="")
        except LookupError as error:
            raise LoadError(
                f"is said to be in {self.encoding!r}, which is no known encoding"
            ) from error
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) < MAX_LINE:
            return line
        while line and not line.endswith("\n"):
            line = self._file.readline(MAX_LINE)
        raise csv.Error(f"a line has more than {MAX_LINE:,} characters")


def _rows(document: Document, lines: _Lines) -> Iterator[Article | IndexerError]:
    csv.field_size_limit(MAX_LINE)  # the library knows but one limit, for the whole process
    delimiter, header = _header(lines)
    columns = _columns(header)
    if unread := _unread(header, columns):
        document.note(f"{document.label}: {unread}")
    # Strict, because a stray quotation mark would else swallow the rows that follow.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    nothing = True
    while True:
        first = lines.number + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            nothing = False
            yield _bad(
                document, first, f"cannot be read as CSV ({error}); check its quotation marks"
            )
            continue
        if any(cell.strip() for cell in row):
            nothing = False
            yield _article(document, row, header, columns, first)
    if nothing:
        raise LoadError("has no rows below its header; nothing to index")


def _header(lines: _Lines) -> tuple[str, list[str]]:
    for line in lines:
        if line.strip().lower().startswith("sep="):  # for Excel
            continue
        if line.strip():
            break
    else:
        raise LoadError("is empty; nothing to index")
    names = {mark: _cells(line, mark) for mark in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda mark: (len(_columns(names[mark])), len(names[mark])))
    if "text" not in _columns(names[delimiter]):
        found = ", ".join(names[delimiter])[:200]
        raise LoadError(
            f"has no column for the text of its articles in its first line ({found}); "
            "name one `text`, `body` or `content`"
        )
    return delimiter, names[delimiter]


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:
        return []


def _columns(header: list[str]) -> dict[str, int]:
    names = [name.lower().replace(" ", "_").replace("-", "_") for name in header]
    found = {}
    for field, known in COLUMNS.items():
        position = next((names.index(name) for name in known if name in names), None)
        if position is not None:
            found[field] = position
    return found


def _unread(header: list[str], columns: dict[str, int]) -> str:
    """Return a line on the columns that are not read, and as what the others are; or nothing."""
    unread = [name or "one without a name" for place, name in enumerate(header)
              if place not in columns.values()]  # fmt: skip
    if not unread:
        return ""
    read = (f"{header[place]} as {field}" if header[place].lower() != field else field
            for field, place in columns.items())  # fmt: skip
    return f"columns not read: {', '.join(unread)[:_SHOWN]}; read: {', '.join(read)[:_SHOWN]}"


def _article(
    document: Document, row: list[str], header: list[str], columns: dict[str, int], line: int
) -> Article | IndexerError:
    if len(row) != len(header):
        return _bad(
            document, line,
            f"has {len(row)} fields where the header has {len(header)}; "
            "put fields that hold the delimiter in quotation marks",
        )  # fmt: skip
    fields: dict[str, object] = {field: row[place].strip() for field, place in columns.items()}
    if "\x00" in "".join(row):
        return _bad(document, line, "holds NUL bytes; mend the row")
    authors = str(fields.get("authors") or "")
    if ";" in authors:  # commas stand inside names as often as between them
        fields["authors"] = [name.strip() for name in authors.split(";")]
    digest = hashlib.sha256("\x1f".join(row).encode("utf-8", "surrogatepass")).hexdigest()
    try:
        return arrive(document, fields, "CSV", key=f"{document.source}#{digest}")
    except ArticleError as error:
        return _bad(document, line, str(error))


def _bad(document: Document, line: int, reason: str) -> ArticleError:
    return ArticleError(f"{document.label}: line {line}: {reason}")

"""Plain text: one file, one article, nothing known but its words."""

from collections.abc import Iterator

from indexer.article import MAX_TEXT, Article
from indexer.errors import LoadError
from indexer.load.arrival import arrive
from indexer.load.document import Document
from indexer.load.lines import unwrap

MAX_BYTES = 4 * MAX_TEXT


def load(document: Document) -> Iterator[Article]:
    """Yield the one article of a text file; lines broken at a fixed width are joined again.

    Raises ArticleError or LoadError.
    """
    yield arrive(document, {"text": unwrap(read(document))}, "text")


def read(document: Document) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or as its server said.

    Raises LoadError for other encodings: guessing would put wrong characters into quotes.
    """
    content = document.read(MAX_BYTES)
    encoding = encoding_of(content, document.charset)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise not_in(encoding, f"byte {error.start}") from error
    except LookupError as error:
        raise LoadError(f"is said to be in {encoding!r}, which is no known encoding") from error
    if "\x00" in text:
        raise LoadError("holds NUL bytes, so it is not text; index the text of it instead")
    return text


def encoding_of(head: bytes, stated: str | None) -> str:
    """Return the encoding of content that begins with `head`: its mark counts before `stated`."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if head[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    return stated or "utf-8-sig"


def not_in(encoding: str, where: str) -> LoadError:
    """Return the error for content that is not in `encoding`."""
    return LoadError(
        f"is not valid {encoding.removesuffix('-sig').upper()} ({where}); "
        "convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
    )

"""Plain text: one file, one article, nothing known but its words."""

from collections.abc import Iterator

from indexer.article import Article, make_article
from indexer.errors import LoadError
from indexer.load.document import Document


def load(document: Document) -> Iterator[Article]:
    """Yield the one article of a text file. Raises ArticleError or LoadError."""
    fields = {"url": document.url, **document.fields, "text": read(document)}
    yield make_article(fields, document.source, document.source)


def read(document: Document) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or as its server said.

    Raises LoadError for other encodings: guessing would put wrong characters into quotes.
    """
    content = document.read()
    if content.startswith(b"%PDF"):
        raise LoadError("is a PDF whatever its name says; name it so")
    encoding = document.charset or "utf-8-sig"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoadError(
            f"is not valid {encoding.removesuffix('-sig').upper()} (byte {error.start}); "
            "convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
        ) from error
    except LookupError as error:
        raise LoadError(f"is said to be in {encoding!r}, which is no known encoding") from error
    if "\x00" in text:
        raise LoadError("holds NUL bytes, so it is not text; index the text of it instead")
    return text

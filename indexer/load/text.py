"""Plain text: one file, one article, nothing known but its words."""

from collections.abc import Iterator
from pathlib import Path

from indexer.article import Article, make_article
from indexer.errors import ArticleError, IndexerError, LoadError


def load(path: Path) -> Iterator[Article | IndexerError]:
    """Yield the one article of a text file."""
    try:
        yield make_article({"text": read(path)}, source_of(path), source_of(path))
    except (ArticleError, LoadError) as error:
        yield type(error)(f"{path}: {error}")


def read(path: Path) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with its mark.

    Raises LoadError for other encodings: guessing would put wrong characters into quotes.
    """
    content = path.read_bytes()
    if content.startswith(b"%PDF"):
        raise LoadError("is a PDF whatever its name says; index the text of it instead")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoadError(
            f"is not valid {encoding.removesuffix('-sig').upper()} (byte {error.start}); "
            "convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
        ) from error
    if "\x00" in text:
        raise LoadError("holds NUL bytes, so it is not text; index the text of it instead")
    return text


def source_of(path: Path) -> str:
    """Return where an article was read from, the same from every working folder."""
    return path.resolve().as_uri()

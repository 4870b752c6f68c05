"""Loaders: documents to articles. One format a file behind one protocol."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from indexer.errors import IndexerError, LoadError
from indexer.load import (
    docx,
    feed,
    gzipped,
    html,
    jsonl,
    mail,
    mailbox,
    markdown,
    newsml,
    nitf,
    pdf,
    sitemap,
    tables,
    tarred,
    text,
    warc,
    xml,
    zipped,
)
from indexer.load.document import Document
from indexer.load.format import Arrival, Container, Format, Loader

__all__ = ["FORMATS", "Arrival", "Container", "Format", "Loader", "endings", "format_of",
           "is_hidden", "is_wanted", "kind_of", "load", "recognise"]  # fmt: skip

MAX_DEPTH = 8
MAX_BAD_ITEMS = 1_000
MAX_BAD_PARTS = 100_000
_HEAD = 8_192
_NOT_ARTICLES = {"readme.md", "license.txt", "changelog.md", "robots.txt"}

XML = Format((".xml",), ("text/xml", "application/xml"), signature=xml.SIGNATURE)
GZIP = Format((".gz", ".tgz"), ("application/gzip", "application/x-gzip"), unpack=gzipped.unpack,
              signature=gzipped.SIGNATURE)  # fmt: skip
ZIP = Format((".zip",), ("application/zip", "application/x-zip-compressed"), unpack=zipped.unpack,
             signature=zipped.SIGNATURE)  # fmt: skip
DOCX = Format((".docx",), (docx.MEDIA_TYPE,), load=docx.load, signature=zipped.SIGNATURE)
# Where two share a signature, the first reads what has neither's name.
FORMATS = (
    Format((".txt", ".text"), ("text/plain",), load=text.load),
    Format((".md", ".markdown"), ("text/markdown",), load=markdown.load),
    Format((".jsonl", ".ndjson"), ("application/jsonl", "application/x-ndjson"),
           load=jsonl.load),
    Format((".csv", ".tsv"), ("text/csv", "text/tab-separated-values"),
           load=tables.load),
    Format((".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), load=html.load,
           signature=html.SIGNATURE, roots=html.ROOTS),
    Format((".pdf",), ("application/pdf", "application/x-pdf"), load=pdf.load,
           signature=pdf.SIGNATURE),
    ZIP,
    DOCX,
    Format((".tar",), ("application/x-tar",), unpack=tarred.unpack,
           signature=tarred.SIGNATURE),
    Format((".eml",), ("message/rfc822",), unpack=mail.unpack),
    Format((".mbox",), ("application/mbox",), unpack=mailbox.unpack,
           signature=mailbox.SIGNATURE),
    Format((".warc",), ("application/warc",), unpack=warc.unpack,
           signature=warc.SIGNATURE),
    Format((), newsml.MEDIA_TYPES, load=newsml.load, roots=newsml.ROOTS),
    Format((".nitf",), ("application/nitf+xml",), load=nitf.load, roots=("nitf",)),
    Format((".rss", ".atom"), feed.MEDIA_TYPES, load=feed.load, roots=feed.ROOTS),
    Format((), load=sitemap.load, roots=("urlset", "sitemapindex")),
    GZIP,
    XML,
)  # fmt: skip


def endings() -> list[str]:
    """Return the endings of names that can be read."""
    return [ending for each in FORMATS for ending in each.endings]


def is_hidden(name: str) -> bool:
    """Return whether a file, by its name alone, is none to index unless it is asked for."""
    return name.startswith(".") or name.lower() in _NOT_ARTICLES


def format_of(document: Document) -> Format | None:
    """Return how to read `document`, or None: its media type counts first, then its name."""
    if document.media_type:
        for each in FORMATS:
            if document.media_type in each.media_types:
                return each
    found = _by_ending(document.name)
    if found is GZIP and _by_ending(gzipped.name_inside(document.name)) is None:
        return None  # who knows what is in it
    return found


def is_wanted(document: Document) -> bool:
    """Return whether a document that nobody named is one to read: XML of other trades is not."""
    found = format_of(document)
    if found is not XML:
        return found is not None
    try:
        return recognise(document) is not XML or not xml.root_name(document)
    except (IndexerError, OSError):
        return True  # reading it says what is wrong


def recognise(document: Document) -> Format | None:
    """Return how to read `document`, or None: what it begins with overrules type and name.

    Raises IndexerError and OSError where it cannot be opened.
    """
    named = format_of(document)
    with document.open() as file:
        head = file.read(_HEAD)
    if named and named.begins(head) and named not in (XML, ZIP):
        return named
    seen = next((each for each in FORMATS if each.begins(head)), None)
    if seen is ZIP and docx.is_one(head):
        return DOCX
    if XML in (seen, named):
        return _by_root(document) or (named if named is not XML else None) or XML
    return seen or named


def load(document: Document, passed_over: Counter[str] | None = None) -> Iterator[Arrival]:
    """Yield the articles of one document; what cannot be read yields an error that names it.

    What lies in it and is in no format that can be read is counted in `passed_over`, by ending.
    """
    try:
        yield from _read(document, Counter() if passed_over is None else passed_over)
    except IndexerError as error:
        yield type(error)(f"{document.label}: {error}")
    except OSError as error:
        yield LoadError(
            f"{document.label}: cannot be read ({error}); check the file and its permissions"
        )


def kind_of(document: Document) -> str:
    """Return what a document that cannot be read is counted under."""
    ending = PurePosixPath(document.name).suffix.lower()
    return document.media_type or (ending if 1 < len(ending) <= 12 else "without an ending")


def _read(document: Document, passed_over: Counter[str]) -> Iterator[Arrival]:
    found = recognise(document)
    if found is None:
        raise LoadError(f"unknown format; these can be read: {', '.join(endings())}")
    if found is XML:
        root = xml.root_name(document)
        if not root:
            raise LoadError("is empty, or XML that breaks off before it begins; fetch it again")
        raise LoadError(f"is XML with the root element {root[:60]!r}, which no loader reads")
    if found.load:
        yield from _patiently(found.load(document), MAX_BAD_ITEMS)
    elif document.depth >= MAX_DEPTH:
        raise LoadError(f"lies {document.depth} archives deep; unpack it by hand")
    elif found.unpack:
        parts = _read_parts(found, found.unpack(document), passed_over)
        yield from _patiently(parts, MAX_BAD_PARTS)


def _read_parts(
    container: Format, parts: Iterable[Document | IndexerError], passed_over: Counter[str]
) -> Iterator[Arrival]:
    empty = True
    for part in parts:
        if isinstance(part, IndexerError):
            yield part
        elif is_hidden(part.name):
            continue
        elif not (is_wanted(part) or (container is GZIP and recognise(part))):
            passed_over[kind_of(part)] += 1
            continue
        else:
            yield from load(part, passed_over)
        empty = False
    if empty:
        raise LoadError("holds nothing in a format that can be read")


def _patiently(arrivals: Iterable[Arrival], most: int) -> Iterator[Arrival]:
    """Yield `arrivals`; raise LoadError after `most` failures in a row.

    A file of another kind can hold a hundred million lines that are no articles.
    """
    failed = 0
    for arrival in arrivals:
        yield arrival
        failed = failed + 1 if isinstance(arrival, IndexerError) else 0
        if failed >= most:
            raise LoadError(f"gave {most:,} failures in a row; the rest of it is not read")


def _by_ending(name: str) -> Format | None:
    name = name.lower()
    return next((each for each in FORMATS if each.endings and name.endswith(each.endings)), None)


def _by_root(document: Document) -> Format | None:
    root = xml.root_name(document)
    return next((each for each in FORMATS if root in each.roots), None)

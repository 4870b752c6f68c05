"""DOCX: paragraphs and tables of a Word file, and its properties as claims."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from indexer.article import Article, Claim
from indexer.errors import LoadError
from indexer.load.arrival import arrive
from indexer.load.budget import damage
from indexer.load.damaged import reading
from indexer.load.document import Document

if TYPE_CHECKING:
    from docx.opc.coreprops import CoreProperties
    from lxml.etree import _Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_UNPACKED = 500_000_000
MAX_PART = 100_000_000
MAX_XML = 20_000_000
MAX_PARAGRAPHS = 100_000
MAX_TAGS = 1_000_000
"""The parser takes some 140 bytes for an element, and more for a paragraph as a library sees it."""
_PARAGRAPH = re.compile(rb"<w:p[\s/>]")
_FIRST_PARTS = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/)", re.DOTALL)
_OLD = b"\xd0\xcf\x11\xe0"
_START = 256
_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte order marks, and UTF-16 with its zeros
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", _COMPATIBLE}
_TITLES = {"Title", "Heading1"}
_TEMPLATE = datetime(2013, 12, 23, 23, 15)  # python-docx leaves it in every file that it makes


def is_one(head: bytes) -> bool:
    """Return whether a ZIP archive that begins with `head` is a Word file."""
    return _FIRST_PARTS.match(head) is not None and b"word/" in head


def load(document: Document) -> Iterator[Article]:
    """Yield the one article of a Word file; deleted words of tracked changes are left out.

    Macros, notes, heads and feet are not read. Raises LoadError for what is no DOCX.
    """
    content = document.read()
    _check(content)
    with reading("DOCX"):
        from docx import Document as open_docx

        word = open_docx(io.BytesIO(content))
        paragraphs = list(_paragraphs(word.element.body))
        properties = _properties(word.core_properties)
    title = properties.pop("title", "")
    if not title and paragraphs and paragraphs[0][0] in _TITLES:
        title = paragraphs.pop(0)[1]
    fields = {
        "title": title,
        "authors": properties.pop("authors", ""),
        "language": properties.pop("language", ""),
        "text": "\n\n".join(text for _, text in paragraphs),
    }
    claims = tuple(Claim(name, value[:1000], "DOCX properties")
                   for name, value in properties.items())  # fmt: skip
    weak = {"published": properties.get("published")}
    yield arrive(document, fields, "DOCX properties", weak=weak, claims=claims)


def _check(content: bytes) -> None:
    if content.startswith(_OLD):
        raise LoadError(
            "is an old Word file or one with a password; save it as DOCX without a password"
        )
    with damage("DOCX"), zipfile.ZipFile(io.BytesIO(content)) as package:
        sizes = [part.file_size for part in package.infolist()]  # zipfile reads no further
    if sum(sizes) > MAX_UNPACKED or max(sizes, default=0) > MAX_PART:
        raise LoadError(f"unpacks to more than {MAX_UNPACKED / 1e6:.0f} MB; save its text alone")
    with damage("DOCX"), zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.infolist():
            _check_part(package, part)


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse XML that would take too much memory parsed. A part may bear any name."""
    with package.open(part) as file:
        if not file.read(_START).lstrip(_BLANK).startswith(b"<"):
            return
    if part.file_size > MAX_XML:
        raise LoadError(
            f"holds {part.file_size / 1e6:.0f} MB of XML, more than {MAX_XML / 1e6:.0f}; "
            "split it or save its text alone"
        )
    xml = package.read(part).replace(b"\0", b"")  # UTF-16 counts as well
    paragraphs = sum(1 for _ in _PARAGRAPH.finditer(xml))
    if paragraphs > MAX_PARAGRAPHS or xml.count(b"<") > MAX_TAGS:
        raise LoadError(
            f"has more than {MAX_PARAGRAPHS:,} paragraphs or {MAX_TAGS:,} tags, as no article "
            "does; split it or save its text alone"
        )


def _paragraphs(element: "_Element") -> Iterator[tuple[str, str]]:
    """Yield style and text of each paragraph; a row of a table is one."""
    for child in element:
        if child.tag == f"{_W}p":
            text = _words(child)
            if text:
                yield _style(child), text
        elif child.tag == f"{_W}tr":
            cells = [" ".join(text for _, text in _paragraphs(cell))
                     for cell in child.iter(f"{_W}tc")]  # fmt: skip
            if any(cells):
                yield "", " | ".join(cell for cell in cells if cell)
        elif child.tag not in _LEFT_OUT:
            yield from _paragraphs(child)


def _words(paragraph: "_Element") -> str:
    return " ".join("".join(_pieces(paragraph)).split())


def _pieces(element: "_Element") -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}p"):
            yield " "
            yield from _pieces(child)
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in _LEFT_OUT:
            yield from _pieces(child)


def _style(paragraph: "_Element") -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return str(style.get(f"{_W}val", "")) if style is not None else ""


def _properties(core: "CoreProperties") -> dict[str, str]:
    created = core.created
    if created is not None and created.replace(tzinfo=None) == _TEMPLATE:
        created = None
    stated: dict[str, Any] = {
        "title": core.title,
        "authors": "" if core.author == "python-docx" else core.author,
        "language": core.language,
        "subject": core.subject,
        "published": created.isoformat() if created else "",
        "modified": core.modified.isoformat() if core.modified and created else "",
    }
    return {name: " ".join(str(value).split()) for name, value in stated.items() if value}

"""XML, read without following what it names: no entities of its own, no DTD, no network."""

import re
from collections.abc import Iterator
from contextlib import suppress
from html.entities import html5
from typing import TYPE_CHECKING, Any

from indexer.errors import LoadError
from indexer.load.document import Document

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 50_000_000
SIGNATURE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s|\xff\xfe<\0\?\0x\0|\xfe\xff\0<\0\?\0x")
_HEAD = 65_536
_BLOCKS = {
    "address", "article", "aside", "block", "blockquote", "body", "body.content", "body.end",
    "body.head", "bq", "byline", "caption", "dateline", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "fn", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hedline", "hl1", "hl2", "hr", "html", "li", "main", "media", "media-caption",
    "media-producer", "nav", "nitf", "nitf-table", "note", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_CELLS = {"td", "th"}


def parse(document: Document) -> "_Element":
    """Return the root element of a document. Raises LoadError when it is no well-formed XML."""
    return parse_bytes(document.read(MAX_BYTES))


def parse_bytes(content: bytes) -> "_Element":
    """Return the root element of `content`; entities that HTML names become their characters.

    Raises LoadError when it is not well-formed, and when it declares entities: they can unpack
    to any size, and name files.
    """
    from lxml import etree

    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())[:160]
        raise LoadError(f"is not well-formed XML ({reason}); mend it or fetch it again") from error
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and next(subset.iterentities(), None) is not None:
        raise LoadError("declares entities of its own, which are not followed; expand them first")
    _resolve(root)
    return root


def root_name(document: Document) -> str:
    """Return the name of the root element, without its namespace; empty when there is none."""
    from lxml import etree

    with document.open() as file:
        head = file.read(_HEAD)
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    with suppress(etree.XMLSyntaxError):  # what came before counts
        parser.feed(head)
    with suppress(etree.XMLSyntaxError):
        for _, element in parser.read_events():
            return local(element)
    return ""


def local(element: "_Element") -> str:
    """Return an element's name without its namespace; empty for comments and the like."""
    tag: Any = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def children(element: "_Element | None", *path: str) -> Iterator["_Element"]:
    """Yield the elements that lie under `element` at `path`, in any namespace."""
    if element is None:
        return
    for child in element:
        if local(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from children(child, *path[1:])


def child(element: "_Element | None", *path: str) -> "_Element | None":
    """Return the first element under `element` at `path`, or None."""
    return next(children(element, *path), None)


def text_of(element: "_Element | None") -> str:
    """Return the words in an element on one line, spaces evened; empty where there is none."""
    return " ".join(paragraphs(element))


def paragraphs(element: "_Element | None", leave: frozenset[str] = frozenset()) -> list[str]:
    """Return the paragraphs that a reader sees in an element of NITF, XHTML and their like.

    Elements called as in `leave` are left out. A row of a table is one paragraph.
    """
    found: list[str] = []
    if element is not None:
        line: list[str] = []
        _collect(element, leave | {"script", "style", "head", "template"}, found, line)
        _flush(found, line)
    return found


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _resolve(root: "_Element") -> None:
    from lxml import etree

    for node in list(root.iter(etree.Entity)):
        character = html5.get(str(node.text)[1:])
        if character is None:
            raise LoadError(f"uses the entity {str(node.text)[:40]}, which nothing declares")
        parent, before = node.getparent(), node.getprevious()
        words = character + (node.tail or "")
        assert parent is not None
        if before is None:
            parent.text = (parent.text or "") + words
        else:
            before.tail = (before.tail or "") + words
        node.tail = None
        parent.remove(node)


def _collect(element: "_Element", leave: frozenset[str], found: list[str], line: list[str]) -> None:
    name = local(element)
    if not name or name in leave:
        return
    block = name in _BLOCKS
    if block:
        _flush(found, line)
    if name in {"br", *_CELLS}:
        line.append(" ")
    line.append(element.text or "")
    for inner in element:
        _collect(inner, leave, found, line)
        line.append(inner.tail or "")
    if block:
        _flush(found, line)


def _flush(found: list[str], line: list[str]) -> None:
    words = " ".join("".join(line).split())
    line.clear()
    if words:
        found.append(words)

"""A piece of HTML, as feeds carry it, as the plain text that a reader sees."""

import re
from typing import Any

_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol",
    "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"audio", "button", "canvas", "embed", "figcaption", "form", "iframe", "noscript",
           "object", "script", "select", "style", "svg", "template", "video"}  # fmt: skip
_MAX_DEPTH = 200


def plain_text(html: str) -> str:
    """Return the words of a fragment, a paragraph a block, blocks apart by an empty line."""
    from lxml import etree
    from lxml import html as parser

    if not html.strip():
        return ""
    try:
        root = parser.fragment_fromstring(html.replace("\0", ""), create_parent="div")
    except (etree.LxmlError, ValueError):
        return ""
    return plain_text_of(root)


def plain_text_of(root: Any) -> str:
    """Return the words of an element of a parsed page, as `plain_text` does."""
    pieces: list[str] = []
    _collect(root, pieces, 0)
    blocks = ("".join(pieces)).split("\n")
    return "\n\n".join(
        line for line in (re.sub(r"\s+", " ", each).strip() for each in blocks) if line
    )


def _collect(element: Any, pieces: list[str], depth: int) -> None:
    is_block = element.tag in _BLOCKS
    if isinstance(element.tag, str) and element.tag not in _UNSEEN and depth < _MAX_DEPTH:
        pieces.append("\n" if is_block else "")
        pieces.append(_inline(element.text))
        for child in element:
            _collect(child, pieces, depth + 1)
        pieces.append("\n" if is_block else "")
    if depth:
        pieces.append(_inline(element.tail))


def _inline(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")

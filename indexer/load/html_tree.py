"""A page's text to its tree of elements, within bounds of size, depth and time."""

import re
from typing import Any

from indexer.errors import LoadError

MAX_CHARACTERS = 20_000_000
MAX_ELEMENTS = 30_000
MAX_DEPTH = 500
_EMBEDDED = re.compile(r"data:[\w/+.-]{3,60};base64,[A-Za-z0-9+/=]{100,}")
# The parser compares each attribute of an element with all others.
_CROWDED = re.compile(
    r"<[a-zA-Z][^\s<>/\"']*+(?:[\s/]++[^\s=<>\"'/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++))?+){2000}"
)


def parse(text: str) -> Any:
    """Return the root element of a page; comments are gone. Raises LoadError."""
    from lxml import etree, html

    text = _EMBEDDED.sub("data:,", text)  # pictures saved with the page
    if len(text) > MAX_CHARACTERS:
        size = f"{len(text) / 1e6:,.0f} million characters"
        raise LoadError(f"is a page of {size}; at most {MAX_CHARACTERS // 1_000_000} are read")
    if _CROWDED.search(text):
        raise LoadError("has an element with thousands of attributes; no page is built like that")
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True,
        collect_ids=False, default_doctype=False,
    )  # fmt: skip
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise LoadError(f"cannot be parsed as HTML ({error}); save the page again") from error
    _check(tree)
    return tree


def _check(tree: Any) -> None:
    from lxml import etree

    depth = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > MAX_DEPTH:
            raise LoadError(f"has elements nested more than {MAX_DEPTH} deep; no article is")
        if elements > MAX_ELEMENTS:
            raise LoadError(f"has more than {MAX_ELEMENTS:,} elements; split it")

"""NITF, the News Industry Text Format of the IPTC: one article a file."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.article import Article, Claim
from indexer.errors import LoadError
from indexer.load.arrival import arrive, stated_date
from indexer.load.document import Document
from indexer.load.embargo import require_released, require_usable
from indexer.load.xml import child, children, local, paragraphs, parse, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_BY = re.compile(r"(?:by|von|par|por|door|av|af)[:\s]+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+and\s+|\s*[,;&]\s*", re.IGNORECASE)
_APART = frozenset({"media", "body.end", "tagline"})


def load(document: Document) -> Iterator[Article]:
    """Yield the article of a NITF file. Raises LoadError when its agency holds it back."""
    root = parse(document)
    data = child(root, "head", "docdata")
    name = _attribute(data, "doc-id", "id-string")
    require_usable(data.get("management-status", "") if data is not None else "", name or "it")
    release = _attribute(data, "date.release", "norm")
    require_released(stated_date(release))
    fields = {**_head_fields(root), **body_fields(root)}
    agency = _attribute(data, "doc-id", "regsrc") or ""
    key = f"nitf:{agency}:{name}" if name else None
    issue = _attribute(data, "date.issue", "norm")
    fields["published"] = stated_date(release) or stated_date(issue)
    stated = (
        ("published", release, "NITF date.release"),
        ("published", issue, "NITF date.issue"),
        ("dateline", dateline_of(root), "NITF dateline"),
    )
    claims = tuple(Claim(field, value, origin) for field, value, origin in stated if value)
    yield arrive(document, fields, "NITF", claims=claims, key=key)


def body_fields(root: "_Element") -> dict[str, object]:
    """Return title, authors and text of a `nitf` element, also of one inside NewsML-G2.

    Captions of pictures follow the text. Raises LoadError when it has no body.
    """
    body = child(root, "body")
    if body is None:
        raise LoadError("has no body; nothing to index")
    head = child(body, "body.head")
    text = [line for part in children(body, "body.content") for line in paragraphs(part, _APART)]
    captions = [
        line for media in body.iter() if local(media) == "media" for line in _caption(media)
    ]
    return {
        "title": text_of(child(head, "hedline", "hl1")) or text_of(child(root, "head", "title")),
        "authors": authors_of(child(head, "byline")),
        "text": "\n\n".join([*text, *captions]),
    }


def dateline_of(root: "_Element") -> str:
    """Return where the story was filed, as its head says; many texts begin with it too."""
    found = child(root, "body", "body.head", "dateline")
    return " ".join(paragraphs(found, frozenset({"story.date"})))


def authors_of(byline: "_Element | None") -> list[str]:
    """Return the names in a byline: those that are marked as persons, else its words."""
    if byline is None:
        return []
    persons = [text_of(person) for person in byline.iter() if local(person) == "person"]
    return [name for name in persons if name] or names_in(
        " ".join(paragraphs(byline, frozenset({"byttl"})))
    )


def names_in(byline: str) -> list[str]:
    """Return the names in a byline such as "By Ada Marsh and Tom Reed"."""
    by = _BY.match(byline)
    return [name for name in _BETWEEN.split(byline[by.end() :] if by else byline) if name]


def _head_fields(root: "_Element") -> dict[str, object]:
    head = child(root, "head")
    data = child(head, "docdata")
    return {
        "publisher": _attribute(head, "pubdata", "name")
        or _attribute(data, "doc.copyright", "holder")
        or text_of(child(root, "body", "body.head", "distributor")),
        "section": _attribute(head, "pubdata", "position.section"),
        "url": _attribute(head, "pubdata", "ex-ref"),
        "language": root.get("{http://www.w3.org/XML/1998/namespace}lang"),
    }


def _attribute(element: "_Element | None", name: str, attribute: str) -> str | None:
    for found in children(element, name):
        value = found.get(attribute)
        if value and value.strip():
            return str(value).strip()
    return None


def _caption(media: "_Element") -> list[str]:
    return [line for caption in children(media, "media-caption") for line in paragraphs(caption)]

"""NewsML-G2, the agencies' XML of the IPTC: news items, alone or in a message."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.article import Article, Claim
from indexer.errors import IndexerError, LoadError
from indexer.load import nitf
from indexer.load.arrival import arrive, stated_date
from indexer.load.document import Document
from indexer.load.embargo import require_released, require_usable
from indexer.load.xml import child, children, local, paragraphs, parse, parse_bytes, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOTS = ("newsMessage", "newsItem", "packageItem")
MEDIA_TYPES = ("application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml",
               "application/vnd.iptc.g2.packageitem+xml")  # fmt: skip
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_APART = frozenset({"header", "footer", "nav", "figure", "audio", "video"})


def load(document: Document) -> Iterator[Article | IndexerError]:
    """Yield an article for each news item with text, older versions first.

    Items that are canceled, withheld or under embargo yield an error that says so; pictures and
    packages have no text of their own and are passed over. Raises LoadError when nothing has any.
    """
    root = parse(document)
    items = [root] if local(root) == "newsItem" else list(_items(root))
    nothing = True
    for item in sorted(items, key=_version):
        try:
            article = _article(document, root, item)
        except IndexerError as error:
            yield type(error)(f"{document.label}: {item.get('guid') or 'an item'} {error}")
            nothing = False
            continue
        if article is not None:
            yield article
            nothing = False
    if nothing:
        kind = _code(child(items[0], "itemMeta", "itemClass")) if items else local(root)
        raise LoadError(f"holds no text of its own ({kind or 'no items'}); nothing to index")


def _items(root: "_Element") -> Iterator["_Element"]:
    return (item for item in root.iter() if local(item) == "newsItem")


def _version(item: "_Element") -> int:
    version = item.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _article(document: Document, root: "_Element", item: "_Element") -> Article | None:
    meta, content = child(item, "itemMeta"), child(item, "contentMeta")
    guid = item.get("guid")
    require_usable(_code(child(meta, "pubStatus")), guid or "it")
    require_released(stated_date(text_of(child(meta, "embargoed"))))
    inside = _content_fields(item)
    if not inside.get("text"):
        return None
    dates = _dates(meta, content)
    stated = {
        "id": guid,
        "title": text_of(child(content, "headline")),
        "authors": _authors(content),
        "publisher": _publisher(root, item),
        "published": dates.get("contentCreated") or dates.get("firstCreated")
        or dates.get("versionCreated"),
        "modified": dates.get("contentModified") or dates.get("versionCreated"),
        "language": _language(item, content),
        "url": _url(meta),
    }  # fmt: skip
    if stated["modified"] == stated["published"]:
        del stated["modified"]
    fields = {**inside, **{name: value for name, value in stated.items() if value}}
    return arrive(document, fields, "NewsML-G2", claims=_claims(item, meta, content), key=guid)


def _dates(meta: "_Element | None", content: "_Element | None") -> dict[str, str | None]:
    stated = {name: text_of(child(meta, name)) for name in ("firstCreated", "versionCreated")}
    stated |= {name: text_of(child(content, name))
               for name in ("contentCreated", "contentModified")}  # fmt: skip
    return {name: stated_date(value) for name, value in stated.items()}


def _claims(
    item: "_Element", meta: "_Element | None", content: "_Element | None"
) -> tuple[Claim, ...]:
    stated = (
        ("version", item.get("version"), "NewsML-G2 version"),
        ("published", text_of(child(meta, "firstCreated")), "NewsML-G2 firstCreated"),
        ("published", text_of(child(content, "contentCreated")), "NewsML-G2 contentCreated"),
        ("modified", text_of(child(meta, "versionCreated")), "NewsML-G2 versionCreated"),
        ("note", text_of(child(meta, "edNote")), "NewsML-G2 edNote"),
        ("authors", text_of(child(content, "by")), "NewsML-G2 by"),
        ("dateline", text_of(child(content, "dateline")), "NewsML-G2 dateline"),
    )
    return tuple(Claim(field, value, origin) for field, value, origin in stated if value)


def _authors(content: "_Element | None") -> list[str]:
    """Return the byline's names; creators are often the agency's accounts, so they come second."""
    byline = text_of(child(content, "by"))
    return nitf.names_in(byline) or [
        name
        for creator in children(content, "creator")
        if (name := text_of(child(creator, "name")))
    ]


def _publisher(root: "_Element", item: "_Element") -> str | None:
    stated = (child(item, "itemMeta", "provider"), child(item, "rightsInfo", "copyrightHolder"),
              child(item, "contentMeta", "infoSource"))  # fmt: skip
    named = (text_of(child(each, "name")) for each in stated if each is not None)
    given = (each.get("literal") or _code(each) for each in stated if each is not None)
    return next((name for name in (*named, *given) if name), None) or text_of(
        child(root, "header", "sender")
    )


def _language(item: "_Element", content: "_Element | None") -> str:
    language = child(content, "language")
    stated = language.get("tag") if language is not None else None
    return str(stated or item.get(_XML_LANG, ""))


def _url(meta: "_Element | None") -> str | None:
    for link in children(meta, "link"):
        if link.get("rel", "").rsplit(":", 1)[-1] == "canonical":
            return str(link.get("href", ""))
    return None


def _code(element: "_Element | None") -> str:
    """Return the last part of a code such as `stat:usable` or of its address."""
    if element is None:
        return ""
    return (
        (element.get("qcode") or element.get("uri") or "").rstrip("/").split(":")[-1].split("/")[-1]
    )


def _content_fields(item: "_Element") -> dict[str, object]:
    """Return what the best of an item's renditions says: marked-up text before plain text."""
    contents = child(item, "contentSet")
    for inline in children(contents, "inlineXML"):
        for inner in inline:
            fields = _marked_up(inner)
            if fields.get("text"):
                return fields
    for inline in children(contents, "inlineData"):
        text = _plain(inline)
        if text:
            return {"text": text}
    return {}


def _marked_up(root: "_Element") -> dict[str, object]:
    if local(root) == "nitf":
        return nitf.body_fields(root)
    return {"text": "\n\n".join(paragraphs(root, _APART))}


def _plain(inline: "_Element") -> str:
    """Return text that stands in an item as such; agencies put bare paragraph tags into it."""
    text = "".join(str(piece) for piece in inline.itertext())
    if "<p" in text and text.lstrip().startswith("<"):
        try:
            return "\n\n".join(paragraphs(parse_bytes(f"<div>{text}</div>".encode())))
        except LoadError:
            return text
    return text

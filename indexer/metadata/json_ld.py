"""JSON-LD: what a page says of its article for search engines (schema.org, JSON-LD 1.1).

Publishers write it in every shape: one object, an array, a `@graph`, references by `@id`, names
as strings or objects, JSON that is no JSON. Other articles on the page are described too.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from indexer.article import Claim

Node = dict[str, Any]

_TYPES = (
    "LiveBlogPosting", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle",
    "BackgroundNewsArticle", "OpinionNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle",
    "SatiricalArticle", "AdvertiserContentArticle", "Article", "Report", "ScholarlyArticle",
    "TechArticle", "BlogPosting", "SocialMediaPosting", "DiscussionForumPosting",
)  # fmt: skip
_PAGES = ("WebPage", "ItemPage", "MediaObject", "VideoObject")
_MAX_SCRIPT = 5_000_000
_MAX_NODES = 5_000
_MAX_DEPTH = 20
_WRAPPINGS = (("<!--", "-->"), ("<![CDATA[", "]]>"))
_TRAILING = re.compile(r",(\s*[}\]])")
_SALVAGED = ("headline", "datePublished", "dateModified", "articleSection")
_FIELDS = {
    "headline": "title", "name": "title", "datePublished": "published",
    "dateModified": "modified", "articleSection": "section", "inLanguage": "language",
}  # fmt: skip


def read_nodes(tree: Any) -> list[Node]:
    """Return every object that the page's JSON-LD describes by itself, references resolved.

    Parts of lists of other articles are not among them.
    """
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            nodes.extend(_objects(_parse(script.text_content())))
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    for node in nodes:
        for name in ("author", "creator", "publisher"):
            node[name] = _resolved(node.get(name), known)
    return nodes[:_MAX_NODES]


def main_article(nodes: list[Node], urls: tuple[str, ...], titles: tuple[str, ...]) -> Node | None:
    """Return the node of the article that the page is about, or None.

    That which names the page's address or has its title; of equals, a news type, then the first.
    """
    paths = {_path(url) for url in urls}
    wanted = {_plain(title) for title in titles}

    def rank(node: Node) -> tuple[bool, bool, bool, int]:
        return (
            not any(_path(each) in paths for each in _addresses(node)),
            _plain(text_of(node.get("headline")) or "") not in wanted,
            not (node.get("headline") or node.get("datePublished")),
            _TYPES.index(type_of(node)),
        )

    articles = [node for node in nodes if type_of(node) in _TYPES]
    return min(articles, key=rank, default=None)


def read_claims(nodes: list[Node], main: Node | None) -> Iterator[Claim]:
    """Yield what the main article's node claims, and then the node of its page."""
    described = [main] if main else []
    described += [node for node in nodes if type_of(node) in _PAGES and node is not main][:1]
    described += [node for node in nodes if "salvaged" in node][:1]
    for node in described:
        origin = "JSON-LD" if "salvaged" in node else f"JSON-LD {type_of(node)}"
        for name, field in _FIELDS.items():
            if name == "name" and (node.get("headline") or node is not main):
                continue
            value = text_of(node.get(name))
            if value:
                yield Claim(field, value, origin)
        for name in _names(node.get("author") or node.get("creator")):
            yield Claim("authors", name, origin)
        if node is main:
            yield from (Claim("url", url, origin) for url in _addresses(node) if "://" in url)
        yield from (Claim("publisher", each, origin) for each in _names(node.get("publisher"))[:1])


def type_of(node: Node) -> str:
    """Return the name of the first known type of `node`, else of its first, without prefix."""
    stated = node.get("@type")
    types = stated if isinstance(stated, list) else [stated]
    names = [re.split(r"[/#:]", each)[-1] for each in types if isinstance(each, str)]
    known = (name for name in names if name in _TYPES or name in _PAGES)
    return next(known, names[0] if names else "")


def text_of(value: object, depth: int = 0) -> str | None:
    """Return the text of a JSON-LD value: a string, an object's name, or the first of a list.

    What lies deeper than any page means is not looked for.
    """
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, list):
        return next((text for each in value if (text := text_of(each, depth + 1))), None)
    if isinstance(value, dict):
        named = value.get("@value") or value.get("name") or value.get("alternateName")
        return text_of(named, depth + 1)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return (value.strip() or None) if isinstance(value, str) else None


def _parse(script: str) -> object:
    if len(script) > _MAX_SCRIPT:
        return None
    bare = _unwrapped(script)
    for attempt in (bare, _TRAILING.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except RecursionError:
            return None
        except ValueError:
            continue
    return _salvage(bare)


def _unwrapped(script: str) -> str:
    """Return `script` without the comment or CDATA marks that old pages put around it."""
    bare = script.strip()
    for opening, closing in _WRAPPINGS:
        inner = bare.removeprefix("//").removeprefix("/*").lstrip()
        if inner.startswith(opening):
            bare = inner.removeprefix(opening).lstrip().removeprefix("*/").lstrip()
        inner = bare.removesuffix(";").rstrip().removesuffix("*/").rstrip()
        if inner.endswith(closing):
            bare = inner.removesuffix(closing).rstrip()
            bare = bare.removesuffix("//").removesuffix("/*").rstrip()
    return bare.rstrip(";")


def _salvage(script: str) -> Node | None:
    """Return the few plain values that can be read from JSON that is broken elsewhere."""
    found: Node = {}
    for name in _SALVAGED:
        match = re.search(rf'"{name}"\s*:\s*("(?:[^"\\\n]|\\.){{1,300}}")', script)
        if match:
            try:
                found[name] = json.loads(match.group(1))
            except ValueError:
                continue
    return {"salvaged": True, **found} if found else None


def _objects(parsed: object) -> Iterator[Node]:
    waiting = [parsed]
    seen = 0
    while waiting and seen < _MAX_NODES:
        value = waiting.pop(0)
        seen += 1
        if isinstance(value, list):
            waiting[:0] = value
        elif isinstance(value, dict):
            yield value
            waiting[:0] = [
                value[name]
                for name in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(value.get(name), (dict, list))
            ]


def _resolved(value: object, known: dict[str, Node], depth: int = 0) -> object:
    if isinstance(value, list):
        deeper = depth + 1
        return [_resolved(each, known, deeper) for each in value] if depth < _MAX_DEPTH else None
    if isinstance(value, dict) and "name" not in value:
        return known.get(str(value.get("@id")), value)
    return value


def _names(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [name for each in values if (name := text_of(each))]


def _addresses(node: Node) -> list[str]:
    about = node.get("mainEntityOfPage")
    stated = [about.get("@id") or about.get("url")] if isinstance(about, dict) else [about]
    stated += [node.get("url"), node.get("@id")]
    return [each for each in stated if isinstance(each, str) and each.strip()]


def _path(url: str) -> str:
    try:
        return urlsplit(url.strip()).path.rstrip("/").lower() or "/no path"
    except ValueError:
        return "/no path"


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.lower())) or "(none)"

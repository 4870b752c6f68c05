"""What the page's own markup says: microdata, times, bylines, links, its title and address."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from indexer.article import Claim

_ARTICLE = re.compile(r"schema\.org/(?:\w*Article|BlogPosting|LiveBlogPosting|Report)\b")
_ITEMPROPS = {
    "headline": "title", "datepublished": "published", "datemodified": "modified",
    "author": "authors", "creator": "authors", "articlesection": "section",
    "inlanguage": "language", "publisher": "publisher",
}  # fmt: skip
_PUBLISHED = re.compile(
    r"publi(?:sh|c)|posted|entry-date|post-date|dateline|byline|pub-?date", re.I
)
_MODIFIED = re.compile(r"updated|modified|revised|last-", re.I)
_ASIDE = re.compile(r"related|recommend|comment|sidebar|widget|trending|popular|more-|promo", re.I)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author(?:[_-]?name)?|article-author)(?:$|[\s_-])", re.I
)
_MAX_NAME = 200


def read_claims(tree: Any, url: str | None) -> Iterator[Claim]:
    """Yield what the markup of the page claims."""
    yield from _microdata(tree)
    yield from _times(tree)
    yield from _bylines(tree)
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield Claim("url", _absolute(url, link.get("href")), "rel=canonical")
    for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"):
        if tree.tag == "html" and tree.get(name):
            yield Claim("language", tree.get(name), "html lang")
            break
    headings = [each for each in tree.iter("h1") if not _in_aside(each) and _text(each)]
    if len(headings) == 1:
        yield Claim("title", _text(headings[0]), "h1")
    title = next(tree.iter("title"), None)
    if title is not None and _text(title):
        yield Claim("title", _text(title), "title element")


def _microdata(tree: Any) -> Iterator[Claim]:
    scopes = (each for each in tree.iter() if _ARTICLE.search(_attribute(each, "itemtype")))
    article = next(scopes, None)
    if article is None:
        return
    for element in article.iter():
        names = _attribute(element, "itemprop").lower().split()
        if not names or _scope(element) is not article:
            continue
        for name in names:
            value = _item(element) if name in _ITEMPROPS else ""
            if value:
                yield Claim(_ITEMPROPS[name], value, f"itemprop {name}")


def _item(element: Any) -> str:
    if element.get("itemscope") is not None:
        names = (e for e in element.iter() if _attribute(e, "itemprop").lower() == "name")
        named = next(names, None)
        return _item(named) if named is not None and named is not element else ""
    value = element.get("content") or element.get("datetime") or _text(element)
    return str(value).strip()[:1_000]


def _scope(element: Any) -> Any:
    for parent in element.iterancestors():
        if parent.get("itemscope") is not None:
            return parent
    return None


def _times(tree: Any) -> Iterator[Claim]:
    """Yield the times that stand where a reader looks for them, not those of other stories."""
    first = True
    for element in tree.iter("time"):
        stated = element.get("datetime") or _text(element)
        if not stated or _in_aside(element):
            continue
        names = " ".join(map(_names, (element, element.getparent())))
        if _MODIFIED.search(names) and not _PUBLISHED.search(_names(element)):
            yield Claim("modified", stated[:100], "time")
        elif element.get("pubdate") is not None or _PUBLISHED.search(names):
            yield Claim("published", stated[:100], "time")
        elif first and any(each.tag in ("article", "main") for each in element.iterancestors()):
            yield Claim("published", stated[:100], "first time")
        first = False


def _bylines(tree: Any) -> Iterator[Claim]:
    for element in tree.iter("a", "link"):
        if "author" in (element.get("rel") or "").lower().split() and not _in_aside(element):
            name = _text(element) or (element.get("title") or "")
            if name and len(name) < _MAX_NAME:
                yield Claim("authors", name, "rel=author")
    for element in tree.iter("span", "div", "p", "a", "address", "li"):
        if _BYLINE.search(_names(element)) and not _in_aside(element):
            name = _text(element)
            if _looks_like_names(name):
                yield Claim("authors", name, "byline")
                return


def _looks_like_names(text: str) -> bool:
    """Return whether `text` says "By ...", or is a few words that each begin with a capital."""
    words = text.split()
    stated = re.match(r"(?i)(?:written )?by\b", text) is not None
    capital = all(word[0].isupper() or word in ("and", "und", "de", "van", "von") for word in words)
    return 3 < len(text) < _MAX_NAME and (stated or (2 <= len(words) <= 4 and capital))


def _in_aside(element: Any) -> bool:
    return any(
        each.tag in ("aside", "nav", "footer") or _ASIDE.search(_names(each))
        for each in (element, *element.iterancestors())
        if each.tag not in ("body", "html")
    )


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _attribute(element: Any, name: str) -> str:
    return (element.get(name) or "") if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _absolute(base: str | None, address: str) -> str:
    try:
        return urljoin(base or "", address.strip())
    except ValueError:
        return address

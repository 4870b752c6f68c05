"""The feeds that a page names of its site, as browsers and readers find them."""

from typing import Any
from urllib.parse import urljoin

from indexer.errors import LoadError
from indexer.load.charset import decode_page
from indexer.load.html_tree import parse

_TYPES = ("application/rss+xml", "application/atom+xml")


def feeds_named(content: bytes, charset: str | None, address: str) -> list[str]:
    """Return the addresses of the feeds that the page at `address` names; none of what is no page.

    See the autodiscovery of feeds: https://www.rssboard.org/rss-autodiscovery.
    """
    if b"alternate" not in content:
        return []
    try:
        return feeds_in(parse(decode_page(content, charset)), address)
    except LoadError:
        return []


def feeds_in(tree: Any, address: str | None) -> list[str]:
    """Return the addresses of the feeds that a parsed page names, each once, in its order."""
    found = []
    for link in tree.iter("link"):
        kind = (link.get("type") or "").strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _TYPES:
            found.append(_absolute(address, link.get("href") or ""))
    return list(dict.fromkeys(each for each in found if each.startswith(("http://", "https://"))))


def _absolute(base: str | None, address: str) -> str:
    try:
        return urljoin(base or "", address.strip())
    except ValueError:
        return ""

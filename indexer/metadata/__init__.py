"""Metadata that a page states of its article, and where each value was read from."""

import re
from typing import Any
from urllib.parse import urlsplit

from indexer.article import Claim
from indexer.metadata import json_ld, markup, meta_tags
from indexer.metadata.address import host_of
from indexer.metadata.json_ld import Node
from indexer.metadata.settle import ORDER, settle

__all__ = ["ORDER", "Node", "main_node", "read_claims", "settle"]

_DATED_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=[/-])")
_MAX_CLAIM = 500
_MAX_CLAIMS = 200


def main_node(tree: Any, url: str | None) -> tuple[Node | None, list[Node]]:
    """Return what JSON-LD says of the page's article, and all that it says."""
    nodes = json_ld.read_nodes(tree)
    tags = [*meta_tags.read_claims(tree), *markup.read_claims(tree, url)]
    urls = (*(claim.value for claim in tags if claim.field == "url"), *([url] if url else []))
    titles = tuple(claim.value for claim in tags if claim.field == "title")
    return json_ld.main_article(nodes, urls, titles), nodes


def read_claims(tree: Any, url: str | None, main: Node | None, nodes: list[Node]) -> list[Claim]:
    """Return all that the page itself says of its article, in no particular order."""
    claims = [
        *json_ld.read_claims(nodes, main),
        *meta_tags.read_claims(tree),
        *markup.read_claims(tree, url),
        *_from_address(url),
    ]
    shortened = (Claim(c.field, c.value[:_MAX_CLAIM], c.origin) for c in claims)
    return list(dict.fromkeys(shortened))[:_MAX_CLAIMS]


def _from_address(url: str | None) -> list[Claim]:
    host = host_of(url)
    if not url or not host:
        return []
    claims = [Claim("publisher", host, "host")]
    dated = _DATED_PATH.search(urlsplit(url).path)
    if dated:
        claims.append(Claim("published", "-".join(dated.groups()), "address"))
    return claims

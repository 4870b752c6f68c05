"""Settling: of all that a source claims of an article, what is believed."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from html import unescape

from indexer.article import Claim, Facts
from indexer.metadata.address import host_of, usable_address
from indexer.metadata.dates import is_before, usable_date
from indexer.metadata.meta_tags import TAGS
from indexer.metadata.names import names_in, outlet_in, without_outlet

CONTAINER = "*"
# Origins, the most trusted first. `JSON-LD` stands for every type's; `*` for what a container
# (a feed's entry, a sitemap, an archive) knows.
ORDER: dict[str, tuple[str, ...]] = {
    "title": ("JSON-LD", *TAGS["title"], "itemprop headline", "h1", CONTAINER, "title element"),
    "publisher": ("og:site_name", "JSON-LD", "itemprop publisher",
                  *TAGS["publisher"][1:], CONTAINER, "host"),
    "authors": ("JSON-LD", "itemprop author", "itemprop creator", *TAGS["authors"],
                "rel=author", CONTAINER, "byline"),
    "published": ("JSON-LD", *TAGS["published"][:3], "itemprop datepublished",
                  *TAGS["published"][3:], CONTAINER, "time", "first time", "address", "htmldate"),
    "modified": ("JSON-LD", *TAGS["modified"][:3], "itemprop datemodified",
                 *TAGS["modified"][3:], "time", CONTAINER),
    "section": ("JSON-LD", "itemprop articlesection", *TAGS["section"], CONTAINER),
    "language": ("JSON-LD", "itemprop inlanguage", "html lang", *TAGS["language"], CONTAINER),
    "url": ("rel=canonical", "og:url", "JSON-LD", "parsely-link", "twitter:url", CONTAINER),
}  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|\d{3}))?", re.IGNORECASE)


def settle(
    claims: Iterable[Claim], *, page: str | None = None, fetched: datetime | None = None
) -> Facts:
    """Return for each field the first usable claim in ORDER.

    `page` is the address that the article was read from, and `fetched` when: a date that is
    later, or earlier than newspapers, is not believed. Nor is a change before publication.
    """
    now = fetched or datetime.now(UTC)
    of = _by_field(claims)
    url = _first(of["url"], lambda stated: usable_address(stated, page)) or page
    publisher = _publisher(of["publisher"])
    published = _first(of["published"], lambda stated: usable_date(stated, now))
    modified = _first(of["modified"], lambda stated: usable_date(stated, now))
    host = host_of(url)
    return Facts(
        url=url,
        title=_first(of["title"], lambda stated: without_outlet(stated, publisher, host) or None),
        publisher=publisher,
        authors=_authors(of["authors"], publisher),
        published=published,
        modified=None if modified and published and is_before(modified, published) else modified,
        section=_first(of["section"], _section),
        language=_first(of["language"], _language),
    )


def _by_field(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {field: [] for field in ORDER}
    for claim in claims:
        if claim.field in found and claim.value.strip():
            found[claim.field].append(claim)
    for field, those in found.items():
        those.sort(key=lambda claim, order=ORDER[field]: _rank(claim.origin, order))  # type: ignore[misc]
    return found


def _rank(origin: str, order: Sequence[str]) -> int:
    name = "JSON-LD" if origin.startswith("JSON-LD") else origin
    return order.index(name) if name in order else order.index(CONTAINER)


def _first(claims: Iterable[Claim], usable: Callable[[str], str | None]) -> str | None:
    return next((value for claim in claims if (value := usable(claim.value))), None)


def _publisher(claims: Sequence[Claim]) -> str | None:
    names = [name for claim in claims if (name := outlet_in(claim.value))]
    # "example.com" is how a machine calls it; a name that follows is how readers do.
    spoken = (name for name in names if " " in name or "." not in name)
    return next(spoken, names[0] if names else None)


def _authors(claims: Sequence[Claim], publisher: str | None) -> tuple[str, ...]:
    """Return all names of the first origin that has any."""
    names: list[str] = []
    settled: str | None = None
    for claim in claims:
        if settled not in (None, claim.origin):
            break
        found = names_in(claim.value, publisher)
        settled = claim.origin if found else settled
        names += found
    return tuple(dict.fromkeys(names))


def _section(stated: str) -> str | None:
    name = " ".join(unescape(stated).split())
    return name if 1 < len(name) <= 60 and "://" not in name else None


def _language(stated: str) -> str | None:
    """Return a language tag as BCP 47 writes it: `en`, `pt-BR`, `zh-Hant`."""
    tag = stated.split(",")[0].strip()
    if not _LANGUAGE.fullmatch(tag):
        return None
    language, *parts = re.split("[-_]", tag)
    cased = [each.title() if len(each) == 4 else each.upper() for each in parts]
    return "-".join((language.lower(), *cased))

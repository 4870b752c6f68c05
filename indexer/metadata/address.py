"""The address of an article: what a page calls canonical, where that can be believed."""

import re
from urllib.parse import SplitResult, urlsplit

_HOME = re.compile(
    r"/?(?:(?:index|home|default)(?:\.\w{2,5})?/?|[a-z]{2}(?:[-_][a-z]{2})?/?)?", re.I
)
# What may follow the canonical path in the address of another view of the same article.
_VIEW = re.compile(
    r"(?:/(?:amp|amp\.html|print|printview|single-?page|full|all|page/\d+|\d{1,2}))?/?", re.I
)
# Other views of a site lie under these. Not all hosts of a domain are one site: on hosting
# services each belongs to somebody else, and lists of such services are never complete.
_VIEWS = re.compile(r"(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.)")


def usable_address(stated: str, page: str | None) -> str | None:
    """Return `stated` where it can be the address of the page at `page`, or None.

    Not believed: no web address, a home page or section front, another site's address. Where
    `page` is not known, as of a saved file, any article's address will do.
    """
    there = _split(stated)
    if there is None or "@" in there.netloc or is_home(stated):
        return None
    here = _split(page) if page else None
    if here is None:
        return _whole(there)
    if site_of(there.hostname or "") != site_of(here.hostname or ""):
        return None
    longer, shorter = here.path.rstrip("/"), there.path.rstrip("/")
    if longer.startswith(f"{shorter}/") and not _VIEW.fullmatch(longer[len(shorter) :]):
        return None  # the front of a section that the article lies in
    return _whole(there)


def is_home(url: str | None) -> bool:
    """Return whether `url` is the front page of a site or of one of its languages."""
    parts = _split(url) if url else None
    return parts is not None and not parts.query and _HOME.fullmatch(parts.path) is not None


def host_of(url: str | None) -> str | None:
    """Return the host of a web address without `www.`, or None."""
    parts = _split(url) if url else None
    return parts.hostname.removeprefix("www.") if parts and parts.hostname else None


def site_of(host: str) -> str:
    """Return `host` without what names only another view of the same site: `www.`, `amp.`."""
    host = host.lower().rstrip(".")
    view = _VIEWS.match(host)
    return host[view.end() :] if view else host


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname
    except ValueError:
        return None
    return parts if usable and not re.search(r"\s", url.strip()) else None


def _whole(parts: SplitResult) -> str:
    return parts._replace(fragment="", path=parts.path or "/").geturl()

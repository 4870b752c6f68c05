"""Addresses: told from paths, checked, and written in one way."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from indexer.web.errors import FetchError

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]{0,252})")
_LITERAL = re.compile(r"[0-9a-f:.]+")
_PORTS = {"http": 80, "https": 443}
# What mail and social campaigns append: it names the way to the page, never the page.
_CAMPAIGN = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|at_medium|at_campaign|at_link_\w+)")


def is_address(named: str) -> bool:
    """Tell whether what was named on the command line is an address and no path."""
    return _SCHEME.match(named) is not None


def web_address(text: str, base: str | None = None) -> str:
    """Return `text` as an absolute http(s) address, resolved against `base`, without its fragment.

    Raises FetchError for other schemes, for a user name or password, and for what is no address.
    """
    try:
        parts = urlsplit(urljoin(base or "", text.strip()))
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{text.strip()[:200]!r} is no address ({error}); correct it") from error
    if scheme not in _PORTS:
        raise FetchError(
            f"{_shown(text)} is no web address; only http and https addresses are fetched"
        )
    if "@" in parts.netloc:
        raise FetchError(
            f"the address of {host} holds a user name or password; leave it out, "
            "it would be stored with the articles"
        )
    where = _host(host or "", text)
    if port not in (None, _PORTS[scheme]):
        where += f":{port}"
    return urlunsplit((scheme, where, _quoted(parts.path) or "/", _quoted(parts.query), ""))


def without_campaign(address: str) -> str:
    """Return `address` without the parameters that count clicks, so that it names one page."""
    parts = urlsplit(address)
    if not _CAMPAIGN.search(parts.query):
        return address
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _CAMPAIGN.fullmatch(name)]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _host(host: str, text: str) -> str:
    import idna

    host = host.rstrip(".").lower()
    if ":" in host and _LITERAL.fullmatch(host):
        return f"[{host}]"
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise FetchError(f"{_shown(text)} has no valid host name ({error})") from error
    if not _HOST.fullmatch(host):
        raise FetchError(f"{_shown(text)} has no valid host name; correct it")
    return host


def _quoted(part: str) -> str:
    return quote(_UNSEEN.sub("", part), safe="/%:@!$&'()*+,;=~?[]")


def _shown(text: str) -> str:
    return repr(re.sub(r"//[^/@]*@", "//", text.strip())[:200])

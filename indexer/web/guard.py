"""Guard: which addresses may be connected to, decided after the name was resolved."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from indexer.web.errors import FetchError

Resolve = Callable[[str, int], list[str]]
"""Returns the numeric addresses of a host. Raises OSError."""

_RESOLVE_AGAIN = 300.0  # seconds
_NAT64 = IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")  # RFC 8215: whose network lies behind is unknown
_COMPATIBLE = IPv6Network("::/96")


def resolve(host: str, port: int) -> list[str]:
    """Return the numeric addresses of `host`, in the order the system prefers. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Guard:
    """Resolves names and lets only addresses of the public internet pass.

    Callers connect to what is returned and never resolve again, so that a name cannot answer
    with one address to the check and with another to the connection. With `allow_private`,
    addresses of the own machine and network pass as well, but never link-local ones: there a
    cloud keeps the credentials of its machines.
    """

    def __init__(self, *, allow_private: bool = False, resolve: Resolve = resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of `host`. Raises FetchError when even one of them is refused."""
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FetchError(
                f"the name {host} cannot be resolved ({reason}); check the address",
                transient=True,  # it may be our own network that is down
                retry_after=_RESOLVE_AGAIN,
            ) from error
        if not found:
            raise FetchError(f"the name {host} has no address; check it")
        for address in found:
            if reason := self._objection(address):
                remedy = "" if self._allow_private else ". --allow-private permits it"
                raise FetchError(
                    f"{host} leads to {address}, {reason}; refused, because a page could make us "
                    f"read from within your network{remedy}"
                )
        return found

    def _objection(self, address: str) -> str | None:
        try:
            parsed = ip_address(address)
        except ValueError:
            return "which is no address"
        embedded = _embedded(parsed) if isinstance(parsed, IPv6Address) else []
        if self._allow_private:
            if any(each.is_link_local for each in [parsed, *embedded]):
                return "where a cloud tells its machines their secrets"
            return "which no single machine has" if _is_nobodys(parsed) else None
        if all(_is_public(each) for each in [parsed, *embedded]):
            return None
        return "which is not on the public internet"


def _is_nobodys(address: IPv4Address | IPv6Address) -> bool:
    return address.is_multicast or address.is_unspecified or str(address) == "255.255.255.255"


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    refused = (
        address.is_private or address.is_loopback or address.is_link_local
        or address.is_multicast or address.is_unspecified
    )  # fmt: skip
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or address in _NAT64:
            return True  # what counts is the IPv4 address inside
        refused = refused or address.is_site_local or address in _LOCAL_NAT64
    return address.is_global and not address.is_reserved and not refused


def _embedded(address: IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address can be a way to."""
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]

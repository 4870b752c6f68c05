"""Guard: lets a request through, or tells why not, before a byte of its body is read."""

import hmac
import ipaddress
from typing import Any

from limits import parse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.keys import Key, KeyFile
from service.access.policy import may_use, scope_needed
from service.access.rates import Rates
from service.errors import KeysError
from service.pool import CALLER
from service.problems import OUTSIDER, Refused, respond
from service.settings import Settings

MOST_HEADERS = 100
MOST_HEADER_BYTES = 32_768
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="dateline"'}


class Guard:
    """Checks headers, host, key, origin and rate, and notes who asks (service.pool.CALLER)."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: KeyFile, log: Any) -> None:
        self._app = app
        self._settings = settings
        self._keys = keys
        self._log = log
        self._rates = Rates()
        self._key_rate = parse(settings.key_rate)
        self._address_rate = parse(settings.address_rate)
        self._hosts = _hosts(settings)
        secret = settings.admin_key
        self._admin_secret = secret.get_secret_value().encode() if secret else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            CALLER.set(self._admit(scope))
        except Refused as error:
            await respond(error, scope)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> str:
        """Return who asks: a key's id or an address. Raises Refused."""
        headers = Headers(scope=scope)
        _require_few(scope["headers"])
        self._require_host(headers.get("host", ""))
        need = scope_needed(scope["method"], scope["path"])
        address = _address(scope)
        scope["state"][OUTSIDER] = self._settings.keys_required
        if need is None:
            return address
        key = self._key_of(headers)
        if key is None:
            self._count_address(address)
            if need == "admin" or self._settings.keys_required:
                self._refuse_unknown(need, "authorization" in headers)
            return address
        if not may_use(key, need, scope["path"]):
            raise Refused(403, "key-scope", f"The key may not do this; it takes the scope {need}.")
        if key.is_publishable:
            _require_origin(key, headers, scope)
            self._count_address(address)
        scope["state"][OUTSIDER] &= key.is_publishable
        self._rates.count(f"key:{key.id}", parse(key.rate) if key.rate else self._key_rate)
        scope["state"]["key"] = key.id
        return key.id

    def _key_of(self, headers: Headers) -> Key | None:
        """Return the key that a request brings; None for none, and for one that is not ours."""
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        secret = secret.strip()
        if scheme.lower() != "bearer" or not secret:
            return None
        given = secret.encode("utf-8", "replace")
        if self._admin_secret and hmac.compare_digest(given, self._admin_secret):
            return Key("admin", "DATELINE_ADMIN_KEY", ("ask", "admin"), "", "")
        try:
            return self._keys.find(secret)
        except KeysError as error:
            raise self._unreadable(error) from error

    def _refuse_unknown(self, need: str, has_key: bool) -> None:
        try:
            unset = need == "admin" and not self._admin_secret and not self._keys.has_admin()
        except KeysError as error:
            raise self._unreadable(error) from error
        if unset:
            raise Refused(
                403,
                "admin-key-unset",
                "There is no admin key; make one with `dateline keys add NAME --scope admin`, or "
                "set DATELINE_ADMIN_KEY and start the service again.",
            )
        what = "is not known here, or was revoked" if has_key else "is missing"
        raise Refused(
            401,
            "key-wrong" if has_key else "key-missing",
            f"The key {what}; send `Authorization: Bearer KEY`.",
            _CHALLENGE,
        )

    def _require_host(self, host: str) -> None:
        """Refuse names that are not ours: a page elsewhere may have pointed its own at us."""
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if self._hosts and name.lower() not in self._hosts:
            raise Refused(
                421,
                "host-unknown",
                "The service does not answer to this host name; list it in DATELINE_ALLOWED_HOSTS.",
            )

    def _count_address(self, address: str) -> None:
        if not _is_local(address):
            self._rates.count(f"address:{address}", self._address_rate)

    def _unreadable(self, error: KeysError) -> Refused:
        self._log.error("keys", reason=str(error))
        detail = "The keys cannot be read; the reason is in the service's log."
        return Refused(503, "keys-unreadable", detail, {"Retry-After": "30"})


def _hosts(settings: Settings) -> frozenset[str]:
    """Return the names that the service answers to; none for all."""
    listed = frozenset(name.lower() for name in settings.allowed_hosts)
    if listed or settings.keys_required or not settings.is_loopback:
        return listed
    return _LOOPBACK_NAMES


def _require_few(headers: list[tuple[bytes, bytes]]) -> None:
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise Refused(
            431, "headers-too-large",
            f"The request has more than {MOST_HEADERS} headers or {MOST_HEADER_BYTES:,} bytes of "
            "them; leave some out.",
        )  # fmt: skip


def _require_origin(key: Key, headers: Headers, scope: Scope) -> None:
    origin = headers.get("origin")
    if origin is None and headers.get("sec-fetch-site") == "same-origin":
        # A page of our own: browsers leave the origin out where they only read.
        origin = f"{scope['scheme']}://{headers.get('host', '')}"
    if origin not in key.origins:
        raise Refused(403, "key-origin", "The key is bound to pages of other origins.")


def _address(scope: Scope) -> str:
    """Return the caller's address, of IPv6 the network that one household has."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        if mapped is None and not address.is_loopback:
            return str(ipaddress.ip_network((address, 64), strict=False).network_address)
        address = mapped or address
    return str(address)


def _is_local(address: str) -> bool:
    """Tell whether a caller is on this machine; one by a socket file has no address at all.

    What a proxy puts in place of an address, such as "unknown", is somebody else.
    """
    try:
        return not address or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

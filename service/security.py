"""Security: the admin key, the largest body, and the headers of everything that we serve."""

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import Refused, respond
from service.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # The page's own address can hold a question.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_bearer = HTTPBearer(auto_error=False, description="The admin key (DATELINE_ADMIN_KEY).")


def require_admin(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Let only the holder of the admin key pass; without a configured key, nobody."""
    settings: Settings = request.app.state.settings
    if settings.admin_key is None:
        raise Refused(
            403,
            "admin-key-unset",
            "No admin key is configured; set DATELINE_ADMIN_KEY and start the service again.",
        )
    given = credentials.credentials.encode() if credentials else b""
    if not hmac.compare_digest(given, settings.admin_key.get_secret_value().encode()):
        raise Refused(
            401,
            "admin-key-wrong",
            "The admin key is missing or wrong; send `Authorization: Bearer KEY`.",
            {"WWW-Authenticate": 'Bearer realm="dateline"'},
        )


class SecurityHeaders:
    """Sets the security headers; what a route set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses bodies over a size with 413, as announced or as they arrive."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > self._max_bytes:
            await respond(self._too_large(), scope)(scope, receive, send)
            return
        arrived = 0

        async def receive_counting() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > self._max_bytes:
                raise self._too_large()
            return message

        await self._app(scope, receive_counting, send)

    def _too_large(self) -> Refused:
        return Refused(
            413,
            "body-too-large",
            f"The body is larger than {self._max_bytes:,} bytes; send it in parts.",
        )

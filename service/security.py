"""Security: the headers of everything that we serve, and what a body may weigh and take."""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import Refused, respond

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
        # The policy of Lit, for the widget's own templates: nothing else can reach it.
        "trusted-types lit-html",
    )
)
_PASSED_OVER = 16 * 2**20
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
    """Refuses bodies over a size with 413, as announced or as they arrive, and slow ones with 408.

    A socket that is left open for a body costs little, and many of them a lot.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "")
        ends = asyncio.get_running_loop().time() + self._seconds
        if announced.isdecimal() and int(announced) > self._max_bytes:
            if "expect" not in headers:  # who expects to be told sends nothing before
                await _pass_over(receive, ends)
            await respond(self._too_large(), scope)(scope, receive, send)
            return
        arrived = 0
        arriving = True

        async def receive_counting() -> Message:
            nonlocal arrived, arriving
            if not arriving:
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                raise self._too_slow() from None
            arriving = message.get("more_body", False)
            arrived += len(message.get("body", b""))
            if arrived > self._max_bytes:
                if arriving:
                    await _pass_over(receive, ends)
                raise self._too_large()
            return message

        await self._app(scope, receive_counting, send)

    def _too_large(self) -> Refused:
        return Refused(
            413,
            "body-too-large",
            f"The body is larger than {self._max_bytes:,} bytes; send it in parts.",
        )

    def _too_slow(self) -> Refused:
        return Refused(
            408,
            "body-too-slow",
            f"The body had not arrived after {self._seconds:g} seconds; send it in smaller parts.",
            {"Connection": "close"},
        )


async def _pass_over(receive: Receive, ends: float) -> None:
    """Take the rest of a body, up to a bound, and drop it.

    A client that is cut off while it sends does not get to read why.
    """
    left = _PASSED_OVER
    with suppress(TimeoutError):
        async with asyncio.timeout_at(ends):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return

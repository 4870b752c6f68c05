"""Cross-origin requests: whose pages may read what we answer.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Callable, Set

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.problems import Refused, respond


class CrossOrigin(CORSMiddleware):
    """Lets pages of listed origins read responses; what it refuses is a problem as any other."""

    def __init__(
        self, app: ASGIApp, allowed: Callable[[], Set[str]], exposed: tuple[str, ...]
    ) -> None:
        super().__init__(
            app,
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "X-Request-ID"),
            expose_headers=(*exposed, "Retry-After"),
        )
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or pass the request on."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            headers = Headers(scope=scope)
            asked = "access-control-request-method" in headers
            if asked and not self.is_allowed_origin(headers.get("origin", "")):
                refused = Refused(
                    403, "origin-not-allowed", "Pages of this origin may not call the service."
                )
                await respond(refused, scope)(scope, receive, send)
                return
        await super().__call__(scope, receive, send)

    def is_allowed_origin(self, origin: str) -> bool:
        """Tell whether pages of `origin` may read what we send."""
        return origin in self._allowed()

    def preflight_response(self, request_headers: Headers) -> Response:
        """Return what a browser asks for before it sends a request from an allowed origin.

        A method or header that is not in it is the browser's to refuse.
        """
        given = super().preflight_response(request_headers)
        given.headers["content-length"] = "0"
        return Response(status_code=204, headers=dict(given.headers))

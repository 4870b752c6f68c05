"""The HTTP application: wires settings, archive, telemetry, middleware and routes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI
from mcp.server.mcpserver import MCPServer
from starlette.middleware import Middleware

from indexer.errors import IndexerError
from service import problems
from service.access.cross_origin import CrossOrigin
from service.access.guard import Guard
from service.access.keys import KeyFile
from service.answer import Answerer
from service.archive import Archive
from service.departures import Departures
from service.description import describe
from service.errors import KeysError
from service.feedback import FeedbackStore
from service.generate import create_generator
from service.mcp_tools import create_mcp, http_routes
from service.routes import ROUTERS
from service.routes.pages import static_files
from service.security import BodyLimit, SecurityHeaders
from service.settings import Settings, read_settings
from service.telemetry import REQUEST_ID, Observed, Telemetry
from service.traces import create_traces
from service.version import own_version

_DESCRIPTION = """Ask a news archive a question; get a short answer in which every statement points
at the exact words of a dated article.

Errors are `application/problem+json` (RFC 9457); under the paths of OpenAI's API they have
OpenAI's shape. Every response names its request in `X-Request-ID`."""


def create_app(
    settings: Settings, answerer: Answerer | None = None, archive: Archive | None = None
) -> FastAPI:
    """Return the application. Without `answerer`, the index in the settings is opened at start.

    `archive` is what it works with instead where the index is in shards. A missing index does
    not keep it from starting: it is looked for again at each request.
    """
    archive = archive or Archive(settings, answerer)
    traces = create_traces(settings.traces)
    telemetry = Telemetry(log_questions=settings.log_questions, traces=traces)
    keys = KeyFile(archive.folder)
    mcp = create_mcp(archive, telemetry.answered)
    tools = http_routes(mcp)
    app = FastAPI(
        title="Dateline",
        description=_DESCRIPTION,
        version=own_version(),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(archive, telemetry, mcp),
        middleware=_middleware(settings, telemetry, keys),
    )
    app.state.settings = settings
    app.state.archive = archive
    app.state.telemetry = telemetry
    app.state.feedback = FeedbackStore(archive.folder)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.extend(tools)
    app.mount("/static", static_files(), name="static")
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


def from_environment() -> FastAPI:
    """Return the application as the environment and dateline.toml set it up, for uvicorn.

    Raises SettingsError or GeneratorError, each with its remedy.
    """
    settings = read_settings()
    create_generator(settings.generator, settings.options())
    return create_app(settings)


def _lifespan(
    archive: Archive, telemetry: Telemetry, mcp: MCPServer[Any]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await archive.open()
        except IndexerError as error:
            telemetry.log.warning("not ready", reason=str(error))
        try:
            async with mcp.session_manager.run():
                yield
        finally:
            archive.close()
            telemetry.traces.close()

    return lifespan


def _middleware(settings: Settings, telemetry: Telemetry, keys: KeyFile) -> list[Middleware]:
    """Return the middleware, outermost first."""

    def allowed_origins() -> frozenset[str]:
        try:
            return keys.origins().union(settings.allowed_origins)
        except KeysError:
            return frozenset(settings.allowed_origins)

    return [
        Middleware(SecurityHeaders),
        Middleware(Observed, telemetry=telemetry),
        Middleware(Departures),
        Middleware(CrossOrigin, allowed=allowed_origins, exposed=(REQUEST_ID,)),
        Middleware(Guard, settings=settings, keys=keys, log=telemetry.log),
        Middleware(BodyLimit, max_bytes=settings.max_body_bytes, seconds=settings.body_seconds),
    ]

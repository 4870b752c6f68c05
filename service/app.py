"""The HTTP application: wires settings, archive, telemetry, middleware and routes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from indexer.errors import IndexerError
from service import problems
from service.answer import Answerer
from service.archive import Archive
from service.generate import create_generator
from service.routes import ROUTERS
from service.routes.pages import static_files
from service.security import BodyLimit, SecurityHeaders
from service.settings import Settings, read_settings
from service.telemetry import REQUEST_ID, Observed, Telemetry

_DESCRIPTION = """Ask a news archive a question; get a short answer in which every statement points
at the exact words of a dated article.

Errors are `application/problem+json` (RFC 9457); under the paths of OpenAI's API they have
OpenAI's shape. Every response names its request in `X-Request-ID`."""


def create_app(settings: Settings, answerer: Answerer | None = None) -> FastAPI:
    """Return the application. Without `answerer`, the index in the settings is opened at start.

    A missing index does not keep it from starting: it is looked for again at each request.
    """
    archive = Archive(
        settings.index, settings.generator, answerer, settings.options(), settings.reranker
    )
    telemetry = Telemetry(log_questions=settings.log_questions)
    app = FastAPI(
        title="Dateline",
        description=_DESCRIPTION,
        version=_version(),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(archive, telemetry),
        middleware=_middleware(settings, telemetry),
    )
    app.state.settings = settings
    app.state.archive = archive
    app.state.telemetry = telemetry
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", static_files(), name="static")
    app.openapi = partial(_openapi, app)  # type: ignore[method-assign]
    return app


def from_environment() -> FastAPI:
    """Return the application as the environment and dateline.toml set it up, for uvicorn.

    Raises SettingsError or GeneratorError, each with its remedy.
    """
    settings = read_settings()
    create_generator(settings.generator, settings.options())
    return create_app(settings)


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        problems.add_schemas(FastAPI.openapi(app))
    assert app.openapi_schema is not None
    return app.openapi_schema


def _lifespan(
    archive: Archive, telemetry: Telemetry
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await archive.run(lambda answerer: None)
        except IndexerError as error:
            telemetry.log.warning("not ready", reason=str(error))
        yield

    return lifespan


def _middleware(settings: Settings, telemetry: Telemetry) -> list[Middleware]:
    """Return the middleware, outermost first."""
    stack = [
        Middleware(SecurityHeaders),
        Middleware(Observed, telemetry=telemetry),
        Middleware(BodyLimit, max_bytes=settings.max_body_bytes),
    ]
    if settings.allowed_origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Authorization", "Content-Type"),
            expose_headers=(REQUEST_ID,),
        )
        stack.insert(2, cors)
    return stack


def _version() -> str:
    try:
        return version("dateline")
    except PackageNotFoundError:
        return "0"

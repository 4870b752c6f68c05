"""`dateline serve`: the HTTP API, the pages and MCP, in one process or several."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from service.commands.serve_cluster import serve_cluster
from service.generate import OFFERED, create_generator
from service.listener import ACCEPTED_AT_ONCE, WAITING, listen
from service.settings import Settings, read_settings
from service.traces import create_traces

_APP = "service.app:from_environment"
_UNHEALTHY_SECONDS = 30
"""How long a worker may be silent, loading a model for example, before it is killed."""


def serve_command(
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    generator: Annotated[
        str | None, typer.Option(help=f"Who composes the answers: {', '.join(OFFERED)}.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that share the index.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(help="Serve an index in shards on this Ray cluster: HOST:PORT, or `local`."),
    ] = None,
    replicas: Annotated[
        int | None, typer.Option(min=1, max=64, help="Copies of each shard on the cluster.")
    ] = None,
) -> None:
    """Serve the HTTP API, the page and MCP; what is not given comes from the settings."""
    # Workers read their settings from the environment; the flags go that way too.
    given = {
        "INDEX": index, "HOST": host, "PORT": port, "GENERATOR": generator, "WORKERS": workers,
        "CLUSTER": cluster, "REPLICAS": replicas,
    }  # fmt: skip
    os.environ |= {f"DATELINE_{name}": str(value) for name, value in given.items() if value}
    settings = read_settings()
    if settings.cluster:
        serve_cluster(settings)
        return
    if not settings.index.is_dir():
        print(
            f"There is no index in {settings.index} yet; questions get an answer once "
            f"`dateline index PATH --index {settings.index}` has made one.",
            file=sys.stderr,
        )
    serve(settings)


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; answers in the making are finished then.

    Raises ServiceError when the address cannot be listened on, or the settings cannot be used.
    """
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        _APP,
        factory=True,
        # It bounds headers before we see them; and nothing but HTTP passes the guard.
        http="h11",
        ws="none",
        workers=settings.workers,
        access_log=False,
        log_level="warning",
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        timeout_worker_healthcheck=_UNHEALTHY_SECONDS,
        loop="asyncio",  # another would not ask the listener whose turn it is
        backlog=ACCEPTED_AT_ONCE if settings.workers > 1 else WAITING,
    )
    if settings.workers > 1:
        _require_usable(settings)
    listener = listen(settings.host, settings.port, shared=settings.workers > 1)
    print(f"Dateline is at {_url(settings)} (Ctrl-C ends it)", file=sys.stderr)
    try:
        if settings.workers > 1:
            Multiprocess(config, sockets=[listener]).run()
        else:
            uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def _require_usable(settings: Settings) -> None:
    """Raise what would end every worker at its start, and be tried again for ever."""
    create_generator(settings.generator, settings.options())
    create_traces(settings.traces).close()


def _url(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"

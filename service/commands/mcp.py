"""`dateline mcp`: the archive as tools for language models."""

import os
from pathlib import Path
from typing import Annotated

import typer

from indexer.errors import IndexerError
from indexer.log import make_log
from service.archive import Archive
from service.commands.serve import serve
from service.mcp_tools import create_mcp
from service.settings import Settings, read_settings


def mcp_command(
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index.")] = None,
    http: Annotated[
        bool,
        typer.Option("--http", help="Serve streamable HTTP at /mcp, with the API, not stdio."),
    ] = False,
) -> None:
    """Offer the archive to language models over the Model Context Protocol, by default on stdio."""
    if index:
        os.environ["DATELINE_INDEX"] = str(index)
    settings = read_settings()
    if http:
        serve(settings)
        return
    import anyio

    anyio.run(_speak, settings)


async def _speak(settings: Settings) -> None:
    """Speak with the client on stdin and stdout until it leaves; the log goes to stderr."""
    archive = Archive(settings)
    try:
        await archive.open()
    except IndexerError as error:
        make_log().warning("not ready", reason=str(error))
    try:
        await create_mcp(archive, lambda answer: None).run_stdio_async()
    finally:
        archive.close()

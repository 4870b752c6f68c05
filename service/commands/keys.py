"""`dateline keys`: makes, lists and revokes the keys of the service."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from service.access.keys import SCOPES, Key, KeyFile, Scope
from service.settings import rate_as_written

app = typer.Typer(
    help="Keys of the service: who may ask it and who may change the archive.",
    no_args_is_help=True,
)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Whose key it is, for your own memory.")],
    index: IndexFolder = DEFAULT_INDEX,
    scope: Annotated[
        list[str] | None, typer.Option(help=f"What it may do: {', '.join(SCOPES)}; repeatable.")
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Make a publishable key, for pages of this origin alone; repeatable."),
    ] = None,
    rate: Annotated[
        str | None, typer.Option(help="How often it may ask, as 60/minute; else DATELINE_KEY_RATE.")
    ] = None,
) -> None:
    """Make a key and print it. It is shown only now: its hash is all that is kept."""
    scopes = [_scope(each) for each in scope or ["ask"]]
    try:
        checked = rate_as_written(rate) if rate else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--rate") from error
    key, secret = KeyFile(index).add(name, scopes, origin or (), checked)
    typer.echo(f"{key.id}: {_told(key)}. It is shown only this once:", err=True)
    print(secret)


@app.command("list")
def list_keys(
    index: IndexFolder = DEFAULT_INDEX,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """List the keys; the secrets themselves are not kept and cannot be shown."""
    keys = KeyFile(index).all()
    if as_json:
        rows = [{n: v for n, v in asdict(key).items() if n != "hash"} for key in keys]
        print(json.dumps(rows, ensure_ascii=False))
        return
    for key in keys:
        state = f"revoked {key.revoked}" if key.revoked else f"since {key.created}"
        print(f"{key.id}  {key.name}  {_told(key)}  {state}")


@app.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, as `list` shows it.")],
    index: IndexFolder = DEFAULT_INDEX,
) -> None:
    """Put a key out of force at once, for good."""
    key = KeyFile(index).revoke(key_id)
    typer.echo(f"{key.id} ({key.name}) is revoked.", err=True)


def _scope(text: str) -> Scope:
    for scope in SCOPES:
        if text == scope:
            return scope
    raise typer.BadParameter(
        f"{text!r} is no scope; there are: {', '.join(SCOPES)}", param_hint="--scope"
    )


def _told(key: Key) -> str:
    rate = f", {key.rate}" if key.rate else ""
    if key.is_publishable:
        return f"publishable, for pages of {', '.join(key.origins)}{rate}"
    return f"secret, scope {' and '.join(key.scopes)}{rate}"

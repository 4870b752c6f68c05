"""`dateline inspect`: what an index holds, or one of its articles."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from indexer.commands.inspect_article import print_article
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.inspect import inspect, is_sound


def inspect_command(
    index: IndexFolder = DEFAULT_INDEX,
    article: Annotated[str | None, typer.Option(help="Show this article: id, url or file.")] = None,
    removed: Annotated[
        bool, typer.Option("--removed", help="With --article: what cleaning took out.")
    ] = False,
    version: Annotated[
        int | None, typer.Option(min=1, help="With --article: an earlier version of it.")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Read every checksum of the index.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what an index holds, or one of its articles."""
    if article is None:
        facts = inspect(index, verify=verify)
        _print_facts(facts, as_json)
        if not is_sound(facts):
            raise typer.Exit(1)
    else:
        print_article(index, article, version, as_json=as_json, removed=removed)


def _print_facts(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    table = Table(show_header=False)
    for name, value in facts.items():
        table.add_row(name, escape(_shown(value, "\n")))
    Console().print(table)


def _shown(value: object, between: str = ", ") -> str:
    if not isinstance(value, dict):
        return str(value)
    lines = (f"{name}: {_shown(each)}" for name, each in value.items() if each is not None)
    return between.join(lines)

"""`dateline inspect`: what an index holds, or one of its articles."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from indexer.commands.inspect_article import print_article
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.inspect import inspect, is_sound, taken_out

# In JSON the name is older than `--removed`, which is about lines.
_LABELS = {"removed": "taken down"}


def inspect_command(
    index: IndexFolder = DEFAULT_INDEX,
    article: Annotated[
        str | None,
        typer.Option(help="Show this article: id, url or file; of a file with many, their list."),
    ] = None,
    removed: Annotated[
        bool,
        typer.Option(
            "--removed", help="What cleaning took out: of --article, else of all, counted."
        ),
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
    if verify and (article is not None or removed):
        raise typer.BadParameter("--verify reads the whole index; give it without the others")
    if version is not None and article is None:
        raise typer.BadParameter("--version is that of an article; name it with --article")
    if article is not None:
        print_article(index, article, version, as_json=as_json, removed=removed)
    elif removed:
        _print_taken_out(taken_out(index), as_json)
    else:
        facts = inspect(index, verify=verify)
        _print_facts(facts, as_json)
        if not is_sound(facts):
            raise typer.Exit(1)


def _print_facts(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    table = Table(show_header=False)
    for name, value in facts.items():
        table.add_row(_LABELS.get(name, name), escape(_shown(value, "\n")))
    Console().print(table)


def _print_taken_out(reasons: dict[str, dict[str, object]], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"removed": reasons}, ensure_ascii=False))
        return
    table = Table("reason", "lines", "articles", "for example")
    for reason, facts in reasons.items():
        row = (reason, f"{facts['lines']:,}", f"{facts['articles']:,}", str(facts["example"]))
        table.add_row(*map(escape, row))
    Console().print(table)


def _shown(value: object, between: str = ", ") -> str:
    if not isinstance(value, dict):
        return str(value)
    lines = (f"{name}: {_shown(each)}" for name, each in value.items() if each is not None)
    return between.join(lines)

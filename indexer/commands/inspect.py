"""`dateline inspect`: what an index holds, or one of its articles."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.errors import LoadError
from indexer.inspect import inspect, is_sound
from indexer.record import Record, StoredArticle


def inspect_command(
    index: IndexFolder = DEFAULT_INDEX,
    article: Annotated[str | None, typer.Option(help="Show this article: id, url or file.")] = None,
    removed: Annotated[
        bool, typer.Option("--removed", help="With --article: what cleaning took out.")
    ] = False,
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
        _print_article(_find(index, article), as_json, removed)


def _find(index: Path, reference: str) -> StoredArticle:
    record = Record.open(index)
    found = record.articles.resolve(reference) or record.articles.resolve(
        Path(reference).resolve().as_uri()
    )
    article = record.articles.get(found[0]) if found else None
    if article is None:
        raise LoadError(
            f"no article {reference!r} in {index}; give its id, url or file, "
            "as `dateline search` shows them"
        )
    return article


def _print_facts(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    table = Table(show_header=False)
    for name, value in facts.items():
        shown = (
            "\n".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else value
        )
        table.add_row(name, str(shown))
    Console().print(table)


def _print_article(article: StoredArticle, as_json: bool, removed: bool) -> None:
    if as_json:
        print(json.dumps(asdict(article), ensure_ascii=False))
        return
    if removed:
        for part in article.removed:
            print(f"[{part.reason}] {part.text}")
        return
    print(article.title or "(untitled)")
    print(" | ".join(filter(None, (article.publisher, *article.authors, article.published))))
    print(f"id {article.id}, version {article.version}, from {article.source}\n")
    print(article.text)

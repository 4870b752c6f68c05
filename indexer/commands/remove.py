"""`dateline remove`: take articles down everywhere at once, bring them back, or list them."""

import json
from contextlib import closing
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from indexer.commands.disk import writing
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.commands.reference import ids_of
from indexer.commands.summary import say
from indexer.embed import create_embedder, name_of
from indexer.lock import writer_lock
from indexer.publish import fold_delta
from indexer.record import FILE_NAME, Record
from indexer.takedown import Mention, TakenDown, bring_back, mention_of, purge, take_down

_NEAR = 3


def remove_command(
    articles: Annotated[
        list[str] | None, typer.Argument(help="Ids, urls or files of articles.")
    ] = None,
    index: IndexFolder = DEFAULT_INDEX,
    erase: Annotated[
        bool, typer.Option("--purge", help="Erase text, versions and vectors too, for good.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Bring back what was taken down.")] = False,
    listing: Annotated[
        bool, typer.Option("--list", help="List what was taken down, and do nothing else.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take articles down: not found, cited or shown any more, nor when they arrive again."""
    if listing and (articles or erase or undo):
        raise typer.BadParameter("--list stands alone; it takes nothing down and brings none back")
    if erase and undo:
        raise typer.BadParameter("what is purged cannot be brought back; give one of the two")
    if listing:
        _print_list(index, as_json)
        return
    if not articles:
        raise typer.BadParameter("name articles by id, url or file; --list shows what is down")
    console = Console(stderr=True)
    # The record first: where there is none, no folder for its lock is made.
    with closing(Record.open(index)) as record, writer_lock(index), writing(index):
        if undo:
            done, unknown = _undo(record, articles)
        else:
            done, unknown = _remove(record, articles, erase)
            if erase:
                say(console, "erasing; the index is written anew ...")
                purge(index, record, [each.article.id for each in done])
        if done and not erase:
            fold_delta(index, record)
        near = {each: _near(record, each) for each in unknown}
    _report(done, as_json, undo=undo, erase=erase)
    if done and erase and (beside := _kept_beside(index)):
        say(
            console,
            f"note: answers that are kept in {beside} may quote it still; the service's "
            "`DELETE /v1/articles/ID?purge=true` erases those too",
        )
    for reference, names in near.items():
        say(console, _unknown(index, reference, names, undo=undo))
    if unknown:
        raise typer.Exit(1)


def _remove(
    record: Record, references: list[str], erase: bool
) -> tuple[list[TakenDown], list[str]]:
    """Take down what is live; with `erase`, what was taken down before counts as done too."""
    found, unknown, before = [], [], []
    for reference in references:
        live, down = ids_of(record, reference), ids_of(record, reference, live=False)
        found += live
        before += down
        if not live and not down:
            unknown.append(reference)
    done = take_down(record, list(dict.fromkeys(found)))
    if erase or not done:
        done += [TakenDown(mention_of(record, each), ()) for each in dict.fromkeys(before)]
    return done, unknown


def _undo(record: Record, references: list[str]) -> tuple[list[TakenDown], list[str]]:
    found = {each: ids_of(record, each, live=False) for each in references}
    ids = list(dict.fromkeys(article for ids in found.values() for article in ids))
    embedder = create_embedder(name_of(record.meta()["model"]))
    back = [TakenDown(each, ()) for each in bring_back(record, embedder, ids)]
    return back, [each for each, ids in found.items() if not ids]


def _kept_beside(index: Path) -> str:
    """Return the names of the databases beside the record: the service keeps its own there."""
    return ", ".join(sorted(path.name for path in index.glob("*.sqlite") if path.name != FILE_NAME))


def _near(record: Record, reference: str) -> list[str]:
    return get_close_matches(reference, record.articles.names(), n=_NEAR, cutoff=0.6)


def _unknown(index: Path, reference: str, near: list[str], *, undo: bool) -> str:
    if undo:
        return (
            f"unknown: no article {reference!r} was taken down in {index}; "
            "`dateline remove --list` shows those that were"
        )
    hint = f"; near: {', '.join(near)}" if near else ""
    return f"unknown: no article {reference!r} in {index}{hint}; `dateline search` shows ids"


def _report(done: list[TakenDown], as_json: bool, *, undo: bool, erase: bool) -> None:
    if as_json:
        print(json.dumps([asdict(each) for each in done], ensure_ascii=False))
        return
    verb = "brought back" if undo else "purged" if erase else "taken down"
    for each in done:
        print(f"{verb}: {_name(each.article)}")
        for copy in each.copies:
            print(f"  a copy stays: {_name(copy)}")


def _print_list(index: Path, as_json: bool) -> None:
    with closing(Record.open(index)) as record:
        down = [(mention_of(record, each), record.takedowns.get(each) is None)
                for each in record.takedowns.ids()]  # fmt: skip
    if as_json:
        rows = [{**asdict(article), "purged": purged} for article, purged in down]
        print(json.dumps(rows, ensure_ascii=False))
        return
    for article, purged in down:
        print(f"{_name(article)} (purged: only its id is known)" if purged else _name(article))
    if not down:
        say(Console(stderr=True), f"nothing is taken down in {index}")


def _name(article: Mention) -> str:
    known = (article.title, article.publisher, article.url or article.source)
    return ", ".join([article.id, *filter(None, known)])

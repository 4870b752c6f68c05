"""`dateline remove`: take articles down everywhere at once, or bring them back."""

import json
from contextlib import closing
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.embed import create_embedder, name_of
from indexer.lock import writer_lock
from indexer.publish import fold_delta
from indexer.record import Record
from indexer.takedown import Mention, TakenDown, bring_back, purge, take_down

_NEAR = 3


def remove_command(
    articles: Annotated[list[str], typer.Argument(help="Ids, urls or files of articles.")],
    index: IndexFolder = DEFAULT_INDEX,
    erase: Annotated[
        bool, typer.Option("--purge", help="Erase text, versions and vectors too, for good.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Bring back what was taken down.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take articles down: not found, cited or shown any more, nor when they arrive again."""
    if erase and undo:
        raise typer.BadParameter("what is purged cannot be brought back; give one of the two")
    console = Console(stderr=True)
    with writer_lock(index), closing(Record.open(index)) as record:
        if undo:
            done, unknown = _undo(record, articles)
        else:
            done, unknown = _remove(record, articles, erase)
            if erase:
                _say(console, "erasing; the index is written anew ...")
                purge(index, record, [each.article.id for each in done])
        if done and not erase:
            fold_delta(index, record)
        near = {each: _near(record, each) for each in unknown}
    _report(done, as_json, undo=undo, erase=erase)
    for reference, names in near.items():
        _say(console, _unknown(index, reference, names, undo=undo))
    if unknown:
        raise typer.Exit(1)


def _remove(
    record: Record, references: list[str], erase: bool
) -> tuple[list[TakenDown], list[str]]:
    """Take down what is live; with `erase`, what was taken down before counts as done too."""
    found, unknown, before = [], [], []
    for reference in references:
        live, down = _resolve(record, reference, live=True), _resolve(record, reference, live=False)
        found += live
        before += down
        if not live and not down:
            unknown.append(reference)
    done = take_down(record, list(dict.fromkeys(found)))
    if erase or not done:
        done += [TakenDown(_mention(record, each), ()) for each in dict.fromkeys(before)]
    return done, unknown


def _undo(record: Record, references: list[str]) -> tuple[list[TakenDown], list[str]]:
    found = {each: _resolve(record, each, live=False) for each in references}
    ids = list(dict.fromkeys(article for ids in found.values() for article in ids))
    embedder = create_embedder(name_of(record.meta()["model"]))
    back = [TakenDown(each, ()) for each in bring_back(record, embedder, ids)]
    return back, [each for each, ids in found.items() if not ids]


def _resolve(record: Record, reference: str, *, live: bool) -> list[str]:
    as_file = Path(reference).resolve().as_uri() if "\0" not in reference else reference
    return record.articles.resolve(reference, live=live) or record.articles.resolve(
        as_file, live=live
    )


def _mention(record: Record, article_id: str) -> Mention:
    article = record.articles.get_taken_down(article_id)
    return Mention.of(article) if article else Mention(article_id, None, None, None)


def _near(record: Record, reference: str) -> list[str]:
    return get_close_matches(reference, record.articles.names(), n=_NEAR, cutoff=0.6)


def _unknown(index: Path, reference: str, near: list[str], *, undo: bool) -> str:
    state = "was taken down in" if undo else "in"
    hint = f"; near: {', '.join(near)}" if near and not undo else ""
    return f"unknown: no article {reference!r} {state} {index}{hint}; `dateline search` shows ids"


def _report(done: list[TakenDown], as_json: bool, *, undo: bool, erase: bool) -> None:
    if as_json:
        print(json.dumps([asdict(each) for each in done], ensure_ascii=False))
        return
    verb = "brought back" if undo else "purged" if erase else "taken down"
    for each in done:
        print(f"{verb}: {_name(each.article)}")
        for copy in each.copies:
            print(f"  a copy stays: {_name(copy)}")


def _name(article: Mention) -> str:
    known = (article.title, article.publisher, article.url)
    return ", ".join([article.id, *filter(None, known)])


def _say(console: Console, message: str) -> None:
    console.print(message, markup=False, highlight=False)

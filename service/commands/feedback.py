"""`dateline feedback`: what readers thought of answers, as candidate gold questions."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.errors import IndexMissing
from indexer.record import Record
from service.feedback import Entry, FeedbackStore

app = typer.Typer(help="Feedback of readers: thumbs and comments on answers.", no_args_is_help=True)


@app.callback()
def _only_export() -> None:
    """Keep `export` a command of its own, so that others can join it."""


@app.command("export")
def export(
    index: IndexFolder = DEFAULT_INDEX,
    out: Annotated[
        Path | None, typer.Option(help="File to write; else the lines go to stdout.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Delete what was exported from the index's folder.")
    ] = False,
) -> None:
    """Write feedback as JSONL in the shape of gold questions, oldest first.

    A thumb up makes the articles that were cited the known ones. What a thumb down is about has
    no right answer yet: add "answers" or "unanswerable", or evaluate with --lenient.
    """
    store = FeedbackStore(index)
    entries = store.all()
    gone = _gone(index, {each for entry in entries for each in entry.judgement.article_ids})
    for article_id in gone:
        store.forget(article_id)
    lines = "".join(f"{json.dumps(_line(entry, gone), ensure_ascii=False)}\n" for entry in entries)
    if out is None:
        sys.stdout.write(lines)
    else:
        out.write_text(lines, encoding="utf-8")
    if remove:
        sys.stdout.flush()
        store.remove([entry.id for entry in entries])
    typer.echo(f"{len(entries)} exported{' and removed' if remove else ''}.", err=True)


def _gone(index: Path, article_ids: set[str]) -> frozenset[str]:
    """Return those of the articles that are not in the archive any more."""
    try:
        record = Record.open(index)
    except IndexMissing:
        return frozenset()
    try:
        return frozenset(each for each in article_ids if record.articles.get(each) is None)
    finally:
        record.close()


def _line(entry: Entry, gone: frozenset[str]) -> dict[str, Any]:
    judged = entry.judgement
    cites_gone = not gone.isdisjoint(judged.article_ids)
    live = [each for each in judged.article_ids if each not in gone]
    asked = judged.as_of.isoformat() if judged.as_of else entry.received[:10]
    line = {
        "id": f"feedback-{entry.id}",
        "question": judged.question,
        "asked": asked,
        "relevant": live if judged.thumb == "up" else [],
        "thumb": judged.thumb,
        "comment": judged.comment,
        "answer_text": None if cites_gone else judged.answer_text,
        "cited": live,
        "received": entry.received,
    }
    return {name: value for name, value in line.items() if value is not None}

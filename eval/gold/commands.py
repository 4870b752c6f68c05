"""The commands `dateline gold`: check a gold set, make one, bring one over."""

import json
from collections.abc import Iterable, Iterator
from os import SEEK_END
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.errors import GoldError
from eval.gold.archive import Archive, open_archive
from eval.gold.check import problems_of
from eval.gold.layouts import LAYOUTS, read_layout
from eval.gold.propose import propose
from eval.gold.question import GoldQuestion
from eval.gold.read import read_gold
from eval.gold.review import review
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.record import StoredArticle

app = typer.Typer(no_args_is_help=True, help="Check, make and bring over gold sets.")


@app.command("check")
def check_command(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help="The gold set.", dir_okay=False)
    ],
    index: IndexFolder = DEFAULT_INDEX,
) -> None:
    """Check a gold set against the index: ids, duplicates, known articles, answers in them.

    Prints one problem a line and exits with 1 when there is any.
    """
    questions = read_gold(gold, lenient=True)
    with open_archive(index) as archive:
        problems = list(problems_of(questions, archive))
    for problem in problems:
        print(problem)
    typer.echo(f"{len(questions.questions)} questions, {len(problems)} problems", err=True)
    if problems:
        raise typer.Exit(1)


@app.command("new")
def new_command(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="Where accepted questions are added.", dir_okay=False
        ),
    ],
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ARTICLE]...", help="Articles to ask about: id, url or file."),
    ] = None,
    newest: Annotated[
        int, typer.Option("--newest", min=1, help="Without articles: so many of the newest.")
    ] = 20,
    index: IndexFolder = DEFAULT_INDEX,
) -> None:
    """Propose questions that articles answer, for you to accept, edit or reject.

    Each accepted question is written at once; a later run goes on where this one stopped.
    """
    known = list(read_gold(gold).questions) if gold.exists() and gold.stat().st_size else []
    with open_archive(index) as archive:
        chosen = list(_chosen(archive, articles or [], newest))
        counted = review(chosen, propose, known, lambda question: _append(gold, question))
    typer.echo(f"{counted} questions added to {gold}", err=True)


@app.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="The file or folder to bring over.", exists=True)],
    layout: Annotated[
        str, typer.Option("--layout", help=f"How it is laid out: {', '.join(LAYOUTS)}.")
    ],
    articles: Annotated[
        Path | None,
        typer.Option(
            "--articles",
            dir_okay=False,
            help="Also write the articles that come with it here, as JSONL for dateline index.",
        ),
    ] = None,
) -> None:
    """Print the questions of another layout as gold lines; what was passed over goes to stderr."""
    imported = read_layout(layout, source)
    for line in imported.skipped:
        typer.echo(f"skipped {line}", err=True)
    for question in imported.questions:
        print(_line(question.as_json()))
    if articles:
        # An article comes with each question about it; one without an id can be told by its text.
        once = {str(each.get("id") or each.get("text")): each for each in imported.articles}
        articles.write_text("".join(f"{_line(each)}\n" for each in once.values()), "utf-8")
        typer.echo(f"{len(once)} articles in {articles}", err=True)
    elif imported.articles:
        typer.echo("its articles can be written with --articles FILE.jsonl", err=True)


def _chosen(archive: Archive, references: Iterable[str], newest: int) -> Iterator[StoredArticle]:
    ids: list[str] = []
    for reference in references:
        found = archive.resolve(reference)
        if not found:
            raise GoldError(f"no article of the index has the id, url or file {reference!r}")
        ids += found
    for article_id in ids or archive.newest(newest):
        if article := archive.article(article_id):
            yield article


def _append(path: Path, question: GoldQuestion) -> None:
    line = f"{_line(question.as_json())}\n"
    with path.open("ab+") as file:
        if file.tell():  # written by hand, the last line may lack its end
            file.seek(-1, SEEK_END)
            line = line if file.read(1) == b"\n" else f"\n{line}"
        file.write(line.encode())


def _line(fields: dict[str, Any]) -> str:
    return json.dumps({n: v for n, v in fields.items() if v is not None}, ensure_ascii=False)

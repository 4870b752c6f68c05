"""The commands of the service: `dateline ask`, `dateline search` and `dateline serve`."""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, TypedDict
from urllib.parse import unquote

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from service.answer import Answer, Answerer
from service.generate import DEFAULT
from service.question import understand
from service.schemas import MAX_HITS, SearchResult
from service.settings import read_settings

IndexFolder = Annotated[
    Path, typer.Option("--index", envvar="DATELINE_INDEX", help="Folder of the index.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="Answer as on this day (YYYY-MM-DD); default today.")
]
From = Annotated[
    str | None, typer.Option("--from", help="Only articles from this day on (YYYY-MM-DD).")
]
To = Annotated[str | None, typer.Option("--to", help="Only articles up to this day (YYYY-MM-DD).")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Only this publisher.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
DEFAULT_INDEX = Path(".dateline")


def ask_command(
    question: Annotated[str, typer.Argument(help="The question, in a sentence.")],
    index: IndexFolder = DEFAULT_INDEX,
    as_of: AsOf = None,
    start: From = None,
    end: To = None,
    publisher: Publisher = None,
    as_json: AsJson = False,
    detail: Annotated[bool, typer.Option("--detail", help="A longer answer.")] = False,
    generator: Annotated[str, typer.Option(help="Who composes the answer.")] = DEFAULT,
) -> None:
    """Answer a question with cited words of the archive, or say that it does not."""
    limits = _limits(question, as_of, start, end, publisher)
    answerer = Answerer.open(index, generator)
    answer = answerer.ask(question, **limits, detail=detail)
    if as_json:
        _print_json(answer)
    else:
        _print_answer(answerer, answer)


def search_command(
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    index: IndexFolder = DEFAULT_INDEX,
    as_of: AsOf = None,
    start: From = None,
    end: To = None,
    publisher: Publisher = None,
    k: Annotated[int, typer.Option("-k", min=1, max=MAX_HITS, help="How many articles.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List the articles that fit a question best, with their dates and best passages."""
    limits = _limits(query, as_of, start, end, publisher)
    answerer = Answerer.open(index)
    question, retrieval = answerer.search(query, k=k, **limits)
    if as_json:
        _print_json(SearchResult.of(answerer, question, retrieval.hits))
    else:
        _print_hits(answerer, SearchResult.of(answerer, question, retrieval.hits))


def serve_command(
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    generator: Annotated[str | None, typer.Option(help="Who composes the answers.")] = None,
) -> None:
    """Serve the HTTP API and the page; what is not given comes from the settings."""
    import uvicorn

    # Workers read their settings from the environment; the flags go that way too.
    given = {"INDEX": index, "HOST": host, "PORT": port, "GENERATOR": generator}
    os.environ |= {f"DATELINE_{name}": str(value) for name, value in given.items() if value}
    settings = read_settings()
    if not settings.index.is_dir():
        print(
            f"There is no index in {settings.index} yet; questions get an answer once "
            f"`dateline index PATH --index {settings.index}` has made one.",
            file=sys.stderr,
        )
    uvicorn.run(
        "service.app:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        access_log=False,
    )


class _Limits(TypedDict):
    as_of: date | None
    start: date | None
    end: date | None
    publisher: str | None


def _limits(
    question: str, as_of: str | None, start: str | None, end: str | None, publisher: str | None
) -> _Limits:
    """Read the limits, and refuse wrong usage before an index or a model is opened."""
    limits = _Limits(
        as_of=_day(as_of, "--as-of"),
        start=_day(start, "--from"),
        end=_day(end, "--to"),
        publisher=publisher,
    )
    understand(question, **limits)
    return limits


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not a date; write YYYY-MM-DD", param_hint=option
        ) from error


def _print_answer(answerer: Answerer, answer: Answer) -> None:
    console = Console(highlight=False)

    def show(words: str, style: str = "") -> None:
        # Wrapped for a reader only: what is piped, and every link, stays in one piece.
        whole = not console.is_terminal or words.lstrip().startswith("http")
        console.print(Text(words, style=style), soft_wrap=whole)

    show(answer.text)
    if answer.short_answer:
        show(f"\nShort answer: {answer.short_answer.text}", "bold")
    for conflict in answer.conflicts:
        sides = " and ".join(
            f"[{answer.statements[position].citations[0]}]" for position in conflict.statements
        )
        show(f"\nThe sources disagree: {sides}", "yellow")
    if answer.citations:
        show("")
    for citation in answer.citations:
        title = citation.title or _file_name(answerer, citation.article_id)
        known = (citation.publisher, (citation.published or "")[:10], title)
        show(f"[{citation.number}] {', '.join(filter(None, known))}")
        show(f"    “{citation.quote}”", "dim")
        if citation.link:
            show(f"    {citation.link}", "dim")
        for copy in citation.also:
            show(f"    also: {copy.publisher or 'another outlet'} {copy.url or ''}", "dim")


def _file_name(answerer: Answerer, article_id: str) -> str:
    article = answerer.article(article_id)
    return unquote(article.source.rsplit("/", 1)[-1]) if article else article_id


def _print_hits(answerer: Answerer, result: SearchResult) -> None:
    if not result.hits:
        print("Nothing matches; widen --from/--to or leave --publisher out.", file=sys.stderr)
        return
    table = Table("date, publisher", "title and best passage", Column("id", no_wrap=True))
    for hit in result.hits:
        title = Text(hit.title or _file_name(answerer, hit.article_id), style="bold")
        passage = " ".join(hit.passages[0].quote.split()) if hit.passages else ""
        title.append(f"\n{passage[:200]}{'…' if len(passage) > 200 else ''}", style="not bold")
        table.add_row(f"{(hit.published or '')[:10]}\n{hit.publisher or ''}", title, hit.article_id)
    Console().print(table)


def _print_json(model: BaseModel) -> None:
    print(json.dumps(model.model_dump(mode="json", by_alias=True), ensure_ascii=False))

"""The commands that ask: `dateline ask` and `dateline search`."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from service.answer import Answerer
from service.commands.talk import talk_of, told_of
from service.generate import OFFERED
from service.limits import Limits
from service.question import understand
from service.schemas import MAX_HITS, SearchResult
from service.settings import read_settings
from service.terminal import print_answer, print_hits, print_notes, print_understanding

AsOf = Annotated[
    str | None, typer.Option("--as-of", help="Answer as on this day (YYYY-MM-DD); default today.")
]
From = Annotated[
    str | None, typer.Option("--from", help="Only articles from this day on (YYYY-MM-DD).")
]
To = Annotated[str | None, typer.Option("--to", help="Only articles up to this day (YYYY-MM-DD).")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Only this publisher.")]
Author = Annotated[str | None, typer.Option("--author", help="Only articles by this author.")]
Section = Annotated[str | None, typer.Option("--section", help="Only this section.")]
Language = Annotated[
    str | None, typer.Option("--language", help="Only articles in this language, such as en.")
]
Reranker = Annotated[
    str | None,
    typer.Option("--reranker", help="Cross-encoder that re-ranks: a hub name or a folder."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


def ask_command(
    question: Annotated[str, typer.Argument(help="The question, in a sentence.")],
    index: IndexFolder = DEFAULT_INDEX,
    as_of: AsOf = None,
    start: From = None,
    end: To = None,
    publisher: Publisher = None,
    author: Author = None,
    section: Section = None,
    language: Language = None,
    as_json: AsJson = False,
    detail: Annotated[bool, typer.Option("--detail", help="A longer answer.")] = False,
    generator: Annotated[
        str | None, typer.Option(help=f"Who composes the answer: {', '.join(OFFERED)}.")
    ] = None,
    reranker: Reranker = None,
    conversation: Annotated[
        str | None, typer.Option(help="Ask in this conversation; `new` begins one.")
    ] = None,
    go_on: Annotated[
        bool, typer.Option("--continue", help="Go on with the latest conversation.")
    ] = False,
) -> None:
    """Answer a question with cited words of the archive, or say that it does not."""
    limits = limits_of(as_of, start, end, publisher, author, section, language)
    understand(question, **limits)  # wrong usage is refused before an index or a model is opened
    settings = read_settings()
    answerer = Answerer.open(
        folder_of(index),
        generator or settings.generator,
        settings.options(),
        reranker or settings.reranker,
    )
    talk = talk_of(answerer, question, conversation, go_on, limits["as_of"])
    answer = talk.finish(answerer.ask(talk.asked, **limits, detail=detail))
    if as_json:
        print_json(answer)
    else:
        print_notes([*told_of(answer), *answer.notes])
        print_answer(answerer, answer)


def search_command(
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    index: IndexFolder = DEFAULT_INDEX,
    as_of: AsOf = None,
    start: From = None,
    end: To = None,
    publisher: Publisher = None,
    author: Author = None,
    section: Section = None,
    language: Language = None,
    k: Annotated[int, typer.Option("-k", min=1, max=MAX_HITS, help="How many articles.")] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the query was read, and each score.")
    ] = False,
    reranker: Reranker = None,
    as_json: AsJson = False,
) -> None:
    """List the articles that fit a question best, with their dates and best passages."""
    limits = limits_of(as_of, start, end, publisher, author, section, language)
    understand(query, **limits)
    answerer = Answerer.open(folder_of(index), reranker=reranker or read_settings().reranker)
    question, retrieval = answerer.search(query, k=k, **limits)
    result = SearchResult.of(answerer, question, retrieval, explain=explain)
    if as_json:
        print_json(result)
        return
    if result.understood:
        print_understanding(result.understood, result.parts)
    print_notes(result.notes)
    if result.reason:
        print(f"Nothing matches. {result.reason}", file=sys.stderr)
    else:
        print_hits(answerer, result, question.terms)


def limits_of(
    as_of: str | None,
    start: str | None,
    end: str | None,
    publisher: str | None,
    author: str | None,
    section: str | None,
    language: str | None,
) -> Limits:
    """Return the limits that the options name. Raises BadParameter for what is no day."""
    return Limits(
        as_of=_day(as_of, "--as-of"),
        start=_day(start, "--from"),
        end=_day(end, "--to"),
        publisher=publisher,
        author=author,
        section=section,
        language=language,
    )


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not a date; write YYYY-MM-DD", param_hint=option
        ) from error


def folder_of(index: Path) -> Path:
    """Return the folder of an index. Raises BadParameter for a file."""
    if index.is_file():
        raise typer.BadParameter(
            f"{index} is a file, and an index is a folder; index the file with "
            f"`dateline index {index} --index DIR` and name DIR",
            param_hint="--index",
        )
    return index


def print_json(model: BaseModel) -> None:
    """Print a model as one line of JSON on stdout."""
    print(json.dumps(model.model_dump(mode="json", by_alias=True), ensure_ascii=False))

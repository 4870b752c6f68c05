"""The options and checks that the commands which ask have in common."""

import json
from datetime import date
from typing import Annotated

import typer
from pydantic import BaseModel

from service.limits import Limits

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


def print_json(model: BaseModel) -> None:
    """Print a model as one line of JSON on stdout."""
    print(json.dumps(model.model_dump(mode="json", by_alias=True), ensure_ascii=False))

"""`dateline ask`: a cited answer, or that there is none."""

from typing import Annotated

import typer

from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from service.answer import Answerer
from service.commands.options import (
    AsJson,
    AsOf,
    Author,
    From,
    Language,
    Publisher,
    Reranker,
    Section,
    To,
    limits_of,
    print_json,
)
from service.commands.talk import talk_of, told_of
from service.generate import OFFERED
from service.question import understand
from service.settings import read_settings
from service.terminal import print_answer, print_notes


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
        index,
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

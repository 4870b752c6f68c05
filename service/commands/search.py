"""`dateline search`: the articles that fit best."""

import sys
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
from service.question import understand
from service.schemas import MAX_HITS, SearchResult
from service.settings import read_settings
from service.terminal import print_hits, print_notes, print_understanding


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
    answerer = Answerer.open(index, reranker=reranker or read_settings().reranker)
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

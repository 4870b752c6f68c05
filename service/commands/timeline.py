"""`dateline timeline`: what the archive tells of a topic, day by day."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from service.answer import Answerer
from service.commands.options import (
    AsJson,
    AsOf,
    Author,
    From,
    Language,
    Publisher,
    Section,
    To,
    limits_of,
    print_json,
)
from service.question import understand
from service.terminal import print_notes
from service.timeline import ENTRIES, MOST_ENTRIES, Timeline, make_timeline


def timeline_command(
    topic: Annotated[str, typer.Argument(help="A name or a few words.")],
    index: IndexFolder = DEFAULT_INDEX,
    as_of: AsOf = None,
    start: From = None,
    end: To = None,
    publisher: Publisher = None,
    author: Author = None,
    section: Section = None,
    language: Language = None,
    k: Annotated[
        int, typer.Option("-k", min=1, max=MOST_ENTRIES, help="How many entries at most.")
    ] = ENTRIES,
    as_json: AsJson = False,
) -> None:
    """Tell the history of a topic in dated entries, each a sentence of an article."""
    limits = limits_of(as_of, start, end, publisher, author, section, language)
    understand(topic, **limits)
    answerer = Answerer.open(index)
    timeline = make_timeline(answerer, topic, k, **limits)
    if as_json:
        print_json(timeline)
        return
    print_notes(timeline.notes)
    _print(timeline)


def _print(timeline: Timeline) -> None:
    console = Console(highlight=False)
    if timeline.reason:
        console.print(Text(timeline.reason), soft_wrap=not console.is_terminal)
        return
    table = Table(Column("date", no_wrap=True), "what is told", "source")
    cited = {citation.number: citation for citation in timeline.citations}
    for entry in timeline.entries:
        sources = [cited[number] for number in entry.citations]
        names = ", ".join(
            f"[{source.number}] {source.publisher or source.title or source.article_id}"
            for source in sources
        )
        table.add_row(entry.date.isoformat(), Text(entry.text), Text(names))
    console.print(table)
    for citation in timeline.citations:
        known = (citation.publisher, (citation.published or "")[:10], citation.title)
        line = f"[{citation.number}] {', '.join(filter(None, known))}"
        console.print(Text(line, style="dim"), soft_wrap=True)
        if citation.link:
            console.print(Text(f"    {citation.link}", style="dim"), soft_wrap=True)

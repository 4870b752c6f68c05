"""What a person sees in the terminal: answers, tables of hits, and how a question was read."""

from urllib.parse import unquote

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from service.answer import Answer, Answerer
from service.cite import Copy
from service.schemas import FoundArticle, SearchResult
from service.snippet import snippet_of
from service.understanding import Understanding


def print_answer(answerer: Answerer, answer: Answer) -> None:
    """Print the answer, its sources and, where they disagree, that they do."""
    console = Console(highlight=False)

    def show(words: str, style: str = "") -> None:
        # Wrapped for a reader only: what is piped, and every link, stays in one piece.
        whole = not console.is_terminal or words.lstrip().startswith("http")
        console.print(Text(words, style=style), soft_wrap=whole)

    show(answer.text)
    if answer.short_answer:
        show(f"\nShort answer: {answer.short_answer.in_words()}", "bold")
    for conflict in answer.conflicts:
        sides = " and ".join(
            f"[{answer.statements[position].citations[0]}]" for position in conflict.statements
        )
        told = "This changed over time" if conflict.kind == "change" else "The sources disagree"
        show(f"\n{told}: {sides}", "yellow")
    if answer.citations:
        show("")
    for citation in answer.citations:
        title = citation.title or _file_name(answerer, citation.article_id)
        known = (citation.publisher, (citation.published or "")[:10], title)
        show(f"[{citation.number}] {', '.join(filter(None, known))}")
        show(f"    “{citation.quote}”", "dim")
        if citation.link:
            show(f"    {citation.link}", "dim")
        if citation.correction:
            show(f"    corrected: {' '.join(citation.correction.quote.split())}", "yellow")
        for copy in citation.also:
            show(f"    also: {_outlet(copy)}", "dim")


def print_notes(notes: list[str]) -> None:
    """Print on stderr what was made of a question's wording."""
    console = Console(stderr=True, highlight=False)
    for note in notes:
        console.print(Text(note, style="dim"), soft_wrap=True)


def print_hits(answerer: Answerer, result: SearchResult, terms: tuple[str, ...]) -> None:
    """Print a table of what was found, the question's words underlined."""
    table = Table(
        Column("date", no_wrap=True),
        "publisher",
        "title and best passage",
        Column("id", no_wrap=True),
    )
    for hit in result.hits:
        title = Text(hit.title or _file_name(answerer, hit.article_id), style="bold")
        title.append("\n").append(_passage(hit, terms))
        for copy in hit.also:
            title.append(f"\nalso: {_outlet(copy)}", style="not bold dim")
        if hit.score_parts is not None:
            title.append(f"\n{_score(hit)}", style="not bold dim")
        table.add_row((hit.published or "")[:10], hit.publisher or "", title, hit.article_id)
    Console(highlight=False).print(table)


def print_understanding(understood: Understanding, parts: list[str]) -> None:
    """Print how the question was read, and what it was split into, a line each."""
    console = Console(highlight=False)
    for name, told in [*_lines(understood), *(("part", part) for part in parts)]:
        console.print(
            Text(f"{name:<12}", style="bold").append(told, style="not bold"), soft_wrap=True
        )


def _lines(understood: Understanding) -> list[tuple[str, str]]:
    window, words = understood.window, understood.window_words
    lines = [
        ("window", f"{window}{f', read from “{words}”' if words else ''}" if window else "none"),
        ("published", str(understood.published) if understood.published else "any day"),
        ("limits", ", ".join(f"{name} {value}" for name, value in understood.limits.items())),
        ("source", understood.source or ""),
        ("answer", f"{understood.kind}{f' ({understood.head})' if understood.head else ''}"),
        ("wants", "the latest" * understood.latest or "the earliest" * understood.earliest),
        ("phrases", ", ".join(f"“{phrase}”" for phrase in understood.phrases)),
        ("names", ", ".join(understood.names)),
        ("words", ", ".join(understood.terms)),
        ("pull to now", f"{understood.pull:g}"),
    ]  # fmt: skip
    return [(name, told) for name, told in lines if told]


def _passage(hit: FoundArticle, terms: tuple[str, ...]) -> Text:
    snippet = snippet_of(hit.passages[0].quote if hit.passages else "", terms)
    text = Text(snippet.text, style="not bold")
    for start, end in snippet.marks:
        text.stylize("underline", start, end)
    return text


def _outlet(copy: Copy) -> str:
    return " ".join(filter(None, (copy.publisher or "another outlet", copy.url)))


def _score(hit: FoundArticle) -> str:
    parts = " ".join(f"{name} {value:+.2f}" for name, value in (hit.score_parts or {}).items())
    return f"score {hit.score:.2f} = {parts}"


def _file_name(answerer: Answerer, article_id: str) -> str:
    article = answerer.article(article_id)
    return unquote(article.source.rsplit("/", 1)[-1]) if article else article_id

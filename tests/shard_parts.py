"""What tests of shards share: articles, an index in one folder, and the same in shards."""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from indexer.build import Summary, add_articles, manifest_of
from indexer.embed import FAKE_MODEL, create_embedder
from indexer.load import load
from indexer.load.document import Document
from indexer.publish import publish_news
from indexer.record import PassageRow, Record
from indexer.shards.build import Here, build_shards
from indexer.shards.layout import Layout, is_sharded, read_layout, write_layout
from indexer.shards.open_shards import opened

CORPUS = Path(__file__).parents[1] / "corpus" / "articles"


def corpus() -> list[Document]:
    """Return the sample articles, in their order."""
    return [Document.at(path) for path in sorted(CORPUS.glob("*.md"))]


def write_articles(path: Path, articles: Sequence[dict[str, object]]) -> Document:
    """Write articles as JSONL and return the document."""
    path.write_text("".join(json.dumps(each) + "\n" for each in articles), "utf-8")
    return Document.at(path)


def index_whole(folder: Path, documents: Sequence[Document]) -> Summary:
    """Index documents into one folder, with the fake embedder."""
    embedder = create_embedder(FAKE_MODEL)
    with closing(Record.create(folder, manifest_of(embedder))) as record:
        arrivals = [each for document in documents for each in load(document)]
        summary = add_articles(record, embedder, arrivals)
        publish_news(folder, record)
    return summary


def index_shards(
    folder: Path, documents: Sequence[Document], shards: int, most: int | None = None
) -> Summary:
    """Index documents into shards with the fake embedder; stop after `most` blocks, if given."""
    embedder = create_embedder(FAKE_MODEL)
    if is_sharded(folder):
        layout = read_layout(folder)
    else:
        layout = Layout.new(shards, manifest_of(embedder))
    blocks = iter(range(most or 10**9))
    with opened(folder, layout, create=not is_sharded(folder)) as records:
        write_layout(folder, layout)
        summary, _ = build_shards(
            folder, records, Here(embedder), documents, stopped=lambda: next(blocks, None) is None
        )
    return summary


def told(folder: Path) -> list[tuple[object, ...]]:
    """Return what an index says of its articles, in order of arrival, without row numbers.

    Stories are told by the id of the article whose number they bear.
    """
    records = _records(folder)
    try:
        rows = sorted(
            (
                (article.number, article, [(p.start, p.end) for p in _passages(r, article.number)])
                for r in records
                for article in r.articles.all()
            ),
            key=lambda row: row[0],
        )
        names = {number: article.id for number, article, _ in rows}
        return [
            (a.id, a.version, a.title, a.published, a.text, names.get(a.story or -1), tuple(spans))
            for _, a, spans in rows
        ]
    finally:
        for record in records:
            record.close()


def numbers(folder: Path) -> dict[str, int]:
    """Return the numbers of the articles of an index in shards, by id."""
    records = _records(folder)
    try:
        return {state.id: state.number for r in records for state in r.states.all()}
    finally:
        for record in records:
            record.close()


def _records(folder: Path) -> list[Record]:
    if not is_sharded(folder):
        return [Record.open(folder)]
    layout = read_layout(folder)
    return [layout.open(folder, shard) for shard in layout.numbers]


def _passages(record: Record, number: int) -> list[PassageRow]:
    return [row for row in record.passages.between() if row.article == number]

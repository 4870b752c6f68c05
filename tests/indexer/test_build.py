"""Building: unchanged costs nothing, one failure stops nobody, and a stop loses nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from indexer.article import Article
from indexer.build import ARTICLES_A_COMMIT, Summary, add_articles
from indexer.embed import Embedder, Vectors
from indexer.errors import LoadError
from indexer.record import Record
from tests.conftest import article


class Counting:
    """An embedder that remembers every text it was given, and can break."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.model, self.dimension = inner.model, inner.dimension
        self.texts: list[str] = []
        self.breaks_on = "\0"

    def encode(self, texts: Sequence[str]) -> Vectors:
        if any(self.breaks_on in text for text in texts):
            raise RuntimeError("out of memory")
        self.texts += texts
        return self._inner.encode(texts)


@pytest.fixture
def counting(embedder: Embedder) -> Counting:
    return Counting(embedder)


DAM = article("The dam broke.\n\nIt rained.", id="dam", title="Dam", published="2026-01-13")


def test_an_unchanged_article_costs_no_embedding(record: Record, counting: Counting) -> None:
    first = add_articles(record, counting, [DAM])
    embedded = len(counting.texts)
    assert (first.added, first.embedded) == (1, embedded)
    again = add_articles(record, counting, [DAM])
    assert (again.added, again.updated, again.unchanged, again.embedded) == (0, 0, 1, 0)
    assert len(counting.texts) == embedded
    assert record.counts()["versions"] == 1


@pytest.mark.parametrize(
    "field", ["title", "publisher", "published", "modified", "url", "language"]
)
def test_a_changed_fact_is_stored_without_new_passages_to_embed(
    record: Record, counting: Counting, field: str
) -> None:
    add_articles(record, counting, [DAM])
    counting.texts.clear()
    summary = add_articles(record, counting, [replace(DAM, **{field: "2026-01-14"})])
    assert (summary.updated, summary.unchanged) == (1, 0)
    stored = record.articles.get("dam")
    assert getattr(stored, field) == "2026-01-14"
    assert stored.version == (2 if field == "title" else 1), "the same words are the same version"
    assert [text for text in counting.texts if "It rained" in text] == []


def test_a_changed_text_is_a_new_version(record: Record, counting: Counting) -> None:
    add_articles(record, counting, [DAM])
    summary = add_articles(record, counting, [replace(DAM, text="The dam held.")])
    assert (summary.added, summary.updated) == (0, 1)
    assert record.articles.get("dam").text == "The dam held."
    assert record.articles.get("dam", 1).text == DAM.text


def test_the_same_text_of_two_outlets_is_embedded_once(record: Record, counting: Counting) -> None:
    add_articles(record, counting, [replace(DAM, id="a"), replace(DAM, id="b")])
    assert len(counting.texts) == len(set(counting.texts))
    assert record.counts()["articles"] == 2


def test_the_same_article_twice_in_one_run_is_one_version(
    record: Record, counting: Counting
) -> None:
    summary = add_articles(record, counting, [DAM, DAM, DAM])
    assert (summary.added, summary.updated, summary.unchanged) == (1, 0, 2)
    changed = replace(DAM, text="The dam held.")
    summary = add_articles(record, counting, [changed, DAM, DAM])
    assert (summary.added, summary.updated, summary.unchanged) == (0, 2, 1)
    assert record.articles.get("dam").text == DAM.text


def test_failures_are_listed_and_the_rest_goes_on(record: Record, counting: Counting) -> None:
    arrivals = [LoadError("a.txt: is broken"), article("Loading...", id="x"), DAM]
    summary = add_articles(record, counting, arrivals)
    assert summary.failures[0] == "a.txt: is broken"
    assert "test:x" in summary.failures[1]
    assert (summary.added, summary.arrived) == (1, 3)
    assert record.articles.get("dam") is not None


def test_nothing_but_furniture_does_not_replace_what_was_there(
    record: Record, counting: Counting
) -> None:
    add_articles(record, counting, [DAM])
    summary = add_articles(record, counting, [replace(DAM, text="Loading...")])
    assert len(summary.failures) == 1
    assert record.articles.get("dam").text == DAM.text


def test_a_run_that_broke_keeps_its_commits_and_the_next_one_continues(
    record: Record, counting: Counting
) -> None:
    articles = [article(f"Report {n}.", id=f"r{n}") for n in range(3 * ARTICLES_A_COMMIT)]
    counting.breaks_on = f"Report {2 * ARTICLES_A_COMMIT}."
    with pytest.raises(RuntimeError, match="out of memory"):
        add_articles(record, counting, articles)
    assert record.counts()["articles"] == 2 * ARTICLES_A_COMMIT
    counting.breaks_on = "\0"
    summary = add_articles(record, counting, articles)
    assert (summary.unchanged, summary.added) == (2 * ARTICLES_A_COMMIT, ARTICLES_A_COMMIT)
    assert record.verify() == "ok"


def test_a_stopped_source_keeps_what_was_committed(record: Record, counting: Counting) -> None:
    def arrivals() -> Iterator[Article]:
        for number in range(ARTICLES_A_COMMIT + 5):
            yield article(f"Report {number}.", id=f"r{number}")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_articles(record, counting, arrivals())
    assert record.counts()["articles"] == ARTICLES_A_COMMIT


def test_progress_only_grows_and_ends_at_the_total(record: Record, counting: Counting) -> None:
    seen: list[int] = []

    def on_progress(summary: Summary) -> None:
        seen.append(summary.arrived)

    articles = [article(f"Report {n}.", id=f"r{n}") for n in range(ARTICLES_A_COMMIT + 1)]
    add_articles(record, counting, articles, on_progress)
    assert seen == sorted(seen)
    assert seen[-1] == len(articles)
    assert add_articles(record, counting, []).arrived == 0


def test_every_passage_has_the_vector_of_its_own_words(record: Record, counting: Counting) -> None:
    long = " ".join(f"Sentence number {n} speaks of item {n * n}." for n in range(80))
    add_articles(record, counting, [DAM, article(long, id="long", title="Long")])
    rows = record.passages.between()
    stored = record.passages.vectors([row.id for row in rows], counting.dimension)
    expected = counting.encode(list(record.passages.texts(rows)))
    np.testing.assert_allclose(stored, expected, atol=1e-3)


def test_a_page_without_text_is_found_by_its_headline(record: Record, counting: Counting) -> None:
    video = replace(DAM, id="video", title="Watch the Orla dam open its gates", text="Loading...")
    summary = add_articles(record, counting, [video])
    assert (summary.added, summary.textless, summary.failures) == (1, 1, [])
    assert record.articles.get("video").text == ""
    assert record.counts()["passages"] == 1

"""Retrieval end to end over small indexes: short pages, copies, parts, age, re-ranking."""

import math
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.embed import Embedder
from indexer.index import Index
from indexer.record import Record
from service.question import understand
from service.ranking import Features
from service.rerank import passage_reader
from service.retrieve import Retriever
from service.shortlist import CALM, FRESH
from tests.conftest import article

DAY = date(2024, 6, 10)
Add = Callable[..., object]


def found(folder: Path, retriever: Retriever, text: str, k: int = 20, day: date = DAY) -> list[str]:
    snapshot = Index(folder).snapshot()
    return retriever.retrieve(snapshot, understand(text, as_of=day), k).article_ids()


def features(folder: Path, embedder: Embedder, text: str) -> dict[str, dict[str, float]]:
    """Return the features of each candidate by article id."""
    snapshot = Index(folder).snapshot()
    ids, columns = Retriever(embedder).features(snapshot, understand(text, as_of=DAY)) or ([], None)
    return {
        key: {f.name: float(getattr(columns, f.name)[at]) for f in fields(Features)}
        for at, key in enumerate(ids)
    }


def test_the_headline_of_a_short_page_counts_as_a_passage(
    folder: Path, add: Add, embedder: Embedder
) -> None:
    title = "Alder recalls pickup trucks"
    long = "\n\n".join(f"Paragraph {number}. " + "The council met. " * 40 for number in range(4))
    add(
        article("The council met.", id="short", title=title, published="2024-06-08"),
        article(long, id="long", title=title, published="2024-06-08"),
    )
    found = features(folder, embedder, "Who recalled pickup trucks?")
    assert found["short"]["words"] > 0
    assert found["short"]["words_next"] == pytest.approx(found["short"]["words"] / 2)
    assert found["long"]["words"] > 0
    assert found["long"]["words_next"] == 0


def test_copies_of_a_story_come_once_with_the_others_behind(
    folder: Path, add: Add, embedder: Embedder, record: Record
) -> None:
    text = "The dam at Alder broke on Tuesday after days of rain."
    add(article(text, id="wire", publisher="Wire", published="2024-06-04"))
    add(article(text, id="post", publisher="Post", published="2024-06-05"))
    add(article("The dam at Brook holds.", id="brook", published="2024-06-05"))
    snapshot = Index(folder).snapshot()
    numbers = {facts.id: facts.number for facts in snapshot.articles.values()}
    for facts in list(snapshot.articles.values()):
        if facts.id in ("wire", "post"):
            snapshot.articles[facts.number] = replace(facts, story=numbers["wire"])
    question = understand("When did the dam at Alder break?", as_of=DAY)
    retrieval = Retriever(embedder).retrieve(snapshot, question)
    assert [hit.article.id for hit in retrieval.hits] == ["post", "brook"]
    assert [copy.id for copy in retrieval.hits[0].copies] == ["wire"]
    assert retrieval.article_ids() == ["post", "wire", "brook"]


def test_each_side_of_a_comparison_is_among_the_first(
    folder: Path, add: Add, embedder: Embedder
) -> None:
    add(
        *(
            article(f"Alder cup match {number} of the Alder team.", id=f"alder{number}",
                    published="2024-06-08")
            for number in range(8)
        ),
        article("Brook won its regatta.", id="brook", published="2023-01-02"),
    )  # fmt: skip
    text = "Who won the Alder cup match and who won the Brook regatta?"
    assert "brook" in found(folder, Retriever(embedder), text)[:4]


@pytest.mark.parametrize("k", [0, 1, 3, 10_000])
def test_no_more_than_k_are_returned(folder: Path, add: Add, embedder: Embedder, k: int) -> None:
    add(*(article(f"The dam broke {n}.", id=f"a{n}", published="2024-06-01") for n in range(5)))
    snapshot = Index(folder).snapshot()
    for text in ("Who built the dam?", "Did Alder or Brook build the dam?"):
        hits = Retriever(embedder).retrieve(snapshot, understand(text, as_of=DAY), k).hits
        assert len(hits) == min(k, 5)


def test_articles_grow_old_by_doublings_and_more_slowly_past_a_season(
    folder: Path, add: Add, embedder: Embedder
) -> None:
    ages = (0, 1, 5, 90, 182)
    add(
        *(
            article("The ship ran.", id=f"{age}", published=f"{DAY - timedelta(days=age)}")
            for age in ages
        ),
        article("The ship ran.", id="undated"),
    )
    pulled = features(folder, embedder, "Where is the ship now?")
    today, yesterday, days, season, half_a_year = (1 + age / FRESH for age in ages)
    expected = [math.log2(each) for each in (today, yesterday, days, season)]
    assert [pulled[f"{age}"]["age"] for age in ages[:4]] == pytest.approx(expected)
    later = pulled["182"]["age"] - pulled["90"]["age"]
    assert later == pytest.approx(math.log2(half_a_year / season) / 2)
    dated = [pulled[f"{age}"]["age"] for age in ages]
    assert pulled["undated"]["age"] == pytest.approx(sum(dated) / len(dated))
    calm = features(folder, embedder, "Where did the ship run?")
    assert calm["182"]["age"] == pytest.approx(CALM * pulled["182"]["age"])


class LikesParks:
    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return np.array([100.0 * ("parks" in passage) for passage in passages], dtype=np.float32)


def test_a_reranker_reads_the_best_passages(folder: Path, add: Add, embedder: Embedder) -> None:
    add(
        *(article(f"The dam broke {n}.", id=f"a{n}", published="2024-06-01") for n in range(4)),
        article("The dam is near the parks.", id="parks", published="2024-06-01"),
    )
    retriever = Retriever(embedder, passage_reader(Index(folder)), LikesParks())
    assert found(folder, retriever, "When did the dam break?", k=1) == ["parks"]


def test_an_empty_index_finds_nothing(folder: Path, record: Record, embedder: Embedder) -> None:
    assert found(folder, Retriever(embedder), "Did Alder or Brook build the dam?") == []


def test_what_began_in_a_past_time_and_lasts_is_asked_of_today(
    folder: Path, add: Add, embedder: Embedder
) -> None:
    add(
        article("The ship ran.", id="then", published=f"{DAY - timedelta(days=60)}"),
        article("The ship ran.", id="today", published=f"{DAY}"),
    )
    began = f"{DAY - timedelta(days=60):%d %B %Y}"
    then = features(folder, embedder, f"Where did the ship run on {began}?")
    assert then["then"]["age"] == 0
    assert then["today"]["outside"] == 1
    now = features(folder, embedder, f"Where is the ship now that ran aground on {began}?")
    assert now["today"]["age"] == 0 < now["then"]["age"]
    assert now["today"]["outside"] == now["then"]["outside"] == 0

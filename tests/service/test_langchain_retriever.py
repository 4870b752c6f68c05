"""The LangChain retriever returns dated passages with their places, within its limits."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from indexer.embed import Embedder
from indexer.index import Index
from service.answer import Answerer
from service.errors import QuestionError
from service.generate import create_generator
from service.langchain_retriever import DatelineRetriever
from tests.conftest import article

OLD = article(
    "The dam at Alder broke on Tuesday.",
    id="old",
    publisher="Post",
    published="2024-01-02",
    url="https://post.example/dam",
    title="Dam breaks",
)
NEW = article(
    "The dam at Alder holds water again.", id="new", publisher="Wire", published="2025-01-02"
)


@pytest.fixture
def answerer(folder: Path, add: Callable[..., object], embedder: Embedder) -> Answerer:
    add(OLD, NEW)
    return Answerer(Index(folder), embedder, create_generator("extractive"))


def test_documents_hold_the_passage_and_where_it_stands(answerer: Answerer) -> None:
    retriever = DatelineRetriever(answerer=answerer, as_of=date(2024, 6, 1))
    (found,) = retriever.invoke("When did the dam at Alder break?")
    assert found.page_content == "The dam at Alder broke on Tuesday."
    expected = {
        "article_id": "old",
        "publisher": "Post",
        "url": "https://post.example/dam",
        "start": 0,
        "end": len(found.page_content),
    }
    assert expected.items() <= found.metadata.items()
    assert found.metadata["published"].startswith("2024-01-02")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, {"old", "new"}),
        ({"publisher": "Wire"}, {"new"}),
        ({"end": date(2024, 12, 31)}, {"old"}),
        ({"start": date(2024, 12, 31)}, {"new"}),
        ({"as_of": date(2023, 1, 1)}, set()),
        ({"k": 1}, {"new"}),
    ],
)
def test_limits_hold(answerer: Answerer, limits: dict[str, object], expected: set[str]) -> None:
    settings = {"as_of": date(2025, 1, 3), **limits}
    retriever = DatelineRetriever(answerer=answerer, **settings)
    found = retriever.invoke("Is there water at the dam at Alder again?")
    assert {document.metadata["article_id"] for document in found} == expected


def test_async_finds_the_same(answerer: Answerer) -> None:
    retriever = DatelineRetriever(answerer=answerer, as_of=date(2025, 1, 3))
    question = "What happened to the dam?"
    assert asyncio.run(retriever.ainvoke(question)) == retriever.invoke(question)


def test_an_unknown_publisher_is_an_error(answerer: Answerer) -> None:
    with pytest.raises(QuestionError, match="Wire"):
        DatelineRetriever(answerer=answerer, publisher="Wyre").invoke("What about the dam?")

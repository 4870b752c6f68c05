"""What all tests share: bounded hypothesis runs, the fake embedder and small indexes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from indexer.article import Article, make_article
from indexer.build import Summary, add_articles, manifest_of
from indexer.embed import FAKE_MODEL, Embedder, create_embedder
from indexer.index import publish_news
from indexer.record import Record

# The same examples on every machine; `pytest --hypothesis-profile=hunt` looks for new ones.
_RULES = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dateline", max_examples=60, derandomize=True, **_RULES)
settings.register_profile("hunt", max_examples=3000, **_RULES)
settings.load_profile("dateline")

Add = Callable[..., Summary]


def article(text: str = "The dam broke on Tuesday.", **fields: object) -> Article:
    """Return an article with the id `a1` unless `fields` say otherwise."""
    fields = {"id": "a1", "text": text, **fields}
    return make_article(fields, f"test:{fields['id']}", "test")


@pytest.fixture
def embedder() -> Embedder:
    return create_embedder(FAKE_MODEL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an index that does not exist yet."""
    return tmp_path / "index"


@pytest.fixture
def record(folder: Path, embedder: Embedder) -> Iterator[Record]:
    """Yield the writer's connection to an empty record in `folder`."""
    record = Record.create(folder, manifest_of(embedder))
    yield record
    record.close()


@pytest.fixture
def add(folder: Path, record: Record, embedder: Embedder) -> Add:
    """Return a function that stores articles in `folder` and, if asked, publishes them."""

    def add(*articles: Article, publish: bool = False) -> Summary:
        summary = add_articles(record, embedder, articles)
        if publish:
            publish_news(folder, record)
        return summary

    return add

"""What all tests share: bounded hypothesis runs, the fake embedder and small indexes."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

import dateline
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


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def message(self) -> str:
        """What stderr says, without the line breaks of the terminal's width."""
        return " ".join(self.err.split())


Run = Callable[..., Outcome]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs `dateline` as a person would, on the index in `folder`."""
    monkeypatch.setenv("DATELINE_INDEX", str(folder))
    monkeypatch.setenv("COLUMNS", "500")

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            dateline.main()
        return Outcome(int(stopped.value.code or 0), *capsys.readouterr())

    return run

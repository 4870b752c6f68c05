"""What tests of loaders share: files, and what came out of them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from indexer.article import Article
from indexer.errors import IndexerError
from indexer.load import Arrival, load
from indexer.load.document import Document

TEXT = "The dam broke on Tuesday."


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def load_path(path: Path, passed_over: Counter[str] | None = None) -> Iterator[Arrival]:
    return load(Document.at(path), passed_over)


def load_one(path: Path) -> Article:
    (arrival,) = load_path(path)
    assert isinstance(arrival, Article), arrival
    return arrival


def load_error(path: Path) -> str:
    (arrival,) = load_path(path)
    assert isinstance(arrival, IndexerError)
    assert str(path) in str(arrival)
    return str(arrival)


def claims(article: Article) -> dict[str, str]:
    """Return what was claimed, by origin."""
    return {claim.origin: claim.value for claim in article.claims}

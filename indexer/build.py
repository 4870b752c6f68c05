"""Wires the stages: articles -> clean -> passages -> vectors -> the record."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from indexer.article import Article
from indexer.clean import clean
from indexer.embed import Embedder
from indexer.errors import IndexerError
from indexer.passages import CHUNKING, HEADLINE, headline, split_passages
from indexer.record import NewPassage, NewVersion, Record
from indexer.sentences import split_sentences

ARTICLES_A_COMMIT = 32
CLEANING = "2"


@dataclass(slots=True)
class Summary:
    """What became of the articles that arrived."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    passages: int = 0
    embedded: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def arrived(self) -> int:
        """All items seen, failed ones included."""
        return self.added + self.updated + self.unchanged + len(self.failures)


@dataclass(frozen=True, slots=True)
class _Prepared:
    version: NewVersion
    texts: tuple[str, ...]


def manifest_of(embedder: Embedder) -> dict[str, str]:
    """Return what an index must agree on with those who read it."""
    return {
        "model": embedder.model,
        "dimension": str(embedder.dimension),
        "chunking": CHUNKING,
    }


def add_articles(
    record: Record,
    embedder: Embedder,
    arrivals: Iterable[Article | IndexerError],
    on_progress: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Store what arrives, a few articles a commit; return the counts.

    An article that failed to load is listed and skipped. What one commit acknowledged stays,
    whatever happens to the next. Unchanged articles cost a hash; unchanged passages no embedding.
    """
    summary = Summary()
    waiting: dict[str, bytes] = {}  # what the next commit will hold, by article id
    changed = _changed(record, embedder.model, arrivals, summary, waiting)
    while batch := list(islice(changed, ARTICLES_A_COMMIT)):
        _store(record, embedder, batch, summary)
        waiting.clear()
        on_progress(summary)
    on_progress(summary)
    return summary


def _changed(
    record: Record,
    model: str,
    arrivals: Iterable[Article | IndexerError],
    summary: Summary,
    waiting: dict[str, bytes],
) -> Iterator[_Prepared]:
    for arrival in arrivals:
        if isinstance(arrival, IndexerError):
            summary.failures.append(str(arrival))
            continue
        digest = _digest(arrival)
        if (waiting.get(arrival.id) or record.articles.current_hash(arrival.id)) == digest:
            summary.unchanged += 1
            continue
        prepared = _prepare(arrival, digest, model)
        if prepared is None:
            summary.failures.append(f"{arrival.source}: nothing but page furniture; not indexed")
        else:
            waiting[arrival.id] = digest
            yield prepared


def _digest(article: Article) -> bytes:
    facts = [
        CLEANING, article.title, article.publisher, article.authors, article.published,
        article.modified, article.section, article.language, article.url, article.text,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts).encode()).digest()


def _prepare(article: Article, digest: bytes, model: str) -> _Prepared | None:
    cleaned = clean(article.text)
    sentences = split_sentences(cleaned.text, article.language)
    spans = split_passages(cleaned.text, sentences)
    if not spans:
        return None
    texts = [cleaned.text[span.start : span.end] for span in spans]
    spans.insert(0, HEADLINE)
    texts.insert(0, headline(article.title, article.url, cleaned.text, sentences))
    passages = tuple(
        NewPassage(span, _vector_key(model, words))
        for span, words in zip(spans, texts, strict=True)
    )
    return _Prepared(
        NewVersion(
            article_id=article.id, hash=digest, source=article.source, url=article.url,
            title=article.title, publisher=article.publisher, authors=article.authors,
            published=article.published, modified=article.modified, section=article.section,
            language=article.language, claims=article.claims, text=cleaned.text,
            sentences=sentences, removed=cleaned.removed, passages=passages,
        ),
        tuple(texts),
    )  # fmt: skip


def _store(
    record: Record, embedder: Embedder, batch: Sequence[_Prepared], summary: Summary
) -> None:
    texts = {
        passage.vector_hash: words
        for prepared in batch
        for passage, words in zip(prepared.version.passages, prepared.texts, strict=True)
    }
    known = record.vectors.known(texts)
    missing = [key for key in texts if key not in known]
    vectors = embedder.encode([texts[key] for key in missing])
    with record.transaction():
        record.vectors.put(zip(missing, vectors, strict=True))
        for prepared in batch:
            version = record.articles.put(prepared.version)
            summary.added += version == 1
            summary.updated += version > 1
            summary.passages += len(prepared.version.passages)
    summary.embedded += len(missing)


def _vector_key(model: str, words: str) -> bytes:
    return hashlib.sha256(f"{model}\0{words}".encode()).digest()[:16]

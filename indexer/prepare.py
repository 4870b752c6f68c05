"""Preparing: an article as it arrived -> the version to store, with the words of its passages."""

import hashlib
import json
from dataclasses import dataclass

from indexer.article import Article
from indexer.clean import clean
from indexer.passages import HEADLINE, headline, split_passages
from indexer.record import NewPassage, NewVersion
from indexer.sentences import Span, split_sentences

CLEANING = "3"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version, and the words of each of its passages."""

    version: NewVersion
    texts: tuple[str, ...]


def digest_of(article: Article) -> bytes:
    """Return a hash of all that would make `article` another version."""
    facts = [
        CLEANING, article.title, article.publisher, article.authors, article.published,
        article.modified, article.section, article.language, article.url, article.text,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts).encode()).digest()


def prepare(article: Article, digest: bytes, model: str) -> Prepared | None:
    """Return `article` cleaned and split for the embedding `model`; None when nothing is left.

    Of a page that is a video or a gallery its headline is left, by which it is still found.
    """
    cleaned = clean(article.text)
    sentences = split_sentences(cleaned.text, article.language)
    passages, texts = passages_of(cleaned.text, sentences, article.title, article.url, model)
    if not passages:
        return None
    return Prepared(
        NewVersion(
            article_id=article.id, hash=digest, source=article.source, url=article.url,
            title=article.title, publisher=article.publisher, authors=article.authors,
            published=article.published, modified=article.modified, section=article.section,
            language=article.language, claims=article.claims, text=cleaned.text,
            sentences=sentences, removed=cleaned.removed, passages=passages,
        ),
        texts,
    )  # fmt: skip


def passages_of(
    text: str, sentences: list[Span], title: str | None, url: str | None, model: str
) -> tuple[tuple[NewPassage, ...], tuple[str, ...]]:
    """Return the passages of a stored text, the headline first, and the words of each."""
    spans = split_passages(text, sentences)
    whole = headline(title, url, text, sentences)
    if not spans and not whole:
        return (), ()
    texts = [whole, *(text[span.start : span.end] for span in spans)]
    passages = tuple(
        NewPassage(span, _vector_key(model, words))
        for span, words in zip([HEADLINE, *spans], texts, strict=True)
    )
    return passages, tuple(texts)


def _vector_key(model: str, words: str) -> bytes:
    return hashlib.sha256(f"{model}\0{words}".encode()).digest()[:16]

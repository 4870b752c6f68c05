"""Evidence: the sentences of the best passages, ready for a generator to choose from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.article_words import ArticleWords, words_of
from service.corrections import about_corrections, notices_of
from service.question import Question
from service.retrieve import Retrieval
from service.view import Library

ARTICLES = 8
PASSAGES_AN_ARTICLE = 3


@dataclass(frozen=True, slots=True)
class EvidencePassage:
    """A passage that may answer. `rank` counts articles from 0; `score` is the article's."""

    article: StoredArticle
    span: Span
    sentences: tuple[Span, ...]
    rank: int
    score: float
    dense: float
    words: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a generator may use."""

    question: Question
    retrieval: Retrieval
    passages: tuple[EvidencePassage, ...]

    def articles(self) -> dict[int, StoredArticle]:
        """Return the articles of the passages by record row number."""
        return {passage.article.number: passage.article for passage in self.passages}


def expect(index: Library, retrieval: Retrieval, most: int | None = None) -> None:
    """Tell an index that the first `most` articles of a retrieval will be read, and what of them.

    What lies on other machines then comes at once.
    """
    hits = retrieval.hits[:most]
    passages = [passage.passage for hit in hits for passage in hit.passages]
    index.expect([hit.article.number for hit in hits], passages)


def gather(
    question: Question,
    retrieval: Retrieval,
    load_articles: Callable[[Sequence[int]], Mapping[int, StoredArticle]],
    load_spans: Callable[[Sequence[int]], Mapping[int, Span]],
) -> Evidence:
    """Return the sentences of the best passages of the best articles.

    An article that was removed or replaced since it was retrieved is left out, and so are
    sentences that give orders to a machine, and those of a correction notice (which repeat what
    was wrong) unless the question is about one.
    """
    passages: list[EvidencePassage] = []
    hits = retrieval.hits[:ARTICLES]
    articles = load_articles([hit.article.number for hit in hits])
    best = [hit.passages[:PASSAGES_AN_ARTICLE] for hit in hits]
    spans = load_spans([passage.passage for some in best for passage in some])
    asks_about_notices = about_corrections(question.text)
    for rank, hit in enumerate(hits):
        article = articles.get(hit.article.number)
        if article is None:
            continue
        words = words_of(article)
        notices = () if asks_about_notices else notices_of(article)
        for passage in best[rank]:
            if passage.passage not in spans:
                continue
            span = spans[passage.passage]
            sentences = tuple(_inside(words, span, notices))
            if sentences:
                passages.append(
                    EvidencePassage(
                        article=article,
                        span=span,
                        sentences=sentences,
                        rank=rank,
                        score=hit.score,
                        dense=passage.dense,
                        words=passage.words,
                    )
                )
    return Evidence(question, retrieval, tuple(passages))


def _inside(words: ArticleWords, span: Span, notices: Sequence[Span]) -> Iterator[Span]:
    return (
        sentence
        for sentence in words.inside(span)
        if not any(n.start <= sentence.start < n.end for n in notices)
        and not words.of(sentence).addresses_a_machine
    )

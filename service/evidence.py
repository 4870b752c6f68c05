"""Evidence: the sentences of the best passages, ready for a generator to choose from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.corrections import about_corrections, notices_of
from service.injection import addresses_a_machine
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
    load_article: Callable[[int], StoredArticle | None],
    load_spans: Callable[[Sequence[int]], dict[int, Span]],
) -> Evidence:
    """Return the sentences of the best passages of the best articles.

    An article that was removed or replaced since it was retrieved is left out, and so are
    sentences that give orders to a machine, and those of a correction notice (which repeat what
    was wrong) unless the question is about one.
    """
    passages: list[EvidencePassage] = []
    for rank, hit in enumerate(retrieval.hits[:ARTICLES]):
        article = load_article(hit.article.number)
        if article is None:
            continue
        best = hit.passages[:PASSAGES_AN_ARTICLE]
        notices = () if about_corrections(question.text) else notices_of(article)
        spans = load_spans([passage.passage for passage in best])
        for passage in best:
            if passage.passage not in spans:
                continue
            span = spans[passage.passage]
            sentences = tuple(_inside(article, span, notices))
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


def _inside(article: StoredArticle, span: Span, notices: Sequence[Span]) -> Iterator[Span]:
    return (
        sentence
        for sentence in article.sentences
        if sentence.start < span.end
        and sentence.end > span.start
        and not any(n.start <= sentence.start < n.end for n in notices)
        and not addresses_a_machine(article.text[sentence.start : sentence.end])
    )

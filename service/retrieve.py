"""Question -> ranked articles with their best passages: hybrid, time-aware."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Embedder, Vectors
from indexer.index import Selection, Snapshot
from indexer.record import ArticleFacts
from service.arrange import Placed, arranged
from service.first_last import by_day
from service.merge import merged
from service.parts import split_question
from service.question import Question, understand
from service.ranking import Features
from service.reach import Mask, Reach, reach, timeless, weighed
from service.rerank import TOP, ReadPassages, Reranker, reranked
from service.shortlist import PassageHit, Shortlist, candidates
from service.sources import Sources
from service.steps import name_in, two_steps
from service.window import Window

RECENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """A ranked article; `passages` are its best, best first, `copies` carry the same story."""

    article: ArticleFacts
    score: float
    features: dict[str, float]
    passages: tuple[PassageHit, ...]
    copies: tuple[ArticleFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found, best article first, and the question's vector for further use.

    `widened` says that what the question names yielded too little, and `notes` what was done;
    `parts` are the questions that it was split into.
    """

    hits: tuple[ArticleHit, ...]
    vector: NDArray[np.float32]
    term_weights: dict[str, float]
    widened: bool = False
    notes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def article_ids(self) -> list[str]:
        """Return the ids of all articles found, each story's copies right behind it."""
        return [facts.id for hit in self.hits for facts in (hit.article, *hit.copies)]


class Retriever:
    """Ranks the articles of a snapshot for a question."""

    def __init__(
        self,
        embedder: Embedder,
        read: ReadPassages | None = None,
        reranker: Reranker | None = None,
        split: bool = True,
    ) -> None:
        """`read` gives the texts that re-ranking and second steps look into."""
        self._embedder = embedder
        self._split = split
        self._read = read
        self._reranker = reranker if read else None
        self._sources: tuple[Snapshot, Sources] | None = None

    def retrieve(self, snapshot: Snapshot, question: Question, k: int = 20) -> Retrieval:
        """Return at most `k` articles, best first, none published after the question's as_of.

        Articles outside the question's limits are never returned; those outside a window or a
        source that its words name only when there is too little inside. A question that compares
        or asks two things is also asked in its parts, and the best articles of each part are
        among the first. Raises QuestionError for an unknown publisher, author, section or
        language, with the nearest names.
        """
        whole = self._reranked(snapshot, question, k)
        parts = self._parts(snapshot, question) if self._split and whole.hits else ()
        if not parts:
            return whole
        found = [self._reranked(snapshot, self._ask(snapshot, question, p), k) for p in parts]
        hits = merged(whole.hits, [part.hits for part in found])
        return replace(whole, hits=tuple(hits[:k]), parts=parts)

    def _reranked(self, snapshot: Snapshot, question: Question, k: int) -> Retrieval:
        if self._reranker is None or self._read is None:
            return self._rank(snapshot, question, k)
        found = self._rank(snapshot, question, max(k, TOP) if k > 0 else 0)
        hits = reranked(found.hits, question.text, self._reranker, self._read)
        return replace(found, hits=tuple(hits[:k]))

    def _parts(self, snapshot: Snapshot, question: Question) -> tuple[str, ...]:
        step = two_steps(question.text)
        if step is None or self._read is None:
            return split_question(question.text)
        described = self._rank(snapshot, self._ask(snapshot, question, step.first), 1)
        name = name_in(self._read(described.hits), question.text)
        return (step.first, step.named(name))

    def _ask(self, snapshot: Snapshot, question: Question, part: str) -> Question:
        limit = question.limit
        return understand(
            part,
            sources=self.sources(snapshot),
            as_of=question.as_of,
            start=limit.start if limit else None,
            end=limit.end if limit else None,
            publisher=question.publisher,
            author=question.author,
            section=question.section,
            language=question.language,
        )

    def _rank(self, snapshot: Snapshot, question: Question, k: int) -> Retrieval:
        vector = self._embedder.encode([question.text])[0]
        weights = _term_weights(snapshot, question.terms)
        asks = k > 0 and any(map(str.isalnum, question.text))
        table = self._collect(snapshot, question, vector, weights) if asks else None
        if table is None:
            return Retrieval((), vector, weights)
        features = table.features(snapshot, question, weights)
        reached = self._reach(snapshot, question, table, features)
        fit = timeless(features)
        features, scores = weighed(features, reached)
        scores = by_day(question, table.days(snapshot), scores, fit)
        order = np.argsort(-scores, kind="stable")[: reached.inside.sum()].tolist()
        facts = [snapshot.articles[number] for number in table.articles.tolist()]
        placed = arranged(order, facts, scores.tolist(), k)
        hits = tuple(_hit(snapshot, table, place, facts, scores, features) for place in placed)
        notes = (reached.note,) if reached.note else ()
        return Retrieval(hits, vector, weights, reached.widened, notes)

    def sources(self, snapshot: Snapshot) -> Sources:
        """Return the names that a snapshot holds, gathered once for each."""
        known = self._sources
        if known is None or known[0] is not snapshot:
            known = self._sources = snapshot, Sources(snapshot)
        return known[1]

    def features(self, snapshot: Snapshot, question: Question) -> tuple[list[str], Features] | None:
        """Return the candidates' article ids and their features, for tuning; None without any."""
        vector = self._embedder.encode([question.text])[0]
        weights = _term_weights(snapshot, question.terms)
        table = self._collect(snapshot, question, vector, weights)
        if table is None:
            return None
        ids = [snapshot.articles[int(number)].id for number in table.articles]
        return ids, table.features(snapshot, question, weights)

    def _collect(
        self, snapshot: Snapshot, question: Question, vector: Vectors, weights: dict[str, float]
    ) -> Shortlist | None:
        narrowed = self.sources(snapshot).narrowed(
            {
                "publisher": question.publisher,
                "author": question.author,
                "section": question.section,
                "language": question.language,
            }
        )
        selection = _select(snapshot, question, narrowed)
        if len(selection) == 0:
            return None
        words = snapshot.bm25(question.terms, selection) / max(sum(weights.values()), 1e-6)
        scopes = [selection, *self._scopes(snapshot, question, selection)]
        rows = candidates(snapshot, vector, words, scopes)
        return Shortlist.of(snapshot, vector, words, rows, selection) if len(rows) else None

    def _scopes(
        self, snapshot: Snapshot, question: Question, selection: Selection
    ) -> Iterator[Selection]:
        """Yield the narrower scopes that are searched for candidates of their own."""
        told, source = question.told, question.source
        first = question.as_of - timedelta(days=RECENT_DAYS)
        spans = [Window(start=first, end=question.as_of)]
        if told and not (told.start and told.start >= first):
            spans.append(told)
        for span in spans:
            dated = snapshot.select(span.start, span.end, undated=False)
            yield Selection(dated.allowed & selection.allowed, dated.ranges)
        if source:
            of_source = snapshot.select(
                articles=self.sources(snapshot).of(source.kind, source.name)
            )
            yield Selection(of_source.allowed & selection.allowed, of_source.ranges)

    def _reach(
        self, snapshot: Snapshot, question: Question, table: Shortlist, features: Features
    ) -> Reach:
        named: Mask = np.ones(len(table.articles), dtype=bool)
        if source := question.source:
            numbers = self.sources(snapshot).of(source.kind, source.name)
            named = np.isin(table.articles, numbers)
        return reach(question, table.days(snapshot), named, features)


def _hit(
    snapshot: Snapshot,
    table: Shortlist,
    place: Placed,
    facts: Sequence[ArticleFacts],
    scores: NDArray[np.float32],
    features: Features,
) -> ArticleHit:
    at = place.position
    return ArticleHit(
        article=facts[at],
        score=float(scores[at]),
        features={
            field.name: float(getattr(features, field.name)[at]) for field in fields(features)
        },
        passages=table.best_passages(snapshot, at),
        copies=tuple(facts[copy] for copy in place.copies),
    )


def _term_weights(snapshot: Snapshot, terms: tuple[str, ...]) -> dict[str, float]:
    statistics = snapshot.statistics(terms)
    return {term: statistics.idf(term) for term in terms}


def _select(
    snapshot: Snapshot, question: Question, narrowed: NDArray[np.int64] | None
) -> Selection:
    limit = question.limit
    last = min(limit.end, question.as_of) if limit and limit.end else question.as_of
    return snapshot.select(
        limit.start if limit else None, last, undated=limit is None, articles=narrowed
    )

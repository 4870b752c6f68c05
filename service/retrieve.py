"""Question -> ranked articles with their best passages: hybrid, time-aware."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Embedder
from indexer.record import ArticleFacts
from service.arrange import Placed, arranged
from service.find import Finder, SnapshotFinder
from service.first_last import by_day
from service.merge import merged
from service.parts import split_question
from service.query import Query
from service.question import Question, understand
from service.ranking import Features
from service.reach import reach, timeless, weighed
from service.rerank import TOP, ReadPassages, Reranker, reranked
from service.shortlist import PassageHit, Shortlist
from service.sources import Sources
from service.steps import name_in, two_steps
from service.view import View


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
    `parts` are the questions that it was split into; `missing` is what of the archive was out of
    reach.
    """

    hits: tuple[ArticleHit, ...]
    vector: NDArray[np.float32]
    term_weights: dict[str, float]
    widened: bool = False
    notes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

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
        finder: Finder | None = None,
    ) -> None:
        """`read` gives the texts that re-ranking and second steps look into.

        `finder` looks for candidates where they lie; by default, in the snapshot itself.
        """
        self._embedder = embedder
        self._split = split
        self._read = read
        self._reranker = reranker if read else None
        self._finder = finder or SnapshotFinder()

    def retrieve(self, snapshot: View, question: Question, k: int = 20) -> Retrieval:
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

    def _reranked(self, snapshot: View, question: Question, k: int) -> Retrieval:
        if self._reranker is None or self._read is None:
            return self._rank(snapshot, question, k)
        found = self._rank(snapshot, question, max(k, TOP) if k > 0 else 0)
        hits = reranked(found.hits, question.text, self._reranker, self._read)
        return replace(found, hits=tuple(hits[:k]))

    def _parts(self, snapshot: View, question: Question) -> tuple[str, ...]:
        step = two_steps(question.text)
        if step is None or self._read is None:
            return split_question(question.text)
        described = self._rank(snapshot, self._ask(snapshot, question, step.first), 1)
        name = name_in(self._read(described.hits), question.text)
        return (step.first, step.named(name))

    def _ask(self, snapshot: View, question: Question, part: str) -> Question:
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

    def _rank(self, snapshot: View, question: Question, k: int) -> Retrieval:
        asks = k > 0 and any(map(str.isalnum, question.text))
        query, table = self._collect(snapshot, question, asks)
        if table is None:
            return Retrieval((), query.vector, query.weights)
        features = table.features(question)
        reached = reach(question, table.days, table.named, features)
        fit = timeless(features)
        features, scores = weighed(features, reached)
        scores = by_day(question, table.days, scores, fit)
        order = np.argsort(-scores, kind="stable")[: reached.inside.sum()].tolist()
        facts = [snapshot.articles[number] for number in table.articles.tolist()]
        placed = arranged(order, facts, scores.tolist(), k)
        hits = tuple(_hit(table, place, facts, scores, features) for place in placed)
        notes = (reached.note,) if reached.note else ()
        return Retrieval(hits, query.vector, query.weights, reached.widened, notes)

    def sources(self, snapshot: View) -> Sources:
        """Return the names that a snapshot holds, gathered once for each."""
        return self._finder.sources(snapshot)

    def features(self, snapshot: View, question: Question) -> tuple[list[str], Features] | None:
        """Return the candidates' article ids and their features, for tuning; None without any."""
        _, table = self._collect(snapshot, question, True)
        if table is None:
            return None
        ids = [snapshot.articles[number].id for number in table.articles.tolist()]
        return ids, table.features(question)

    def _collect(
        self, snapshot: View, question: Question, asks: bool
    ) -> tuple[Query, Shortlist | None]:
        counted = self._finder.count(snapshot, question.terms)
        vector = self._embedder.encode([question.text])[0]  # while shards elsewhere count
        query = Query.of(question, vector, counted())
        self.sources(snapshot).narrowed(query.names)  # what is unknown is refused
        return query, self._finder.find(snapshot, query) if asks else None


def _hit(
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
        passages=table.best_passages(at),
        copies=tuple(facts[copy] for copy in place.copies),
    )

"""Question -> ranked articles with their best passages: hybrid, time-aware."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Embedder, Vectors
from indexer.index import Rows, Scores, Selection, Snapshot
from indexer.record import ArticleFacts
from service.errors import QuestionError
from service.question import Question
from service.ranking import Features, score

CANDIDATE_ROWS = 500
RECENT_DAYS = 14
WINDOW_SLACK_DAYS = 7
PASSAGES_AN_ARTICLE = 5


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage of a ranked article, with its cosine and its share of the question's words."""

    passage: int
    dense: float
    words: float


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """A ranked article; `passages` are its best, best first."""

    article: ArticleFacts
    score: float
    features: dict[str, float]
    passages: tuple[PassageHit, ...]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found, best article first, and the question's vector for further use."""

    hits: tuple[ArticleHit, ...]
    vector: NDArray[np.float32]
    term_weights: dict[str, float]


class Retriever:
    """Ranks the articles of a snapshot for a question."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def retrieve(self, snapshot: Snapshot, question: Question, k: int = 20) -> Retrieval:
        """Return at most `k` articles, best first, none published after the question's as_of.

        Articles outside the question's limit or publisher are never returned. Raises
        QuestionError for an unknown publisher, with the nearest names.
        """
        vector = self._embedder.encode([question.text])[0]
        weights = _term_weights(snapshot, question.terms)
        table = _collect(snapshot, question, vector, weights) if k > 0 else None
        if table is None:
            return Retrieval((), vector, weights)
        features = table.features(snapshot, question, weights)
        scores = score(features)
        order = np.argsort(-scores, kind="stable")[:k].tolist()
        hits = tuple(table.hit(snapshot, at, float(scores[at]), features) for at in order)
        return Retrieval(hits, vector, weights)

    def features(self, snapshot: Snapshot, question: Question) -> tuple[list[str], Features] | None:
        """Return the candidates' article ids and their features, for tuning; None without any."""
        vector = self._embedder.encode([question.text])[0]
        weights = _term_weights(snapshot, question.terms)
        table = _collect(snapshot, question, vector, weights)
        if table is None:
            return None
        ids = [snapshot.articles[int(number)].id for number in table.articles]
        return ids, table.features(snapshot, question, weights)


def _collect(
    snapshot: Snapshot, question: Question, vector: Vectors, weights: dict[str, float]
) -> "_Table | None":
    selection = _select(snapshot, question)
    if len(selection) == 0:
        return None
    words = snapshot.bm25(question.terms, selection) / max(sum(weights.values()), 1e-6)
    rows = _candidates(snapshot, question, vector, words, selection)
    return _Table.collect(snapshot, vector, words, rows, selection) if len(rows) else None


@dataclass(frozen=True, slots=True)
class _Table:
    """All allowed rows of the candidate articles, grouped by article."""

    rows: Rows
    articles: NDArray[np.int64]
    firsts: NDArray[np.int64]
    dense: Scores
    words: Scores
    headline: NDArray[np.bool_]

    @classmethod
    def collect(
        cls,
        snapshot: Snapshot,
        vector: Vectors,
        words: Scores,
        candidates: Rows,
        selection: Selection,
    ) -> "_Table":
        rows = snapshot.rows_of(np.unique(snapshot.article_numbers[candidates]))
        rows = rows[selection.allowed[rows]]
        articles, firsts = np.unique(snapshot.article_numbers[rows], return_index=True)
        return cls(
            rows, articles, firsts, snapshot.cosines(vector, rows), words[rows],
            snapshot.headline[rows],
        )  # fmt: skip

    def features(
        self, snapshot: Snapshot, question: Question, weights: dict[str, float]
    ) -> Features:
        body_dense = np.where(self.headline, np.float32(-1.0), self.dense)
        body_words = np.where(self.headline, np.float32(0.0), self.words)
        days = snapshot.days[self.rows[self.firsts]]
        return Features(
            dense=np.maximum.reduceat(body_dense, self.firsts),
            dense_next=self._mean_of_best(self.dense),
            title=self._headline_value(self.dense),
            words=np.maximum.reduceat(body_words, self.firsts),
            words_next=self._mean_of_best(self.words),
            coverage=self._coverage(snapshot, weights),
            age=_age(days, question),
            outside=_outside(days, question),
        )

    def _mean_of_best(self, values: Scores, best: int = 3) -> Scores:
        groups = np.split(values, self.firsts[1:])
        bodies = np.split(~self.headline, self.firsts[1:])
        means = [
            np.sort(group[body])[-best:].mean() if body.any() else 0.0
            for group, body in zip(groups, bodies, strict=True)
        ]
        return np.array(means, dtype=np.float32)

    def _headline_value(self, values: Scores) -> Scores:
        masked = np.where(self.headline, values, np.float32(0.0))
        return np.asarray(np.add.reduceat(masked, self.firsts), dtype=np.float32)

    def _coverage(self, snapshot: Snapshot, weights: dict[str, float]) -> Scores:
        covered = np.zeros(len(self.articles), dtype=np.float32)
        for term, weight in weights.items():
            held = snapshot.holding(term)[self.rows]
            covered += np.float32(weight) * np.logical_or.reduceat(held, self.firsts)
        return covered / np.float32(max(sum(weights.values()), 1e-6))

    def hit(
        self, snapshot: Snapshot, position: int, total: float, features: Features
    ) -> ArticleHit:
        end = self.firsts[position + 1] if position + 1 < len(self.firsts) else len(self.rows)
        inside = np.arange(self.firsts[position], end)
        inside = inside[~self.headline[inside]]
        best = inside[np.argsort(-(self.dense[inside] + self.words[inside]), kind="stable")]
        return ArticleHit(
            article=snapshot.articles[int(self.articles[position])],
            score=total,
            features={
                field.name: float(getattr(features, field.name)[position])
                for field in fields(features)
            },
            passages=tuple(
                PassageHit(
                    int(snapshot.passages[self.rows[row]]),
                    float(self.dense[row]),
                    float(self.words[row]),
                )
                for row in best[:PASSAGES_AN_ARTICLE]
            ),
        )


def _term_weights(snapshot: Snapshot, terms: tuple[str, ...]) -> dict[str, float]:
    statistics = snapshot.statistics(terms)
    return {term: statistics.idf(term) for term in terms}


def _select(snapshot: Snapshot, question: Question) -> Selection:
    limit = question.limit
    last = min(limit.end, question.as_of) if limit and limit.end else question.as_of
    return snapshot.select(
        limit.start if limit else None,
        last,
        undated=limit is None,
        articles=_of_publisher(snapshot, question.publisher),
    )


def _of_publisher(snapshot: Snapshot, publisher: str | None) -> NDArray[np.int64] | None:
    if publisher is None:
        return None
    known: dict[str, str] = {}
    numbers = []
    for facts in snapshot.articles.values():
        if facts.publisher:
            known[facts.publisher.casefold()] = facts.publisher
            if facts.publisher.casefold() == publisher.casefold():
                numbers.append(facts.number)
    if not numbers:
        near = get_close_matches(publisher.casefold(), known, n=3, cutoff=0.4) or sorted(known)[:5]
        names = ", ".join(known[name] for name in near) or "none at all"
        raise QuestionError(f"no publisher {publisher!r} in this index; it has, nearest: {names}")
    return np.array(sorted(numbers), dtype=np.int64)


def _candidates(
    snapshot: Snapshot, question: Question, vector: Vectors, words: Scores, selection: Selection
) -> Rows:
    """Union of the nearest rows by meaning and by words, over all time and over recent days.

    Headlines and bodies are searched apart: short texts would crowd out the others.
    """
    found = []
    recent = _recent(snapshot, question, selection)
    for scope in (selection, recent):
        for part in (~snapshot.headline, snapshot.headline):
            narrowed = Selection(scope.allowed & part, scope.ranges)
            found.append(snapshot.nearest(vector, CANDIDATE_ROWS, narrowed))
            found.append(_top(np.where(narrowed.allowed, words, 0), CANDIDATE_ROWS))
    return np.unique(np.concatenate(found))


def _recent(snapshot: Snapshot, question: Question, selection: Selection) -> Selection:
    first = question.as_of - timedelta(days=RECENT_DAYS)
    recent = snapshot.select(first, question.as_of, undated=False)
    return Selection(recent.allowed & selection.allowed, recent.ranges)


def _top(values: Scores, k: int) -> Rows:
    rows = np.argpartition(-values, k)[:k] if k < len(values) else np.arange(len(values))
    return np.asarray(rows[values[rows] > 0], dtype=np.int64)


def _age(days: NDArray[np.int64], question: Question) -> Scores:
    """Return log2(1 + days away from what the question points at); undated articles get 0.

    That is the day of asking or, if nearer, a window that closed before it: what happened then
    was told then, or is told again now.
    """
    away = np.maximum(question.as_of.toordinal() - days, 0)
    window = question.window
    if window and window.end and window.end < question.as_of:
        start = window.start.toordinal() if window.start else window.end.toordinal()
        outside = np.maximum(np.maximum(start - days, days - window.end.toordinal()), 0)
        away = np.minimum(away, outside)
    return np.where(days > 0, np.log2(1 + away), 0).astype(np.float32)


def _outside(days: NDArray[np.int64], question: Question) -> Scores:
    window = question.window
    if window is None:
        return np.zeros(len(days), dtype=np.float32)
    start = window.start.toordinal() if window.start else 1
    end = window.end.toordinal() + WINDOW_SLACK_DAYS if window.end else date.max.toordinal()
    return ((days > 0) & ((days < start) | (days > end))).astype(np.float32)

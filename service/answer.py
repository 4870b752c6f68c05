"""Answer: the composed, verified result, and the Answerer that makes it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self, Unpack

from pydantic import BaseModel, ConfigDict, Field

from indexer.embed import Embedder, create_embedder, name_of
from indexer.index import Index
from indexer.record import StoredArticle
from indexer.shards.layout import is_sharded
from service.cite import Citation
from service.cluster.finder import ShardFinder
from service.cluster.index import ShardedIndex
from service.cluster.open import open_here
from service.compose import Composed, Conflict, ShortAnswer, Statement, compose
from service.confidence import THRESHOLD
from service.confirmation import with_confirmation
from service.copies import listed
from service.disagreement import with_sides
from service.evidence import ARTICLES, Evidence, expect, gather
from service.generate import DEFAULT, Draft, Generator, Options, create_generator
from service.limits import Limits
from service.question import Question, understand
from service.rerank import Reranker, create_reranker, passage_reader
from service.retrieve import Retrieval, Retriever
from service.silence import remark_on, why_nothing, why_silent
from service.verdict import with_verdict
from service.view import Library, View
from service.window import Window

WORDS = 60
WORDS_IN_DETAIL = 180
RETRIEVED = 20


class Answer(BaseModel):
    """An answer as every client gets it, on the command line and over HTTP."""

    model_config = ConfigDict(frozen=True)

    question: str
    as_of: date
    window: Window | None = Field(description="The time that the question is about.")
    widened: bool = Field(
        description="The time or source that the question names yielded too little."
    )
    notes: list[str] = Field(description="What was made of the question, and who failed to answer.")
    text: str = Field(description="The answer; markers [1], [2] stand after each statement.")
    short_answer: ShortAnswer | None
    statements: list[Statement]
    citations: list[Citation]
    conflicts: list[Conflict]
    abstained: bool
    reason: str | None = Field(description="Why the archive does not answer, when it does not.")
    confidence: float = Field(ge=0, le=1)
    generator: str
    rejected_statements: int
    timings_ms: dict[str, float]
    conversation: str | None = Field(default=None, description="The id of the conversation.")
    completed_question: str | None = Field(
        default=None, description="What a follow-up question was completed to, and answered."
    )
    partial: bool = Field(default=False, description="A part of the archive was out of reach.")
    missing: list[str] = Field(default_factory=list, description="Which part that was.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer with the ids of the articles that were retrieved for it, best first."""

    answer: Answer
    retrieved: list[str]

    def without(self, missing: list[str]) -> Self:
        """Return the outcome marked as partial: `missing` was out of reach."""
        notes = [*self.answer.notes, remark_on(missing)]
        told: dict[str, object] = {"partial": True, "missing": missing, "notes": notes}
        if self.answer.abstained:
            reason = f"{self.answer.reason} {remark_on(missing)}"
            told |= {"reason": reason, "text": reason}
        return replace(self, answer=self.answer.model_copy(update=told))


class Answerer:
    """Answers questions from one index. Safe to share between threads."""

    def __init__(
        self,
        index: Library,
        embedder: Embedder,
        generator: Generator,
        reranker: Reranker | None = None,
    ) -> None:
        self.index = index
        self.generator = generator
        self.embedder = embedder
        finder = ShardFinder(index) if isinstance(index, ShardedIndex) else None
        self._retriever = Retriever(embedder, passage_reader(index), reranker, finder=finder)

    @classmethod
    def open(
        cls,
        folder: Path,
        generator: str = DEFAULT,
        options: Options | None = None,
        reranker: str | None = None,
        wrap: Callable[[Embedder], Embedder] = lambda embedder: embedder,
    ) -> "Answerer":
        """Open the index in `folder`, whole or in shards, with the model that it was built with.

        `reranker` names a sentence-transformers CrossEncoder; `wrap` is put around the embedder.

        Raises IndexMissing, IndexMismatch, ModelError or GeneratorError, each with its remedy.
        """
        chosen = create_generator(generator, options)
        index: Library = open_here(folder) if is_sharded(folder) else Index(folder)
        embedder = wrap(create_embedder_of(index))
        return cls(index, embedder, chosen, create_reranker(reranker))

    def ask(
        self,
        question: str,
        *,
        detail: bool = False,
        **limits: Unpack[Limits],
    ) -> Answer:
        """Return the answer. Raises QuestionError for a question that cannot be used."""
        return self.consult(question, detail=detail, **limits).answer

    def consult(
        self,
        question: str,
        *,
        detail: bool = False,
        on_retrieval: Callable[[Question, Retrieval], None] = lambda question, retrieval: None,
        **limits: Unpack[Limits],
    ) -> Outcome:
        """Return the answer and what was retrieved for it; `on_retrieval` hears of that first."""
        with self.index.watched() as missing:
            outcome = self._consult(question, detail, on_retrieval, limits, missing)
        return outcome.without(missing) if missing else outcome

    def _consult(
        self,
        question: str,
        detail: bool,
        on_retrieval: Callable[[Question, Retrieval], None],
        limits: Limits,
        missing: list[str],
    ) -> Outcome:
        clock = _Clock()
        snapshot = self.index.snapshot()
        asked = self._understand(snapshot, question, limits)
        retrieval = self._retriever.retrieve(snapshot, asked, RETRIEVED)
        expect(self.index, retrieval, ARTICLES)
        retrieval = replace(retrieval, missing=tuple(missing))
        clock.lap("retrieve")
        on_retrieval(asked, retrieval)
        evidence = self._gather(asked, retrieval)
        words = WORDS_IN_DETAIL if detail else WORDS
        draft = with_sides(self.generator.generate(evidence, words), evidence, words)
        draft = with_confirmation(with_verdict(draft, evidence), evidence)
        clock.lap("generate")
        composed = compose(draft, lambda a: listed(self.index.copies_of(a), asked))
        clock.lap("verify")
        answer = self._answer(asked, snapshot, retrieval, draft, composed, clock)
        return Outcome(answer, retrieval.article_ids()[:RETRIEVED])

    def evidence(self, asked: Question) -> Evidence:
        """Return what a generator would get for a question."""
        retrieval = self._retriever.retrieve(self.index.snapshot(), asked, RETRIEVED)
        return self._gather(asked, retrieval)

    def _gather(self, asked: Question, retrieval: Retrieval) -> Evidence:
        return gather(asked, retrieval, self.index.articles, self.index.spans)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        **limits: Unpack[Limits],
    ) -> tuple[Question, Retrieval]:
        """Return the question as understood and the `k` best articles for it."""
        with self.index.watched() as missing:
            snapshot = self.index.snapshot()
            asked = self._understand(snapshot, query, limits)
            retrieval = self._retriever.retrieve(snapshot, asked, k)
        return asked, replace(retrieval, missing=tuple(missing))

    def _understand(self, snapshot: View, question: str, limits: Limits) -> Question:
        return understand(question, sources=self._retriever.sources(snapshot), **limits)

    def why_nothing(self, asked: Question) -> str:
        """Return why no article at all is in reach of a question."""
        snapshot = self.index.snapshot()
        return why_nothing(asked, snapshot, self._retriever.sources(snapshot))

    def why_silent(self, asked: Question, retrieval: Retrieval) -> str:
        """Return why the archive does not answer, and what it has that is nearest."""
        snapshot = self.index.snapshot()
        return why_silent(asked, snapshot, retrieval, self._retriever.sources(snapshot))

    def article(self, article_id: str) -> StoredArticle | None:
        """Return the live version of an article, or None."""
        return self.index.article(article_id)

    def _answer(
        self,
        asked: Question,
        snapshot: View,
        retrieval: Retrieval,
        draft: Draft,
        composed: Composed,
        clock: "_Clock",
    ) -> Answer:
        silent = draft.confidence < THRESHOLD or not composed.statements
        reason = self.why_silent(asked, retrieval) if silent else None
        return Answer(
            question=asked.text,
            as_of=asked.as_of,
            window=asked.window,
            widened=retrieval.widened,
            notes=[*asked.notes, *retrieval.notes, *draft.notes],
            text=reason or composed.text,
            short_answer=None if silent else composed.short_answer,
            statements=[] if silent else composed.statements,
            citations=[] if silent else composed.citations,
            conflicts=[] if silent else composed.conflicts,
            abstained=silent,
            reason=reason,
            confidence=round(draft.confidence, 4),
            generator=draft.generator or self.generator.name,
            rejected_statements=composed.rejected,
            timings_ms=clock.laps(),
        )


def create_embedder_of(index: Library) -> Embedder:
    """Return the embedder that the index was built with. Raises IndexMismatch or ModelError."""
    embedder = create_embedder(name_of(index.meta["model"]))
    index.require_model(embedder.model)
    return embedder


class _Clock:
    def __init__(self) -> None:
        self._began = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = (now - self._last) * 1000
        self._last = now

    def laps(self) -> dict[str, float]:
        total = (time.perf_counter() - self._began) * 1000
        return {name: round(ms, 2) for name, ms in {**self._laps, "total": total}.items()}

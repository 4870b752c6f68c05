"""Sentences of the evidence, with the features by which the ones that answer are chosen."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from itertools import pairwise
from operator import or_

import numpy as np
from numpy.typing import NDArray

from indexer.dates import day_of
from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import terms_of
from service.article_words import SentenceWords, words_of
from service.evidence import Evidence, EvidencePassage
from service.kind import asking_sentence

Floats = NDArray[np.float64]

_SHORTEST = 4
_LONG = 45
_UNDATED_DAYS = 30
_LEAD = 400
_TEASER = re.compile(r"[^.?!:]{2,60}\w[’'”\"]?:[A-Z“\"'‘][^.!]*|:\s?[A-Z].*", re.S)
_PICTURE = re.compile(r"(?:Hide|Show)\s+Caption\b|\d+\s+of\s+\d+\s+Photos?\b")
_GOES_ON = re.compile(r"(?:He|She|It|They|This|That|But|And)\b")

SENTENCE_FEATURES = (
    "passage",  # cosine of the question with the passage
    "coverage",  # share of the question's term weight in the sentence
    "asked",  # the same of the part that asks
    "before",  # with the sentence before
    "after",  # with the sentence after
    "context",  # with the passage and the headline
    "names",  # share of the weight of the question's names
    "pairs",  # share of the question's pairs of neighbouring terms
    "novel",  # share of its terms that the question does not hold
    "headline",  # share of the headline's other terms that it holds
    "head",  # 1 when it holds the noun asked for
    "article",  # the article's ranking score less the best one's
    "first",  # 1 in the best article
    "rank",  # falls with the article's rank
    "age",  # grows with the days since publication
    "lead",  # falls with the place in the article
    "opening",  # falls with the place in the passage
    "length",  # logarithm of its words
    "long",  # 1 past 45 words
    "goes_on",  # 1 when it begins with a pronoun or a conjunction
    "asks",  # 1 when it is itself a question
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the evidence with its words; `rank` of its article from 0."""

    article: StoredArticle
    span: Span
    rank: int
    words: SentenceWords

    @property
    def text(self) -> str:
        """The words as they stand in the article."""
        return self.words.text

    @property
    def terms(self) -> tuple[str, ...]:
        """The index terms, in order."""
        return self.words.terms


def read_sentences(evidence: Evidence) -> tuple[list[Sentence], Floats]:
    """Return the sentences, none twice, and their features: shape (n, len(SENTENCE_FEATURES))."""
    reading = _Reading(evidence)
    found = [pair for passage in evidence.passages for pair in reading.of(passage)]
    values = np.array([features for _, features in found], dtype=np.float64)
    return [sentence for sentence, _ in found], values.reshape(-1, len(SENTENCE_FEATURES))


def is_teaser(text: str) -> bool:
    """Tell whether a line points at another article, or numbers a picture.

    So does "Storm:Five towns are without power".
    """
    return bool(_TEASER.fullmatch(text) or _PICTURE.match(text))


class _Reading:
    """What of the question is compared with every sentence.

    Which of the question's terms a sentence holds is one number, a bit for each term.
    """

    def __init__(self, evidence: Evidence) -> None:
        question = evidence.question
        weights = evidence.retrieval.term_weights
        self._bits = {term: 1 << place for place, term in enumerate(weights)}
        self._weighed = frozenset(weights)
        self._whole = _Weighed(weights)
        self._asking = _Weighed(weights, terms_of(asking_sentence(question.text)))
        self._names = _Weighed(weights, [t for n in question.names for t in terms_of(n)])
        self._terms = frozenset(question.terms)
        self._pairs = frozenset(pairwise(question.terms))
        self._head = frozenset(terms_of(question.head or ""))
        self._as_of = question.as_of
        self._best = max((passage.score for passage in evidence.passages), default=0.0)
        self._seen: set[tuple[int, Span]] = set()

    def of(self, passage: EvidencePassage) -> Iterator[tuple[Sentence, list[float]]]:
        """Yield the sentences of a passage with their features."""
        words = words_of(passage.article)
        told = [words.of(span) for span in passage.sentences]
        marks = [self._mark(each.held) for each in told]
        context = self._whole.share_of(reduce(or_, marks, self._mark(words.title)))
        new = words.title - self._terms
        of_article = self._of_article(passage)
        for place, (span, each) in enumerate(zip(passage.sentences, told, strict=True)):
            key = (passage.article.number, span)
            form = _form_of(each.text)
            if key in self._seen or form is None:
                continue
            self._seen.add(key)
            yield (
                Sentence(passage.article, span, passage.rank, each),
                [
                    passage.dense,
                    *self._covers(marks, place),
                    context,
                    *self._resembles(each, marks[place], new),
                    *of_article,
                    1 / (1 + math.log1p(span.start / _LEAD)),
                    1 / (1 + place),
                    *form,
                ],
            )

    def _mark(self, held: frozenset[str]) -> int:
        bits = self._bits
        return sum([bits[term] for term in self._weighed & held])

    def _covers(self, marks: Sequence[int], place: int) -> list[float]:
        mark = marks[place]
        before = marks[place - 1] if place else 0
        after = marks[place + 1] if place + 1 < len(marks) else 0
        return [
            self._whole.share_of(mark),
            self._asking.share_of(mark),
            self._whole.share_of(mark | before),
            self._whole.share_of(mark | after),
        ]

    def _resembles(self, words: SentenceWords, mark: int, new: frozenset[str]) -> list[float]:
        held = words.held
        told = not self._terms.isdisjoint(held)
        pairs = len(self._pairs & set(pairwise(words.terms))) if told else 0
        return [
            self._names.share_of(mark) if self._names.total else 0.5,
            pairs / max(len(self._pairs), 1),
            len(held - self._terms) / max(len(held), 1),
            len(new & held) / max(len(new), 1),
            float(not self._head.isdisjoint(held)),
        ]

    def _of_article(self, passage: EvidencePassage) -> list[float]:
        return [
            passage.score - self._best,
            float(passage.rank == 0),
            1 / (1 + passage.rank),
            math.log1p(_days(passage.article, self._as_of)),
        ]


@lru_cache(16_384)
def _form_of(text: str) -> tuple[float, ...] | None:
    """Return the features that no question changes; None for a sentence that tells nothing."""
    words = len(text.split())
    if words < _SHORTEST or is_teaser(text):
        return None
    return (
        math.log(words),
        float(words > _LONG),
        float(_GOES_ON.match(text) is not None),
        float(text.rstrip("”\"'’").endswith("?")),
    )


class _Weighed:
    """Terms of the question with their weights: all of them, or some."""

    def __init__(self, weights: Mapping[str, float], some: Iterable[str] | None = None) -> None:
        wanted = weights.keys() if some is None else weights.keys() & set(some)
        self._weights = [
            (1 << place, weight)
            for place, (term, weight) in enumerate(weights.items())
            if term in wanted
        ]
        self.total = sum(weight for _, weight in self._weights)
        self._shares: dict[int, float] = {}

    def share_of(self, mark: int) -> float:
        """Return the share of the weight whose terms are marked."""
        share = self._shares.get(mark)
        if share is None:
            held = sum([weight for bit, weight in self._weights if mark & bit])
            share = self._shares[mark] = held / self.total if self.total else 0.0
        return share


def _days(article: StoredArticle, as_of: date) -> int:
    published = day_of(article.published)
    return max((as_of - published).days, 0) if published else _UNDATED_DAYS

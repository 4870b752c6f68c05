"""Sentences of the evidence, with the features by which the ones that answer are chosen."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.dates import day_of
from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import sentence_terms, terms_of
from service.evidence import Evidence, EvidencePassage
from service.kind import asking_sentence

Floats = NDArray[np.float64]

_SHORTEST = 4
_LONG = 45
_UNDATED_DAYS = 30
_LEAD = 400
_TEASER = re.compile(r"[^.?!:]{2,60}\w[’'”\"]?:[A-Z“\"'‘][^.!]*|:\s?[A-Z].*", re.S)
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
    """A sentence of the evidence; `terms` in order, `rank` of its article from 0."""

    article: StoredArticle
    span: Span
    rank: int
    text: str
    terms: tuple[str, ...]


def read_sentences(evidence: Evidence) -> tuple[list[Sentence], Floats]:
    """Return the sentences, none twice, and their features: shape (n, len(SENTENCE_FEATURES))."""
    reading = _Reading(evidence)
    found = [pair for passage in evidence.passages for pair in reading.of(passage)]
    values = np.array([features for _, features in found], dtype=np.float64)
    return [sentence for sentence, _ in found], values.reshape(-1, len(SENTENCE_FEATURES))


def is_teaser(text: str) -> bool:
    """Tell whether a line points at another article: "Storm:Five towns are without power"."""
    return _TEASER.fullmatch(text) is not None


class _Reading:
    """What of the question is compared with every sentence."""

    def __init__(self, evidence: Evidence) -> None:
        question = evidence.question
        weights = evidence.retrieval.term_weights
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
        text = passage.article.text
        words = [text[span.start : span.end] for span in passage.sentences]
        terms = [sentence_terms(each) for each in words]
        title = frozenset(sentence_terms(passage.article.title or ""))
        context = self._whole.share_in(title.union(*terms))
        for place, span in enumerate(passage.sentences):
            key = (passage.article.number, span)
            short = len(words[place].split()) < _SHORTEST
            if key in self._seen or short or is_teaser(words[place]):
                continue
            self._seen.add(key)
            sentence = Sentence(passage.article, span, passage.rank, words[place], terms[place])
            yield (
                sentence,
                [
                    passage.dense,
                    *self._covers(terms, place),
                    context,
                    *self._resembles(sentence, title),
                    *self._placed(sentence, passage, place),
                ],
            )

    def _covers(self, terms: Sequence[tuple[str, ...]], place: int) -> list[float]:
        held = frozenset(terms[place])
        before = terms[place - 1] if place else ()
        after = terms[place + 1] if place + 1 < len(terms) else ()
        return [
            self._whole.share_in(held),
            self._asking.share_in(held),
            self._whole.share_in(held.union(before)),
            self._whole.share_in(held.union(after)),
        ]

    def _resembles(self, sentence: Sentence, title: frozenset[str]) -> list[float]:
        held = frozenset(sentence.terms)
        new = title - self._terms
        return [
            self._names.share_in(held) if self._names.total else 0.5,
            len(self._pairs & set(pairwise(sentence.terms))) / max(len(self._pairs), 1),
            len(held - self._terms) / max(len(held), 1),
            len(new & held) / max(len(new), 1),
            float(bool(self._head & held)),
        ]

    def _placed(self, sentence: Sentence, passage: EvidencePassage, place: int) -> list[float]:
        words = len(sentence.text.split())
        return [
            passage.score - self._best,
            float(passage.rank == 0),
            1 / (1 + passage.rank),
            math.log1p(_days(sentence.article, self._as_of)),
            1 / (1 + math.log1p(sentence.span.start / _LEAD)),
            1 / (1 + place),
            math.log(words),
            float(words > _LONG),
            float(_GOES_ON.match(sentence.text) is not None),
            float(sentence.text.rstrip("”\"'’").endswith("?")),
        ]


class _Weighed:
    """Terms of the question with their weights: all of them, or some."""

    def __init__(self, weights: Mapping[str, float], some: Iterable[str] | None = None) -> None:
        wanted = weights.keys() if some is None else weights.keys() & set(some)
        self._weights = [(term, weight) for term, weight in weights.items() if term in wanted]
        self.total = sum(weight for _, weight in self._weights)

    def share_in(self, terms: frozenset[str]) -> float:
        """Return the share of the weight whose terms are among `terms`."""
        held = sum([weight for term, weight in self._weights if term in terms])
        return held / self.total if self.total else 0.0


def _days(article: StoredArticle, as_of: date) -> int:
    published = day_of(article.published)
    return max((as_of - published).days, 0) if published else _UNDATED_DAYS

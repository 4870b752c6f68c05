"""Candidate sentences: what the extractive generator chooses from, with their features."""

import math
from dataclasses import dataclass, fields, replace

from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import terms_of
from service.evidence import Evidence, EvidencePassage
from service.phrase import find_phrase, names_what_is_asked

MOST_EMBEDDED = 24
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """Features of a sentence for a question, each roughly within 0..1.

    `similarity` is the cosine of the sentence with the question, `passage` that of its passage;
    `coverage` is the share of the question's term weight in the sentence, `context` that in the
    passage and the title together; `article` is the article's ranking score less the best one's;
    `lead` falls with the sentence's place in the article; `phrase` is 1 when it holds a phrase of
    the kind asked for; `named` is 1 when that is a name with the noun asked for; `asks` is 1 for
    a sentence that is itself a question.
    """

    similarity: float
    passage: float
    coverage: float
    context: float
    article: float
    lead: float
    phrase: float
    named: float
    asks: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each sentence feature; tuned as docs/decisions/sentences.md says."""

    similarity: float = 2.9
    passage: float = 1.5
    coverage: float = 2.2
    context: float = 1.3
    article: float = 0.2
    lead: float = 1.0
    phrase: float = 1.6
    named: float = 0.8
    asks: float = -1.7


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may stand in the answer."""

    article: StoredArticle
    span: Span
    rank: int
    features: SentenceFeatures
    score: float

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def score(features: SentenceFeatures, weights: Weights) -> float:
    """Return the weighted sum of the features."""
    names = [field.name for field in fields(weights)]
    return float(sum(getattr(weights, name) * getattr(features, name) for name in names))


def rank_sentences(evidence: Evidence, weights: Weights) -> list[Candidate]:
    """Return the candidate sentences of the evidence, best first.

    All are scored by their words; the most promising few are then embedded and scored in full.
    """
    places = [
        (passage, span)
        for passage in evidence.passages
        for span in passage.sentences
        if len(passage.article.text[slice(*span)].split()) >= _SHORTEST
    ]
    drafts = [_features(evidence, passage, span) for passage, span in places]
    promising = sorted(range(len(drafts)), key=lambda i: -score(drafts[i], weights))[:MOST_EMBEDDED]
    if not promising:
        return []
    texts = [places[i][0].article.text[slice(*places[i][1])] for i in promising]
    similarities = evidence.similarity(texts)
    candidates = []
    for i, similarity in zip(promising, similarities, strict=True):
        passage, span = places[i]
        features = replace(drafts[i], similarity=float(similarity))
        candidates.append(
            Candidate(passage.article, span, passage.rank, features, score(features, weights))
        )
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _features(evidence: Evidence, passage: EvidencePassage, span: Span) -> SentenceFeatures:
    text = passage.article.text[span.start : span.end]
    terms = set(terms_of(text))
    around = terms | set(terms_of(passage.article.text[slice(*passage.span)]))
    around |= set(terms_of(passage.article.title or ""))
    best = evidence.retrieval.hits[0].score
    return SentenceFeatures(
        similarity=0.0,
        passage=passage.dense,
        coverage=_covered(evidence, terms),
        context=_covered(evidence, around),
        article=passage.score - best,
        lead=1 / (1 + math.log1p(span.start / 400)),
        phrase=float(find_phrase(evidence.question, text) is not None),
        named=float(names_what_is_asked(evidence.question, text)),
        asks=float(text.rstrip("”\"'’").endswith("?")),
    )


def _covered(evidence: Evidence, terms: set[str]) -> float:
    weights = evidence.retrieval.term_weights
    total = sum(weights.values())
    return (
        sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0
    )

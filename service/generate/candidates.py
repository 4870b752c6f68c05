"""Candidates: the sentences that may stand in the answer, best first, with the likeliest phrase."""

from dataclasses import dataclass

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.evidence import Evidence
from service.generate.selector import (
    Reading,
    Weights,
    best_first,
    choice_features,
    default_weights,
    mentions_by_sentence,
    read,
    shares_of,
)
from service.generate.sentences import Floats


@dataclass(frozen=True, slots=True)
class Likely:
    """A phrase of a sentence that may be the answer; `span` counts in the article's text.

    `share` (0..1) is how likely it is the answer, if one of the phrases found is.
    """

    key: str
    span: Span
    share: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may stand in the answer; `rank` is its article's, from 0."""

    article: StoredArticle
    span: Span
    rank: int
    score: float
    phrase: Likely | None = None

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates, best first, with what they were ranked by."""

    candidates: tuple[Candidate, ...]
    reading: Reading
    features: Floats
    shares: Floats


def rank_sentences(evidence: Evidence, weights: Weights | None = None) -> Ranking:
    """Return the candidate sentences of the evidence, best first."""
    weights = weights or default_weights()
    reading = read(evidence, weights.words)
    shares = shares_of(reading, weights.phrases)
    features = choice_features(reading, shares)
    scores = features @ weights.choice
    phrases = _likeliest(reading, shares)
    order = best_first(scores)
    candidates = tuple(
        Candidate(
            article=reading.sentences[place].article,
            span=reading.sentences[place].span,
            rank=reading.sentences[place].rank,
            score=float(scores[place]),
            phrase=phrases[place],
        )
        for place in order
    )
    return Ranking(candidates, reading, features[order], shares)


def _likeliest(reading: Reading, shares: Floats) -> list[Likely | None]:
    """Return the likeliest phrase of each sentence."""
    share = {p.key: float(s) for p, s in zip(reading.proposals, shares, strict=True)}
    found: list[Likely | None] = []
    for sentence, mentions in zip(reading.sentences, mentions_by_sentence(reading), strict=True):
        best = max(mentions, key=lambda mention: (share[mention.key], mention.fit), default=None)
        start = sentence.span.start
        found.append(
            Likely(best.key, Span(start + best.span.start, start + best.span.end), share[best.key])
            if best
            else None
        )
    return found

"""Selector: scores the sentences and the phrases of the evidence by weights that were fitted.

The weights stand in selector.json, one a feature, as `python -m eval.tuning sentences` writes
them; docs/decisions/sentences.md says on what they were fitted.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from service.evidence import Evidence
from service.generate.agreement import PHRASE_FEATURES, Mention, Proposal, mentions_in, propose
from service.generate.sentences import SENTENCE_FEATURES, Floats, Sentence, read_sentences
from service.question import AnswerKind, Question
from service.wanted import Wanted

MOST_READ = 48
"""So many sentences, the most promising by their words alone, are looked through for phrases."""

CHOICE_FEATURES = (
    *SENTENCE_FEATURES,
    "promise",  # the score by the words alone, less that of the best sentence
    "fit",  # how well its best phrase fits
    "figure",  # the same where a number or a time is asked for
    "lacking",  # 1 when a kind of phrase is asked for that it does not hold
    "near",  # how near to its best phrase the question's terms stand
    "agreement",  # the votes for its best phrase
    "likely",  # logarithm of the share of its likeliest phrase
    "named",  # 1 when it holds a name with the noun asked for
)
_FIGURES = (AnswerKind.NUMBER, AnswerKind.TIME)
_FLOOR = 0.003
_FILE = Path(__file__).with_name("selector.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the features of sentences by their words, of phrases, and of the choice."""

    words: Floats
    phrases: Floats
    choice: Floats

    @classmethod
    def named(cls, weights: Mapping[str, Mapping[str, float]]) -> "Weights":
        """Return weights from their names; a name that is missing weighs nothing."""
        return cls(
            *(
                np.array([weights[part].get(name, 0.0) for name in names])
                for part, names in PARTS.items()
            )
        )

    def as_names(self) -> dict[str, dict[str, float]]:
        """Return the weights by their names."""
        return {
            part: {name: round(float(w), 3) for name, w in zip(names, values, strict=True)}
            for (part, names), values in zip(
                PARTS.items(), (self.words, self.phrases, self.choice), strict=True
            )
        }


PARTS = {"words": SENTENCE_FEATURES, "phrases": PHRASE_FEATURES, "choice": CHOICE_FEATURES}


@cache
def default_weights() -> Weights:
    """Return the weights that come with the package."""
    return Weights.named(json.loads(_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Reading:
    """The promising sentences of the evidence with their phrases, and the features of both."""

    question: Question
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    proposals: tuple[Proposal, ...]
    words: Floats
    phrases: Floats
    promise: Floats
    wants: bool


def read(evidence: Evidence, words: Floats) -> Reading:
    """Return the sentences that promise most by the weights `words`, and their phrases."""
    sentences, features = read_sentences(evidence)
    scores = features @ words
    kept = np.argsort(-scores, kind="stable")[:MOST_READ].tolist()
    promising = [sentences[place] for place in kept]
    promise = scores[kept] - scores[kept].max(initial=-math.inf)
    wanted = Wanted.by(evidence.question)
    mentions = mentions_in(evidence.question, wanted, promising, evidence.retrieval.term_weights)
    proposals, phrases = propose(wanted, promising, mentions, np.exp(promise))
    return Reading(
        question=evidence.question,
        sentences=tuple(promising),
        mentions=tuple(mentions),
        proposals=tuple(proposals),
        words=features[kept],
        phrases=phrases,
        promise=promise,
        wants=bool(wanted.forms),
    )


def shares_of(reading: Reading, weights: Floats) -> Floats:
    """Return how likely (0..1, in sum 1) each proposal is the answer, if one of them is."""
    return softmax(reading.phrases @ weights)


def choice_features(reading: Reading, shares: Floats) -> Floats:
    """Return the features of the choice: shape (sentences, len(CHOICE_FEATURES))."""
    likely = {p.key: float(s) for p, s in zip(reading.proposals, shares, strict=True)}
    agreed = PHRASE_FEATURES.index("agreement")
    votes = {
        p.key: float(v) for p, v in zip(reading.proposals, reading.phrases[:, agreed], strict=True)
    }
    best = np.zeros((len(reading.sentences), 5))
    for mention in reading.mentions:
        values = (mention.fit, mention.near, votes[mention.key], likely[mention.key], mention.named)
        np.maximum(best[mention.sentence], values, out=best[mention.sentence])
    fit, near, agreement, share, named = best.T
    figure = fit * (reading.question.kind in _FIGURES)
    lacking = (fit == 0) * float(reading.wants)
    columns = (reading.promise, fit, figure, lacking, near, agreement)
    return np.column_stack([reading.words, *columns, np.log(share + _FLOOR), named])


def softmax(scores: Floats) -> Floats:
    """Return shares in sum 1; none for none."""
    if not len(scores):
        return scores
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum(), dtype=np.float64)


def mentions_by_sentence(reading: Reading) -> list[list[Mention]]:
    """Return for each sentence its mentions."""
    found: list[list[Mention]] = [[] for _ in reading.sentences]
    for mention in reading.mentions:
        found[mention.sentence].append(mention)
    return found


def best_first(scores: Floats) -> Sequence[int]:
    """Return positions, the highest score first."""
    return [int(place) for place in np.argsort(-scores, kind="stable")]

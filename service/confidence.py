"""How likely the evidence answers the question: a small logistic model of readable features."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from statistics import fmean

from indexer.record import StoredArticle
from indexer.words import terms_of
from service.article_words import words_of
from service.evidence import Evidence
from service.generate.candidates import Ranking
from service.generate.selector import CHOICE_FEATURES
from service.question import Question
from service.retrieve import ArticleHit
from service.wording import has_alike

THRESHOLD = 0.485
"""Below this confidence the archive is said not to answer."""

_FIRST = 3
_LAST = slice(15, 20)
_FAR = -2.0
"""The ranking score of an article that has nothing to do with a question, or nearly so."""

_NEAR = 1.0
"""In an archive of 19,023 articles the mean of the last five of twenty is less than that for one
question in three hundred; in one of 72 articles, for all."""

_NEAR_DAYS = 31
_FEWEST = 4.0
_IF_TOLD = 1.0
_UNTOLD = 0.8
_UNNAMED = 0.5
# Words that tell nothing of the matter; the sentence that answers does without them.
_OF_FORM = frozenset(
    terms_of(
        "actually alone already also altogether both currently due eventually exactly finally "
        "immediately jointly officially overall planned set simply together total ultimately"
    )
)


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """What tells an answerable question from another.

    `stands_out` is by how much the score of the best article exceeds the mean of the last five of
    twenty (of a far one where there are not so many): where nothing answers, many articles are
    about equally far. `newer` is by how many doublings of days it lies nearer to the time asked
    about than those: what answers is mostly told then, and what has the same words at any time.
    `dense` and `words_next` are ranking features of the best article; of two
    that are equally near in meaning, the one with fewer of the words in many passages is the more
    to the point. `coverage` (0..1) is the share of the question's term weight in the evidence as a
    whole, `pairs` the best among the first three candidates; `head` is a feature of the
    first, and `likely` (0..1) the share of the likeliest phrase. `widened` is 1 where the time or
    source that the question names yielded too little, and what is at hand is of another.
    """

    stands_out: float
    newer: float
    dense: float
    words_next: float
    coverage: float
    pairs: float
    head: float
    likely: float
    widened: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted as docs/decisions/confidence.md says."""

    bias: float = -4.64
    stands_out: float = 0.3
    newer: float = 0.18
    dense: float = 2.19
    words_next: float = -1.01
    coverage: float = 1.51
    pairs: float = 1.16
    head: float = 0.41
    likely: float = 1.15
    widened: float = -0.57


NEAR = Weights()
"""For questions that point to the days before they are asked."""

LOOKING_BACK = Weights(
    bias=-9.27,
    stands_out=0.16,
    newer=0.39,
    dense=4.44,
    words_next=0.65,
    coverage=4.39,
    pairs=0.78,
    head=0.38,
    likely=0.96,
    widened=-1.03,
)
"""For all others: docs/decisions/looking-back.md. What is asked long after may be told by very many
articles, none of which stands out; more counts how near the best one is, and how much of the
question is told at all."""


def points_to_now(question: Question) -> bool:
    """Tell whether the wording points to the days before it is asked: "this week", "who is"."""
    told = question.told
    near = told and (told.end is None or (question.as_of - told.end).days <= _NEAR_DAYS)
    return bool(near or question.pull or question.latest)


def weights_for(evidence: Evidence) -> Weights:
    """Return the weights that count for a question to an archive.

    Where few articles come near at all, as in a small archive, what answers stands out even in
    looking back; in between, the weights lie between the two.
    """
    near = 1.0 if points_to_now(evidence.question) else min(_lack(evidence.retrieval.hits), 1.0)
    return Weights(
        *(
            near * getattr(NEAR, field.name) + (1 - near) * getattr(LOOKING_BACK, field.name)
            for field in fields(Weights)
        )
    )


def features_of(evidence: Evidence, ranking: Ranking) -> ConfidenceFeatures:
    """Return the features of a ranking with one candidate at least."""
    hits = evidence.retrieval.hits
    article = hits[0].features if hits else {}
    pairs = ranking.features[:_FIRST, CHOICE_FEATURES.index("pairs")]
    head = ranking.features[0, CHOICE_FEATURES.index("head")]
    return ConfidenceFeatures(
        stands_out=_stands_out(hits),
        newer=_newer(hits),
        dense=article.get("dense", 0.0),
        words_next=article.get("words_next", 0.0),
        coverage=_coverage(evidence),
        pairs=float(pairs.max()),
        head=float(head),
        likely=float(ranking.shares.max(initial=0.0)),
        widened=float(evidence.retrieval.widened),
    )


def _stands_out(hits: tuple[ArticleHit, ...]) -> float:
    return hits[0].score - _others(hits) if hits else 0.0


def _newer(hits: tuple[ArticleHit, ...]) -> float:
    others = [hit.features["age"] for hit in hits[_LAST]]
    return fmean(others) - hits[0].features["age"] if others else 0.0


def _others(hits: tuple[ArticleHit, ...]) -> float:
    return fmean([hit.score for hit in hits[_LAST]] or [_FAR])


def scarcity(evidence: Evidence, ranking: Ranking) -> float:
    """Return by how much the log odds change because few articles come near at all.

    Where even the last of twenty has something to do with most questions, as in a large archive,
    nothing changes. In a small one each article of the place that is asked about stands out, so
    more counts whether the first candidate's article tells the question's plain words, neither
    names nor figures, or such as say the same; and whether the question's names stand anywhere.
    """
    few = min(_lack(evidence.retrieval.hits), _FEWEST)
    if not few:
        return 0.0
    told = _told(evidence, ranking.candidates[0].article)
    return few * (_IF_TOLD * told - _UNTOLD - _UNNAMED * _unnamed(evidence))


def _lack(hits: tuple[ArticleHit, ...]) -> float:
    """Return by how much the last of twenty articles are less near than in a large archive."""
    return max(_NEAR - _others(hits), 0.0)


def _unnamed(evidence: Evidence) -> float:
    """Return the share (0..1) of the question's names that stand in no article as they are asked.

    The words of "Tour de France" may all be there, and it may not.
    """
    named = [words for name in evidence.question.names if (words := _run(name))]
    texts = [_run(f"{a.title or ''} {a.text}") for a in evidence.articles().values()]
    absent = sum(not any(name in text for text in texts) for name in named)
    return absent / len(named) if named else 0.0


def _run(text: str) -> str:
    """Return the terms of a text in a row, set off by spaces; nothing for none."""
    terms = " ".join(terms_of(text))
    return f" {terms} " if terms else ""


def _told(evidence: Evidence, article: StoredArticle) -> float:
    """Return the share (0..1) of the weight of the plain words that an article tells."""
    named = {term for name in evidence.question.names for term in terms_of(name)}
    plain = [
        (term, weight)
        for term, weight in evidence.retrieval.term_weights.items()
        if term not in named and term not in _OF_FORM and not term[0].isdigit()
    ]
    terms = frozenset(terms_of(f"{article.title or ''} {article.text}"))
    total = sum(weight for _, weight in plain)
    told = sum(weight for term, weight in plain if has_alike(term, terms))
    return told / total if total else 1.0


def _coverage(evidence: Evidence) -> float:
    weights = evidence.retrieval.term_weights
    held = frozenset().union(*_held(evidence))
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0


def _held(evidence: Evidence) -> Iterator[frozenset[str]]:
    for passage in evidence.passages:
        words = words_of(passage.article)
        yield words.title
        for span in passage.sentences:
            yield words.of(span).held


def confidence_of(
    features: ConfidenceFeatures, weights: Weights = NEAR, scarce: float = 0.0
) -> float:
    """Return the probability (0..1) that the sentences answer the question.

    `scarce` is the `scarcity` of the articles near to it.
    """
    names = [field.name for field in fields(features)]
    total = sum(getattr(weights, name) * getattr(features, name) for name in names)
    return 1 / (1 + math.exp(-(weights.bias + total + scarce)))

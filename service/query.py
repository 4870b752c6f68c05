"""Query: a question as every shard of an index can answer it, without its wording."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from indexer.embed import Vectors
from indexer.keywords import Statistics
from service.question import Question

RECENT_DAYS = 14
LIMITS = ("publisher", "author", "section", "language")

Span = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Query:
    """What candidates are searched by.

    `statistics` are of the whole archive, wherever its shards lie, and `weights` those of the
    `terms` by them. Only rows from `start` to `end` are returned, with `undated` ones or without,
    of articles that bear all of `names` (by kind). Candidates of their own are searched within
    each of `spans`, and within the `source` (its kind and name) that the question names.
    """

    vector: Vectors
    terms: tuple[str, ...]
    statistics: Statistics
    weights: dict[str, float]
    start: date | None
    end: date
    undated: bool
    names: dict[str, str]
    spans: tuple[Span, ...]
    source: tuple[str, str] | None

    @classmethod
    def of(cls, question: Question, vector: Vectors, statistics: Statistics) -> Self:
        """Return the query of a question whose text has this vector."""
        limit = question.limit
        end = min(limit.end, question.as_of) if limit and limit.end else question.as_of
        return cls(
            vector=vector,
            terms=question.terms,
            statistics=statistics,
            weights={term: statistics.idf(term) for term in question.terms},
            start=limit.start if limit else None,
            end=end,
            undated=limit is None,
            names={kind: name for kind in LIMITS if (name := getattr(question, kind)) is not None},
            spans=tuple(_spans(question)),
            source=(question.source.kind, question.source.name) if question.source else None,
        )

    @property
    def total_weight(self) -> float:
        """Return the weight of all terms together, by which scores are made a share."""
        return max(sum(self.weights.values()), 1e-6)


def _spans(question: Question) -> list[Span]:
    told = question.told
    first = question.as_of - timedelta(days=RECENT_DAYS)
    spans: list[Span] = [(first, question.as_of)]
    if told and not (told.start and told.start >= first):
        spans.append((told.start, told.end))
    return spans

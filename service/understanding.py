"""Understanding: how a question was read, as `dateline search --explain` shows it."""

from typing import Self

from pydantic import BaseModel, Field

from service.question import AnswerKind, Question
from service.ranking import WEIGHTS
from service.retrieve import ArticleHit
from service.window import Window


class Understanding(BaseModel):
    """What a question was understood to ask for."""

    window: Window | None = Field(description="The time that the question is about.")
    window_words: str | None = Field(description="The words that the window was read from.")
    published: Window | None = Field(description="Days of publication that are searched first.")
    limits: dict[str, str] = Field(description="What the caller insisted on.")
    source: str | None = Field(description="The publisher or author named as the source.")
    kind: AnswerKind = Field(description="What kind of answer is wanted.")
    head: str | None = Field(description="The noun that is asked for.")
    latest: bool = Field(description="The newest state of things is wanted.")
    earliest: bool = Field(description="The first state of things is wanted.")
    pull: float = Field(description="How strongly the wording points to now, 0 to 1.")
    phrases: list[str] = Field(description="Words in quotes.")
    names: list[str] = Field(description="Words written as names.")
    terms: list[str] = Field(description="The words that are looked up, stemmed.")

    @classmethod
    def of(cls, question: Question) -> Self:
        """Return how `question` was read."""
        reading, source = question.reading, question.source
        return cls(
            window=question.window,
            window_words=reading.words if reading else None,
            published=question.limit or question.told,
            limits=_limits(question),
            source=f"{source.kind} {source.name}" if source else None,
            kind=question.kind,
            head=question.head,
            latest=question.latest,
            earliest=question.earliest,
            pull=question.pull,
            phrases=list(question.phrases),
            names=list(question.names),
            terms=list(question.terms),
        )


def _limits(question: Question) -> dict[str, str]:
    limit = question.limit
    found = {
        "from": limit.start if limit else None,
        "to": limit.end if limit else None,
        **{
            name: getattr(question, name) for name in ("publisher", "author", "section", "language")
        },
    }
    return {name: str(value) for name, value in found.items() if value is not None}


def score_parts(hit: ArticleHit) -> dict[str, float]:
    """Return each feature of a hit times its weight: what it adds to the score."""
    return {
        name: round(value * getattr(WEIGHTS, name, 1.0), 4) for name, value in hit.features.items()
    }

"""What several routes take in and give out: questions with their limits, and what was found."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from service.answer import Answerer
from service.cite import Copy
from service.copies import listed
from service.evidence import expect
from service.question import MAX_CHARACTERS, Question
from service.retrieve import ArticleHit, Retrieval
from service.silence import remark_on
from service.understanding import Understanding, score_parts
from service.window import Window

MAX_HITS = 100
MOST_FIELDS = 100
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_NOT_WORDS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _words(words: str) -> str:
    if found := _NOT_WORDS.search(words):
        raise ValueError(
            f"holds U+{ord(found[0]):04X}, which is not a character of text; leave it out"
        )
    return words


def _day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        day = date.fromisoformat(value)
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise ValueError(f"is not in the years {_FIRST_YEAR} to {_LAST_YEAR}")
        return day
    if value is None or isinstance(value, date):
        return value
    raise ValueError("is not a date; write YYYY-MM-DD")


Words = Annotated[str, AfterValidator(_words)]
Day = Annotated[date, BeforeValidator(_day)]


class Bounded(BaseModel):
    """A body with few fields: a fault is noted for each, and a megabyte holds 100,000."""

    @model_validator(mode="before")
    @classmethod
    def _has_few_fields(cls, fields: object) -> object:
        if isinstance(fields, dict) and len(fields) > MOST_FIELDS:
            raise ValueError(f"has {len(fields):,} fields; send at most {MOST_FIELDS}")
        return fields


class Limits(Bounded):
    """What narrows a question: nothing outside it is returned."""

    as_of: Day | None = Field(default=None, description="Answer as on this day; default today.")
    start: Day | None = Field(default=None, alias="from", description="Only from this day on.")
    end: Day | None = Field(default=None, alias="to", description="Only up to this day.")
    publisher: Words | None = Field(default=None, description="Only this publisher.")
    author: Words | None = Field(default=None, description="Only this author.")
    section: Words | None = Field(default=None, description="Only this section.")
    language: Words | None = Field(default=None, description="Only this language, such as `en`.")

    def arguments(self) -> dict[str, Any]:
        """Return the limits as keyword arguments of the answerer."""
        fields = ("as_of", "start", "end", "publisher", "author", "section", "language")
        return {field: getattr(self, field) for field in fields}


class AskRequest(Limits):
    """A question with its limits."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        json_schema_extra={
            "example": {"question": "When will the Alder Bridge open again?", "as_of": "2025-04-30"}
        },
    )

    question: Words = Field(
        description=f"The question, in a sentence; at most {MAX_CHARACTERS:,} characters.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_CHARACTERS},
    )
    detail: bool = Field(default=False, description="A longer answer.")
    conversation: Words | None = Field(
        default=None,
        max_length=64,
        description="Ask in this conversation, which follow-ups refer to; `new` begins one.",
    )


class SearchRequest(Limits):
    """A query with its limits."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        json_schema_extra={"example": {"query": "Alder Bridge", "k": 3, "from": "2025-04-01"}},
    )

    query: Words = Field(
        description=f"Words or a question; at most {MAX_CHARACTERS:,} characters.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_CHARACTERS},
    )
    k: int = Field(default=10, ge=1, le=MAX_HITS, description="How many articles.")
    explain: bool = Field(
        default=False, description="Tell how the query was read, and the parts of each score."
    )


class FoundPassage(BaseModel):
    """A passage of a found article; offsets count code points of the stored text."""

    quote: str
    start: int
    end: int
    score: float


class FoundArticle(BaseModel):
    """An article that was found, with its best passages, best first."""

    article_id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    score: float
    passages: list[FoundPassage]
    also: list[Copy] = Field(default_factory=list, description="Copies of the same story.")
    score_parts: dict[str, float] | None = Field(
        default=None, description="What each feature adds to the score; with `explain`."
    )

    @classmethod
    def of(
        cls, answerer: Answerer, asked: Question, hit: ArticleHit, explain: bool = False
    ) -> Self | None:
        """Return what was found; None when the article was removed since."""
        article = answerer.index.article_by_number(hit.article.number)
        if article is None:
            return None
        spans = answerer.index.spans([passage.passage for passage in hit.passages])
        return cls(
            article_id=article.id,
            title=article.title,
            publisher=article.publisher,
            published=article.published,
            url=article.url,
            score=round(hit.score, 4),
            also=listed(answerer.index.copies_of(article), asked),
            score_parts=score_parts(hit) if explain else None,
            passages=[
                FoundPassage(
                    quote=article.text[slice(*spans[passage.passage])],
                    start=spans[passage.passage].start,
                    end=spans[passage.passage].end,
                    score=round(passage.dense + passage.words, 4),
                )
                for passage in hit.passages
                if passage.passage in spans
            ],
        )


class SearchResult(BaseModel):
    """The query as it was understood and the articles that were found, best first."""

    query: str
    as_of: date
    window: Window | None = Field(description="The time that the query is about.")
    widened: bool = Field(description="The time or source that the query names yielded too little.")
    notes: list[str] = Field(description="What was made of the query's wording.")
    reason: str | None = Field(description="Why nothing was found, when nothing was.")
    parts: list[str] = Field(
        default_factory=list, description="Questions that the query was split into, if it was."
    )
    understood: Understanding | None = Field(
        default=None, description="How the query was read; with `explain`."
    )
    hits: list[FoundArticle]
    partial: bool = Field(default=False, description="A part of the archive was out of reach.")
    missing: list[str] = Field(default_factory=list, description="Which part that was.")

    @classmethod
    def of(
        cls,
        answerer: Answerer,
        question: Question,
        retrieval: Retrieval,
        *,
        most: int | None = None,
        explain: bool = False,
    ) -> Self:
        """Return the first `most` of the articles found, as far as they are still there."""
        expect(answerer.index, retrieval, most)
        with answerer.index.watched() as gone:
            found = [FoundArticle.of(answerer, question, h, explain) for h in retrieval.hits[:most]]
            nothing = None if retrieval.hits else answerer.why_nothing(question)
        missing = list(dict.fromkeys([*retrieval.missing, *gone]))
        if nothing and missing:
            nothing = f"{nothing} {remark_on(missing)}"
        return cls(
            query=question.text,
            as_of=question.as_of,
            window=question.window,
            widened=retrieval.widened,
            notes=[*question.notes, *retrieval.notes],
            parts=list(retrieval.parts),
            reason=nothing,
            understood=Understanding.of(question) if explain else None,
            hits=[article for article in found if article],
            partial=bool(missing),
            missing=missing,
        )

"""POST /v1/feedback: what a reader thinks of an answer."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.article_in import MOST_ID
from service.errors import FeedbackError
from service.feedback import FeedbackStore, Judgement, Thumb
from service.problems import Refused, documented
from service.question import MAX_CHARACTERS
from service.routes.parts import TheTelemetry
from service.schemas import Bounded, Day, Words

router = APIRouter(tags=["feedback"])

MOST_COMMENT = 2_000
MOST_ANSWER = 20_000
MOST_ARTICLES = 50

ArticleId = Annotated[Words, StringConstraints(min_length=1, max_length=MOST_ID)]


class FeedbackRequest(Bounded):
    """A judgement of one answer. Nothing is remembered of answers: send what is judged."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        json_schema_extra={
            "example": {
                "question": "When will the Alder Bridge open again?",
                "as_of": "2025-04-30",
                "thumb": "up",
                "article_ids": ["bridge-1"],
            }
        },
    )

    question: Annotated[Words, StringConstraints(min_length=1, max_length=MAX_CHARACTERS)]
    as_of: Day | None = Field(default=None, description="The day that the answer was given for.")
    thumb: Thumb
    comment: Annotated[Words, StringConstraints(max_length=MOST_COMMENT)] | None = None
    answer_text: Annotated[Words, StringConstraints(max_length=MOST_ANSWER)] | None = None
    article_ids: list[ArticleId] = Field(
        default=[], max_length=MOST_ARTICLES, description="The articles that the answer cited."
    )

    def judgement(self) -> Judgement:
        """Return what is kept of it."""
        return Judgement(
            self.question, self.thumb, self.as_of, self.comment, self.answer_text,
            tuple(dict.fromkeys(self.article_ids)),
        )  # fmt: skip


class FeedbackKept(BaseModel):
    """A judgement that is on the disk."""

    id: str


@router.post("/v1/feedback", status_code=201, responses=documented(400, 413, 422, 500, 503))
async def keep_feedback(
    sent: FeedbackRequest, request: Request, telemetry: TheTelemetry
) -> FeedbackKept:
    """Keep a judgement; the archive's owner exports them as candidate questions for tests."""
    store: FeedbackStore = request.app.state.feedback
    try:
        return FeedbackKept(id=await to_thread.run_sync(store.add, sent.judgement()))
    except FeedbackError as error:
        telemetry.log.error("feedback not kept", reason=str(error))
        raise Refused(
            503,
            "feedback-unusable",
            "Feedback cannot be kept just now; the reason is in the service's log.",
            {"Retry-After": "60"},
        ) from error

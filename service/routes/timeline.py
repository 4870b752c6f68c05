"""POST /v1/timeline: what the archive tells of a topic, day by day."""

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from service.problems import documented
from service.question import MAX_CHARACTERS
from service.routes.parts import TheArchive
from service.schemas import Limits, Words
from service.timeline import ENTRIES, MOST_ENTRIES, Timeline, make_timeline

router = APIRouter(tags=["timeline"])


class TimelineRequest(Limits):
    """A topic with its limits."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        json_schema_extra={"example": {"topic": "Alder Bridge", "k": 5}},
    )

    topic: Words = Field(
        description=f"A name or a few words; at most {MAX_CHARACTERS:,} characters.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_CHARACTERS},
    )
    k: int = Field(default=ENTRIES, ge=1, le=MOST_ENTRIES, description="How many entries at most.")


@router.post("/v1/timeline", responses=documented(400, 413, 422, 500, 503))
async def timeline(asked: TimelineRequest, archive: TheArchive) -> Timeline:
    """Tell a topic's history in dated entries, each a cited sentence, oldest first."""
    return await archive.run(
        lambda answerer: make_timeline(answerer, asked.topic, asked.k, **asked.arguments())
    )

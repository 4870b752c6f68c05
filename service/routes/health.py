"""/healthz: the process runs. /readyz: the index is open and the model warm."""

from datetime import UTC, date, datetime
from typing import Literal, Self

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from indexer.watch.rhythm import alarms
from service.answer import Answerer
from service.problems import documented, is_outsider
from service.routes.parts import TheArchive

router = APIRouter(tags=["operation"])

_DAMAGED = "something is wrong with the index on the disk; `dateline inspect --verify` tells what"
_WARNED = "{count} watched sources need to be looked into; /metrics names them"


class Health(BaseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The service can answer, and from what."""

    status: Literal["ready"] = "ready"
    articles: int
    generation: int = Field(description="Number of the published generation; 0 before the first.")
    model: str
    first_day: date | None
    last_day: date | None
    damage: str | None = Field(
        description="What is wrong with the index on the disk, if anything: its newest generation, "
        "or the whole when it was removed or replaced by one that cannot be opened."
    )
    warnings: list[str] = Field(
        description="What an operator should look into though questions are answered: feeds that "
        "have been silent or failing for longer than their usual rhythm."
    )

    missing: list[str] = Field(
        default_factory=list, description="Which shards of the archive do not answer."
    )

    @classmethod
    def of(cls, answerer: Answerer, trouble: str | None, outside: bool) -> Self:
        """Return what an open index holds; `trouble` is what is wrong with its folder.

        To the `outside` neither folders of this machine nor addresses of feeds are told.
        """
        with answerer.index.watched() as missing:
            snapshot = answerer.index.snapshot()
        first, last = snapshot.days_covered or (None, None)
        now = datetime.now(UTC)
        damage = trouble or answerer.index.damage
        warnings = [alarm.message for alarm in alarms(answerer.index.feeds(), now)]
        if outside:
            damage = damage and _DAMAGED
            warnings = [_WARNED.format(count=len(warnings))] if warnings else []
        return cls(
            articles=len(snapshot.articles),
            generation=snapshot.generation,
            model=answerer.index.meta["model"],
            first_day=first,
            last_day=last,
            damage=damage,
            warnings=warnings,
            missing=missing,
        )


@router.get("/healthz")
async def healthz() -> Health:
    """Say that the process runs."""
    return Health()


@router.get("/readyz", responses=documented(500, 503))
async def readyz(archive: TheArchive, request: Request) -> Readiness:
    """Say that questions can be answered; 503 with the reason while they cannot.

    Where asking takes a key, names of folders and feeds are left out here, as this takes none.
    """
    outside = is_outsider(request.scope)
    return await archive.look(lambda answerer: Readiness.of(answerer, archive.trouble, outside))

"""GET /metrics: for Prometheus."""

import sqlite3

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from indexer.errors import IndexerError
from indexer.record import FeedState
from service.answer import Answerer
from service.errors import ServiceError
from service.routes.parts import TheArchive, TheTelemetry

router = APIRouter(tags=["operation"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}}},
)
async def metrics(archive: TheArchive, telemetry: TheTelemetry) -> Response:
    """Return the counts and times of this process."""
    try:
        articles, feeds, missing = await archive.look(_counted)
    except (IndexerError, ServiceError, sqlite3.Error):
        articles, feeds, missing = None, [], 0
    shown = telemetry.metrics(articles, feeds, archive.answers.waiting, missing)
    return Response(shown, media_type=CONTENT_TYPE_LATEST)


def _counted(answerer: Answerer) -> tuple[int, list[FeedState], int]:
    with answerer.index.watched() as missing:
        articles = len(answerer.index.snapshot().articles)
    return articles, answerer.index.feeds(), len(missing)

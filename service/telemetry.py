"""Telemetry: request ids, one log line a request, and metrics for Prometheus."""

import asyncio
import re
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.log import make_log
from indexer.record import FeedState
from service.answer import Answer
from service.departures import ClientLeft
from service.feed_gauges import FeedGauges
from service.problems import REASON, STOPPED, is_known, respond
from service.traces import NoTraces, Traces

REQUEST_ID = "X-Request-ID"
LEFT = 499
"""What the log and the metrics say of a client that left before its response; nginx's number."""

_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_CONVERSATIONS = "/v1/conversations/"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Telemetry:
    """The log and the metrics of one app. Questions are logged only when that is asked for."""

    def __init__(self, *, log_questions: bool = False, traces: Traces | None = None) -> None:
        self.log = make_log()
        self.traces = traces or NoTraces()
        self._log_questions = log_questions
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests", "Requests.", ("handler", "method", "status"), registry=self._registry
        )
        self._durations = Histogram(
            "http_request_duration_seconds", "Time to the end of the response.",
            ("handler", "method"), buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._abstentions = Counter(
            "dateline_abstentions", "Answers that say that the archive does not answer.",
            registry=self._registry,
        )  # fmt: skip
        self._rejected = Counter(
            "dateline_rejected_statements", "Statements that their citations did not bear out.",
            registry=self._registry,
        )  # fmt: skip
        self._retrieval = Histogram(
            "dateline_retrieval_seconds", "Time to find the articles for an answer.",
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._articles = Gauge(
            "dateline_index_articles", "Live articles of the index.", registry=self._registry
        )
        self._waiting = Gauge(
            "dateline_waiting_questions", "Questions that wait for their turn.",
            registry=self._registry,
        )  # fmt: skip
        self._missing = Gauge(
            "dateline_missing_shards", "Shards that do not answer.", registry=self._registry
        )
        self._partial = Counter(
            "dateline_partial_answers", "Answers that lack a part of the archive.",
            registry=self._registry,
        )  # fmt: skip
        self._feeds = FeedGauges(self._registry)

    def answered(self, answer: Answer, scope: Scope | None = None) -> None:
        """Count an answer; `scope` is the request's that it was for, where there is one."""
        self._abstentions.inc(answer.abstained)
        self._rejected.inc(answer.rejected_statements)
        self._partial.inc(answer.partial)
        self._retrieval.observe(answer.timings_ms["retrieve"] / 1000)
        if scope:
            self.traces.stages(scope, answer.timings_ms)
        if self._log_questions:
            self.log.info(
                "question", request_id=scope["state"]["request_id"] if scope else None,
                question=answer.question,
                abstained=answer.abstained, confidence=answer.confidence,
            )  # fmt: skip

    def requested(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and log a request that has ended. Query strings can hold questions: not logged."""
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        handler = getattr(scope.get("route"), "path", None) or "other"
        self.traces.end(scope, handler, status)
        self._requests.labels(handler, method, str(status)).inc()
        self._durations.labels(handler, method).observe(seconds)
        self.log.info(
            "request", request_id=scope["state"]["request_id"], method=method, handler=handler,
            path=_path(scope), status=status, ms=round(seconds * 1000, 1),
            **{name: scope["state"][name] for name in ("key", REASON) if name in scope["state"]},
        )  # fmt: skip

    def failed(self, scope: Scope, error: Exception) -> None:
        """Log a defect with its traceback."""
        self.log.error(
            "failed", request_id=scope["state"]["request_id"], path=_path(scope), exc_info=error
        )

    def metrics(
        self, articles: int | None, feeds: Sequence[FeedState], waiting: int, missing: int = 0
    ) -> bytes:
        """Return all metrics in Prometheus' text format; `articles` is None without an index.

        `missing` is how many shards do not answer.
        """
        self._waiting.set(waiting)
        self._missing.set(missing)
        self._articles.set(float("nan") if articles is None else articles)
        self._feeds.show(feeds, datetime.now(UTC))
        return generate_latest(self._registry)


class Observed:
    """Gives each request an id, measures it, and answers a defect with a 500 problem."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get(REQUEST_ID))
        scope.setdefault("state", {})["request_id"] = request_id
        self._telemetry.traces.begin(scope)
        began, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except ClientLeft:
            status = LEFT
        except asyncio.CancelledError:
            if status:
                raise
            # The service is being stopped and the time for its last answers is up.
            await respond(STOPPED, scope)(scope, receive, send_with_id)
        except Exception as error:
            if not is_known(error):
                self._telemetry.failed(scope, error)
            if status:
                raise
            await respond(error, scope)(scope, receive, send_with_id)
        finally:
            self._telemetry.requested(scope, status, time.perf_counter() - began)


def _path(scope: Scope) -> str:
    """Return the path as the log may have it.

    Who knows a conversation's id may read it; and a terminal would obey what is not escaped.
    """
    path: str = scope["path"]
    return (
        f"{_CONVERSATIONS}..." if path.startswith(_CONVERSATIONS) else quote(path, errors="replace")
    )


def _request_id(given: str | None) -> str:
    return given if given and _ACCEPTABLE_ID.fullmatch(given) else uuid.uuid4().hex

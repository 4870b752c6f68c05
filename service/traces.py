"""Traces for OpenTelemetry: each request, and within it the stages of its answer; an extra.

Where they go is said by OpenTelemetry's own variables, OTEL_EXPORTER_OTLP_ENDPOINT above all.
Neither questions nor answers are in them.
"""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from starlette.datastructures import Headers
from starlette.types import Scope

from service.errors import SettingsError
from service.version import own_version

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

_SPAN = "span"


class Traces(Protocol):
    """Follows requests; the state of the request's scope carries what belongs together."""

    def begin(self, scope: Scope) -> None:
        """Note that a request has come."""

    def stages(self, scope: Scope, timings_ms: Mapping[str, float]) -> None:
        """Note the stages of an answer that was just made, in their order."""

    def end(self, scope: Scope, handler: str, status: int) -> None:
        """Note that a request has ended."""

    def close(self) -> None:
        """Send what has not been sent yet."""


class NoTraces:
    """Follows nothing."""

    def begin(self, scope: Scope) -> None:
        """Do nothing."""

    def stages(self, scope: Scope, timings_ms: Mapping[str, float]) -> None:
        """Do nothing."""

    def end(self, scope: Scope, handler: str, status: int) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class OpenTelemetryTraces:
    """Spans of requests, within the trace that a caller's `traceparent` names."""

    def __init__(self, processor: "SpanProcessor") -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider

        resource = Resource.create({"service.name": "dateline", "service.version": own_version()})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("dateline")

    def begin(self, scope: Scope) -> None:
        """Start the request's span."""
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        context = extract(dict(Headers(scope=scope)))
        scope["state"][_SPAN] = self._tracer.start_span(
            scope["method"], context=context, kind=SpanKind.SERVER
        )

    def stages(self, scope: Scope, timings_ms: Mapping[str, float]) -> None:
        """Add a span for each stage; all but `total` follow one another up to now."""
        from opentelemetry.trace import set_span_in_context

        within = set_span_in_context(scope["state"][_SPAN])
        at = time.time_ns() - int(timings_ms["total"] * 1e6)
        for name, milliseconds in timings_ms.items():
            if name != "total":
                span = self._tracer.start_span(name, context=within, start_time=at)
                at += int(milliseconds * 1e6)
                span.end(at)

    def end(self, scope: Scope, handler: str, status: int) -> None:
        """End the request's span under the name of its route."""
        from opentelemetry.trace import StatusCode

        span = scope["state"].pop(_SPAN)
        span.update_name(f"{scope['method']} {handler}")
        span.set_attributes(
            {
                "http.request.method": scope["method"],
                "http.route": handler,
                "http.response.status_code": status,
                "dateline.request_id": scope["state"]["request_id"],
            }
        )
        if status >= 500:
            span.set_status(StatusCode.ERROR)
        span.end()

    def close(self) -> None:
        """Send what has not been sent yet."""
        self._provider.shutdown()


def create_traces(wanted: bool) -> Traces:
    """Return what follows requests. Raises SettingsError when the extra is not installed."""
    if not wanted:
        return NoTraces()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError(
            "DATELINE_TRACES needs OpenTelemetry; run `pip install 'dateline[otel]'`"
        ) from error
    exporter: Any = OTLPSpanExporter()
    return OpenTelemetryTraces(BatchSpanProcessor(exporter))

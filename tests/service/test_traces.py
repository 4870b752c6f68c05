"""Traces: a span a request, the stages of its answer within, and none of its words."""

from pathlib import Path

import pytest
from http_service import build_index
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

import service.app
from service.app import create_app
from service.settings import Settings
from service.traces import NoTraces, OpenTelemetryTraces, create_traces

QUESTION = "When will the Alder Bridge open again?"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_an_answer_is_a_trace_with_its_stages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = InMemorySpanExporter()
    traces = OpenTelemetryTraces(SimpleSpanProcessor(seen))
    monkeypatch.setattr(service.app, "create_traces", lambda wanted: traces)
    settings = Settings(
        index=build_index(tmp_path / "index"), generator="fake", allowed_hosts=("testserver",)
    )
    with TestClient(create_app(settings)) as client:
        client.post("/v1/ask", json={"question": QUESTION}, headers={"traceparent": PARENT})
        client.get("/v1/articles/nobody")
        spans = {span.name: span for span in seen.get_finished_spans()}
        assert not any("Alder" in span.to_json() for span in spans.values())
    whole = spans["POST /v1/ask"]
    assert whole.parent is not None
    assert f"{whole.context.trace_id:032x}" in PARENT
    assert whole.attributes is not None
    assert whole.attributes["http.response.status_code"] == 200
    for stage in ("retrieve", "generate", "verify"):
        parent = spans[stage].parent
        assert parent is not None
        assert parent.span_id == whole.context.span_id
        assert whole.start_time and spans[stage].start_time
        assert whole.start_time <= spans[stage].start_time
    missing = spans["GET /v1/articles/{article_id:path}"]
    assert missing.parent is None


def test_none_are_made_unless_asked_for() -> None:
    assert isinstance(create_traces(False), NoTraces)

"""Clients that leave, streams that are silent, and a service that is stopped."""

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fake_openai import drips, hangs, model_server
from http_service import build_index, events_of, serving
from live_service import Live, live

from service.answer import Answerer
from service.routes import events

QUESTION = "When will the Alder Bridge open again?"
METRICS = b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
EVENTS = {"Accept": "text/event-stream", "Content-Type": "application/json"}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return build_index(tmp_path / "index")


@contextmanager
def _asking(service: Live, headers: dict[str, str] | None = None) -> Iterator[socket.socket]:
    """Send a question and give the connection; it is closed at the end, heard or not."""
    body = json.dumps({"question": QUESTION}).encode()
    lines = {"Host": "127.0.0.1", "Content-Type": "application/json", **(headers or {}),
             "Content-Length": str(len(body))}  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with socket.create_connection(("127.0.0.1", service.port), 30) as connection:
        connection.sendall(f"POST /v1/ask HTTP/1.1\r\n{head}\r\n".encode() + body)
        yield connection


def _logged(service: Live) -> list[dict[str, Any]]:
    lines = service.log.read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def _until(service: Live, count: int, **fields: Any) -> None:
    """Wait until so many lines of the log have these fields."""
    for _ in range(600):
        lines = [line for line in _logged(service) if fields.items() <= line.items()]
        if len(lines) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(f"never {count} of {fields} in {service.log.read_text()}")


def _until_waiting(service: Live, count: int) -> None:
    """Wait until so many questions stand in the queue."""
    for _ in range(400):
        if f"dateline_waiting_questions {count}.0".encode() in service.raw(METRICS):
            return
        time.sleep(0.05)
    raise AssertionError(f"never {count} questions waited")


@pytest.mark.parametrize("headers", [{}, {"Accept": "text/event-stream"}])
def test_who_leaves_frees_the_place_of_an_answer_in_the_making(
    index: Path, headers: dict[str, str]
) -> None:
    with (
        model_server(drips("The bridge opens", 0.05)) as model,
        live(index, generator="openai:m", llm_base_url=model.url, llm_api_key="k", answering="1",
             llm_retries="0") as service,
    ):  # fmt: skip
        with _asking(service, headers):
            for _ in range(400):
                if model.asked:
                    break
                time.sleep(0.05)
        _until(service, 1, status=499, path="/v1/ask")
        began = time.monotonic()
        # The only place is free: this is told from the articles alone, without the model.
        status, answer = service.ask("Who designed the Moon base?")
        assert (status, answer["abstained"]) == (200, True)
        assert time.monotonic() - began < 30
        assert len(model.asked) == 1


@pytest.mark.parametrize("headers", [{}, {"Accept": "text/event-stream"}])
def test_who_leaves_the_queue_is_never_worked_for(index: Path, headers: dict[str, str]) -> None:
    with (
        model_server(hangs(seconds=6)) as model,
        live(index, generator="openai:m", llm_base_url=model.url, llm_api_key="k", answering="1",
             llm_timeout="6", llm_retries="0") as service,
        _asking(service) as first,
    ):  # fmt: skip
        for _ in range(400):
            if model.asked:
                break
            time.sleep(0.05)
        with ExitStack() as others:
            for _ in range(5):
                others.enter_context(_asking(service, headers))
            _until_waiting(service, 5)
        _until(service, 5, status=499)
        assert first.recv(15).startswith(b"HTTP/1.1 200")
        _until(service, 1, status=200, path="/v1/ask")
        # This one stood behind theirs, had they stayed in the queue.
        assert service.ask("Who designed the Moon base?")[0] == 200
        assert len(model.asked) == 1


def test_a_silent_stream_is_kept_alive_by_comments(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PING_SECONDS", 0.05)
    with serving(index) as client:
        answerer: Answerer = client.app.state.archive.answerer()  # type: ignore[attr-defined]
        generate = answerer.generator.generate
        pause = threading.Event()

        def slowly(*arguments: Any) -> Any:
            pause.wait(0.4)
            return generate(*arguments)

        monkeypatch.setattr(answerer.generator, "generate", slowly)
        body = client.post("/v1/ask", json={"question": QUESTION}, headers=EVENTS).text
    assert body.count(events.PING) >= 3
    names = [name for name, _ in events_of(body.replace(events.PING, ""))]
    assert names == ["status", "passages", "status", "statement", "answer"]


def _stream(service: Live, begun: threading.Semaphore) -> list[str]:
    """Return the names of the events of a stream, told as soon as it has begun."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    try:
        connection.request("POST", "/v1/ask", json.dumps({"question": QUESTION}), EVENTS)
        response = connection.getresponse()
        begun.release()
        assert response.status == 200
        body = response.read().decode().replace(events.PING, "")
        return [name for name, _ in events_of(body)]
    finally:
        connection.close()


def test_a_service_that_is_stopped_finishes_what_it_has_begun(index: Path) -> None:
    begun = threading.Semaphore(0)
    with (
        model_server(hangs("The Alder Bridge will open to traffic again on 3 May 2025 ", seconds=2))
        as model,
        live(index, generator="openai:m", llm_base_url=model.url, llm_api_key="k",
             llm_timeout="2", llm_retries="0", answering="4") as service,
        ThreadPoolExecutor(4) as clients,
    ):  # fmt: skip
        streams = [clients.submit(_stream, service, begun) for _ in range(4)]
        for _ in streams:
            assert begun.acquire(timeout=60)
        assert service.stop() in (0, -signal.SIGTERM)
        assert [stream.result()[-1] for stream in streams] == ["answer"] * 4


def test_what_cannot_be_finished_in_time_ends_with_a_clear_event(index: Path) -> None:
    begun = threading.Semaphore(0)
    with (
        model_server(drips("The bridge ", 0.05)) as model,
        live(index, generator="openai:m", llm_base_url=model.url, llm_api_key="k",
             llm_timeout="50", llm_retries="0", answering="2", shutdown_seconds="1") as service,
        ThreadPoolExecutor(2) as clients,
    ):  # fmt: skip
        streams = [clients.submit(_stream, service, begun) for _ in range(2)]
        for _ in streams:
            assert begun.acquire(timeout=60)
        began = time.monotonic()
        service.stop()
        assert time.monotonic() - began < 20
        assert [stream.result()[-1] for stream in streams] == ["error", "error"]


def test_what_is_no_stream_and_cannot_be_finished_in_time_is_a_problem(index: Path) -> None:
    with (
        model_server(drips("The bridge ", 0.05)) as model,
        live(index, generator="openai:m", llm_base_url=model.url, llm_api_key="k",
             llm_timeout="50", llm_retries="0", shutdown_seconds="1") as service,
        ThreadPoolExecutor(1) as clients,
    ):  # fmt: skip
        asked = clients.submit(service.ask, QUESTION)
        for _ in range(400):
            if model.asked:
                break
            time.sleep(0.05)
        service.stop()
        status, problem = asked.result()
        assert (status, problem["type"]) == (503, "urn:dateline:problem:stopped")
        assert "Traceback" not in service.log.read_text()


def test_a_port_that_is_taken_is_told_in_one_line(index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(AssertionError, match="did not start") as refused,
            live(index, "--port", str(port), generator="fake"),
        ):
            pass
    told = str(refused.value).split("did not start: ")[1].strip()
    assert told.count("\n") == 0
    assert f"127.0.0.1:{port}" in told
    assert "--port" in told


def test_workers_that_cannot_start_are_not_started_for_ever(index: Path) -> None:
    with (
        pytest.raises(AssertionError, match="did not start") as refused,
        live(index, workers="2", generator="oracle"),
    ):
        pass
    told = str(refused.value).split("did not start: ")[1].strip()
    assert told.startswith("dateline: unknown generator 'oracle'")
    assert told.count("\n") == 0

"""A running service that is read, written and removed from at the same time, in two workers too."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from http_service import KEY, build_index
from live_service import Live, live

from indexer import generation

ADMIN = {"Authorization": f"Bearer {KEY}"}
QUESTION = "When will the Alder Bridge open again?"
ROUNDS = 12


@contextmanager
def _readers(service: Live, count: int) -> Iterator[list["Future[list[int]]"]]:
    """Let so many clients ask without a pause; give the statuses that each has got."""
    stop = threading.Event()

    def read() -> list[int]:
        statuses = []
        while not stop.is_set():
            statuses.append(service.ask(QUESTION)[0])
        return statuses

    with ThreadPoolExecutor(count) as threads:
        reading = [threads.submit(read) for _ in range(count)]
        try:
            yield reading
        finally:
            stop.set()


def _cited(service: Live, name: str) -> set[str]:
    question = f"How many passengers does the ferry {name} carry?"
    _, answer = service.ask(question)
    return {citation["article_id"] for citation in answer["citations"]}


def _article(name: str) -> dict[str, Any]:
    text = f"The ferry {name} carries 120 passengers. It sails from the harbour at noon."
    return {"id": name, "title": f"The ferry {name}", "published": "2025-06-01", "text": text}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_readers_never_fail_and_what_is_removed_is_never_cited_again(
    tmp_path: Path, workers: str
) -> None:
    index = build_index(tmp_path / "index")
    with (
        live(index, generator="fake", admin_key=KEY, workers=workers) as service,
        _readers(service, 4) as reading,
    ):
        for number in range(ROUNDS):
            name = f"Skua{number}"
            assert service.send("/v1/articles", _article(name), ADMIN)[0] == 201
            assert name in _cited(service, name)
            status, _ = service.send(f"/v1/articles/{name}", None, ADMIN, "DELETE")
            assert status == 204
            for _ in range(3):
                assert name not in _cited(service, name)
            assert service.send(f"/v1/articles/{name}")[0] == 404
    statuses = [status for each in reading for status in each.result()]
    assert len(statuses) >= 4
    assert set(statuses) == {200}
    assert generation.newest(index) >= 1


def test_more_clients_than_places_get_answers_or_well_formed_refusals(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")

    def ask(service: Live) -> tuple[int, bool]:
        body = json.dumps({"question": QUESTION}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{service.url}/v1/ask", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, "citations" in json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                problem = json.load(error)
            wait = int(error.headers["Retry-After"])
            return error.code, wait >= 1 and problem["type"] == "urn:dateline:problem:busy"

    with (
        live(index, generator="fake", answering="1", waiting="2") as service,
        ThreadPoolExecutor(24) as clients,
    ):
        answers = list(clients.map(lambda _: ask(service), range(72)))
    assert all(sound for _, sound in answers)
    assert {status for status, _ in answers} <= {200, 503}
    assert sum(status == 200 for status, _ in answers) >= 3


def test_workers_share_a_port_an_index_and_their_keys(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    with live(index, generator="fake", workers="2", admin_key=KEY) as service:
        with ThreadPoolExecutor(8) as clients:
            answers = list(clients.map(lambda _: service.ask(QUESTION), range(24)))
        assert {status for status, _ in answers} == {200}
        assert service.stop() == 0

"""Who is at the address of a cluster: found out before Ray is, which would wait for minutes."""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from indexer.errors import IndexerError
from indexer.shards.ray_cluster import connect

pytestmark = pytest.mark.enable_socket
SETTINGS = bytes([0, 0, 6, 4, 0, 0, 0, 0, 0])


@pytest.fixture
def said(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the address of a server that says what the test is given, or nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            taken, _ = server.accept()
            with taken, suppress(ConnectionError):  # the other side may be gone by then
                taken.recv(100)
                if request.param:
                    taken.sendall(request.param)
                taken.recv(1)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that Ray is asked to connect to."""
    addresses: list[str] = []

    def init(**options: Any) -> None:
        addresses.append(options["address"])

    ray = SimpleNamespace(is_initialized=lambda: False, init=init)
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setenv("RAY_worker_niceness", "0")  # as connecting leaves it
    monkeypatch.setattr("indexer.shards.ray_cluster.KNOCK_SECONDS", 0.2)
    return addresses


@pytest.mark.parametrize("said", [b"HTTP/1.1 505 no\r\n\r\n", b""], indirect=True)
def test_what_is_not_ray_is_named(said: str, asked: list[str]) -> None:
    with pytest.raises(IndexerError, match=f"no Ray cluster answers at '{said}'"):
        connect(said)
    assert asked == []


@pytest.mark.parametrize("said", [SETTINGS], indirect=True)
def test_what_begins_as_ray_does_is_left_to_ray(said: str, asked: list[str]) -> None:
    connect(said)
    assert asked == [said]


@pytest.mark.parametrize("address", ["local", "auto"])
def test_a_cluster_of_this_machine_is_left_to_ray(asked: list[str], address: str) -> None:
    connect(address)
    assert asked == [address]

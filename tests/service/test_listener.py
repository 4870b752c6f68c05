"""The socket that the service listens on."""

import asyncio
import multiprocessing
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing.synchronize import Barrier

import pytest

from service.listener import ACCEPTED_AT_ONCE, Listener, listen


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listen("127.0.0.1", 0, shared=True) as listener:
        assert isinstance(listener, Listener)
        yield listener


def test_the_end_of_a_response_waits_for_no_acknowledgement(listener: Listener) -> None:
    with socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_the_queue_stays_long_for_a_server_that_accepts_one_at_a_time(listener: Listener) -> None:
    listener.listen(ACCEPTED_AT_ONCE)
    with ExitStack() as opened:
        for _ in range(300):
            opened.enter_context(socket.create_connection(listener.getsockname(), timeout=2))


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(multiprocessing.current_process().name[-1].encode())
    await writer.drain()
    await reader.read()
    writer.close()


def _worker(listener: Listener, ready: Barrier) -> None:
    async def serve() -> None:
        server = await asyncio.start_server(_answer, sock=listener, backlog=ACCEPTED_AT_ONCE)
        ready.wait(60)
        async with server:
            await server.serve_forever()

    asyncio.run(serve())


def test_connections_opened_in_one_instant_are_shared_among_workers(listener: Listener) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(3)
    workers = [
        spawn.Process(target=_worker, args=(listener, ready), name=f"worker-{number}", daemon=True)
        for number in range(2)
    ]
    for worker in workers:
        worker.start()
    try:
        ready.wait(60)
        with ExitStack() as opened:
            clients = [
                opened.enter_context(socket.create_connection(listener.getsockname(), timeout=20))
                for _ in range(200)
            ]
            served = Counter(client.recv(1) for client in clients)
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()
    assert min(served[b"0"], served[b"1"]) >= 50

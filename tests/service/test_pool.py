"""The pool: bounded, fair, and no work for those who left."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextvars import copy_context
from typing import Any

import pytest

from service.errors import Busy, Left
from service.pool import CALLER, Pool, give_up_if_left


class Gate:
    """Work that lasts until it is let go, and notes who did it."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.done: list[str] = []

    def work(self, name: str) -> Callable[[], str]:
        def work() -> str:
            assert self.open.wait(10)
            self.done.append(name)
            return name

        return work


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(1, 3, "test")
    yield pool
    pool.close()


def _ask(pool: Pool, gate: Gate, caller: str, name: str) -> "asyncio.Task[str]":
    context = copy_context()
    context.run(CALLER.set, caller)
    return asyncio.get_running_loop().create_task(pool.run(gate.work(name)), context=context)


def _run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 20))


def test_callers_are_served_in_turn(pool: Pool, gate: Gate) -> None:
    async def test() -> None:
        tasks = [_ask(pool, gate, "greedy", f"greedy {n}") for n in range(3)]
        await asyncio.sleep(0)
        tasks.append(_ask(pool, gate, "modest", "modest"))
        await asyncio.sleep(0)
        gate.open.set()
        await asyncio.gather(*tasks)
        assert gate.done == ["greedy 0", "greedy 1", "modest", "greedy 2"]

    _run(test())


def test_one_too_many_is_told_when_to_ask_again(pool: Pool, gate: Gate) -> None:
    async def test() -> None:
        tasks = [_ask(pool, gate, "one", str(n)) for n in range(4)]
        await asyncio.sleep(0)
        assert pool.waiting == 3
        with pytest.raises(Busy, match="3 others wait") as refused:
            await _ask(pool, gate, "one", "too many")
        assert refused.value.retry_after >= 1
        gate.open.set()
        assert await asyncio.gather(*tasks) == ["0", "1", "2", "3"]

    _run(test())


def test_the_longest_queue_gives_way_to_a_caller_without_one(pool: Pool, gate: Gate) -> None:
    async def test() -> None:
        greedy = [_ask(pool, gate, "greedy", str(n)) for n in range(4)]
        await asyncio.sleep(0)
        modest = _ask(pool, gate, "modest", "modest")
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await greedy[3]
        gate.open.set()
        assert await modest == "modest"
        assert await asyncio.gather(*greedy[:3]) == ["0", "1", "2"]

    _run(test())


def test_who_leaves_while_another_takes_the_place_harms_nobody(pool: Pool, gate: Gate) -> None:
    async def test() -> None:
        greedy = [_ask(pool, gate, "greedy", str(n)) for n in range(4)]
        await asyncio.sleep(0)
        modest = _ask(pool, gate, "modest", "modest")
        greedy[3].cancel()  # its place is given up before it has heard of that
        await asyncio.sleep(0)
        gate.open.set()
        assert await modest == "modest"
        assert await asyncio.gather(*greedy[:3]) == ["0", "1", "2"]
        assert await pool.run(lambda: "free again") == "free again"

    _run(test())


def test_who_leaves_the_queue_costs_nothing(pool: Pool, gate: Gate) -> None:
    async def test() -> None:
        working, waiting, after = (_ask(pool, gate, name, name) for name in ("a", "b", "c"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        assert pool.waiting == 1
        gate.open.set()
        await asyncio.gather(working, after)
        assert gate.done == ["a", "c"]
        assert await pool.run(lambda: "free again") == "free again"

    _run(test())


def test_work_hears_that_nobody_waits_for_it_and_keeps_its_thread_until_then(pool: Pool) -> None:
    begun, leave = threading.Event(), threading.Event()
    told: list[type[Exception]] = []

    def work() -> None:
        begun.set()
        assert leave.wait(10)
        try:
            give_up_if_left()
        except Left as error:
            told.append(type(error))
            raise

    async def test() -> None:
        task = asyncio.ensure_future(pool.run(work))
        while not begun.is_set():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        following = asyncio.ensure_future(pool.run(lambda: "next"))
        await asyncio.sleep(0.05)
        assert pool.waiting == 1
        leave.set()
        assert await following == "next"
        assert told == [Left]

    _run(test())


def test_a_turn_that_comes_while_leaving_is_passed_on(pool: Pool, gate: Gate) -> None:
    async def test() -> None:
        first, second, third = (_ask(pool, gate, name, name) for name in ("a", "b", "c"))
        await asyncio.sleep(0)
        gate.open.set()
        await first
        second.cancel()  # whether or not its turn has come
        assert await third == "c"

    _run(test())


def test_what_work_raises_is_raised_and_the_thread_is_free_again(pool: Pool) -> None:
    async def test() -> None:
        def fail() -> None:
            raise KeyError("broken")

        for _ in range(3):
            with pytest.raises(KeyError, match="broken"):
                await pool.run(fail)
        assert await pool.run(lambda: 1) == 1

    _run(test())


def test_every_thread_is_reached(gate: Gate) -> None:
    pool = Pool(4, 1, "each")
    seen: set[str] = set()
    for done in pool.in_each_thread(lambda: seen.add(threading.current_thread().name)):
        done.result(10)
    assert len(seen) == 4
    pool.close()
    assert pool.in_each_thread(lambda: None) == []


def test_outside_a_pool_nobody_has_left() -> None:
    give_up_if_left()  # raises nothing

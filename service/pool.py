"""Pool: threads for work that computes, and the short, fair queue in front of them.

Whoever asks waits in a queue of their own; the queues are served in turn, so that a caller with a
hundred questions does not keep one with a single question waiting. When all places are taken, the
last of the longest queue gives way to a caller with a shorter one.
"""

import asyncio
import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar, copy_context
from typing import TypeVar

from service.errors import Busy, Left

Result = TypeVar("Result")
Place = asyncio.Future[None]

CALLER: ContextVar[str] = ContextVar("caller", default="")
"""Who asks, as the guard at the door found out: a key's id or an address."""

_LEFT: ContextVar[threading.Event | None] = ContextVar("left", default=None)
_USUAL_SECONDS = 0.2
_SMOOTHING = 0.1
_WARMING_SECONDS = 5.0


def give_up_if_left() -> None:
    """Raise Left when nobody waits any more for what this thread works on."""
    left = _LEFT.get()
    if left is not None and left.is_set():
        raise Left("the client has gone; the work was given up")


class Pool:
    """Runs work in threads. `waiting` is how many may wait; beyond it Busy is raised."""

    def __init__(self, threads: int, waiting: int, name: str) -> None:
        self.threads = threads
        self._places = waiting
        self._free = threads
        self._queues: OrderedDict[str, deque[Place]] = OrderedDict()
        self._usual = _USUAL_SECONDS
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)

    @property
    def waiting(self) -> int:
        """Return how many wait for a thread."""
        return sum(map(len, self._queues.values()))

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do `work` in a thread when it is this caller's turn. Raises Busy, or what it raises.

        A task that is cancelled meanwhile gives its place up; work that has begun hears of it at
        its next `give_up_if_left`, and keeps its thread until then.
        """
        await self._turn(CALLER.get())
        left = threading.Event()
        context = copy_context()
        context.run(_LEFT.set, left)
        began = time.monotonic()
        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self._executor, context.run, work)
        done.add_done_callback(lambda finished: self._finished(finished, began))
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            left.set()
            raise

    def in_each_thread(self, work: Callable[[], object]) -> list[Future[None]]:
        """Do `work` once in every thread, best effort, so that each has opened what it needs."""
        barrier = threading.Barrier(self.threads)

        def meet() -> None:
            with suppress(threading.BrokenBarrierError):
                barrier.wait(_WARMING_SECONDS)
            work()

        with suppress(RuntimeError):  # the pool was closed meanwhile
            return [self._executor.submit(meet) for _ in range(self.threads)]
        return []

    def close(self) -> None:
        """End the threads once what has begun is done."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _turn(self, caller: str) -> None:
        if self._free:
            self._free -= 1
            return
        if self.waiting >= self._places:
            self._make_room(caller)
        place: Place = asyncio.get_running_loop().create_future()
        self._queues.setdefault(caller, deque()).append(place)
        try:
            await place
        except BaseException:
            waited = self._leave(caller, place)
            if not waited and not place.cancelled() and place.exception() is None:
                self._pass_on()  # it was our turn in the very moment of leaving
            raise

    def _make_room(self, caller: str) -> None:
        """Turn away the last of the longest queue, or this caller when theirs is as long."""
        own = len(self._queues.get(caller, ()))
        longest = max(self._queues, key=lambda each: len(self._queues[each]), default=caller)
        if caller == longest or len(self._queues.get(longest, ())) <= own + 1:
            raise self._busy()
        place = self._queues[longest][-1]
        self._leave(longest, place)
        if not place.done():  # its client may have left in this very moment
            place.set_exception(self._busy())

    def _busy(self) -> Busy:
        wait = math.ceil((self.waiting + 1) * self._usual / self.threads)
        return Busy(
            f"{self.waiting} others wait already; ask again in {wait} s", retry_after=max(1, wait)
        )

    def _leave(self, caller: str, place: Place) -> bool:
        queue = self._queues.get(caller)
        if queue is None or place not in queue:
            return False
        queue.remove(place)
        if not queue:
            del self._queues[caller]
        return True

    def _finished(self, done: "asyncio.Future[Result]", began: float) -> None:
        if not done.cancelled():
            done.exception()  # a client that left does not collect what was raised
        self._usual += _SMOOTHING * (time.monotonic() - began - self._usual)
        self._pass_on()

    def _pass_on(self) -> None:
        """Give the free thread to the next caller in turn."""
        while self._queues:
            caller, queue = self._queues.popitem(last=False)
            place = queue.popleft()
            if queue:
                self._queues[caller] = queue  # at the end: the others come first
            if not place.done():
                place.set_result(None)
                return
        self._free += 1

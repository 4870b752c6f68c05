"""Timed: what a stream yields, as long as there is time; a stream that falls silent is left."""

import threading
import time
from collections.abc import Generator, Iterator
from contextvars import copy_context
from queue import Empty, Queue

from service.pool import give_up_if_left

_LOOK_SECONDS = 0.25


def timed(pieces: Iterator[str], until: float) -> Generator[str]:
    """Yield `pieces` up to the moment `until` of time.monotonic().

    They are read in a thread of their own: a server that only keeps the connection alive gives
    nothing to look at the clock between. Raises TimeoutError past `until`, Left when the client
    has gone, and whatever the stream raises.
    """
    reading = _Reading(pieces)
    try:
        while (piece := reading.next(until)) is not None:
            yield piece
    finally:
        reading.stop()


class _Reading:
    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._read: Queue[str | BaseException | None] = Queue()
        self._stopped = threading.Event()
        run = copy_context().run
        threading.Thread(target=run, args=(self._work,), name="stream", daemon=True).start()

    def next(self, until: float) -> str | None:
        """Return the next piece; None at the end."""
        while True:
            give_up_if_left()
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                piece = self._read.get(timeout=min(left, _LOOK_SECONDS))
            except Empty:
                continue
            if isinstance(piece, BaseException):
                raise piece
            return piece

    def stop(self) -> None:
        """Let the thread end at the next piece, which nobody waits for."""
        self._stopped.set()

    def _work(self) -> None:
        try:
            for piece in self._pieces:
                if self._stopped.is_set():
                    break
                self._read.put(piece)
            self._read.put(None)
        except BaseException as error:  # handed over to whoever waits
            self._read.put(error)
        finally:
            close = getattr(self._pieces, "close", None)
            if close:
                close()

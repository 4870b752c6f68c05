"""Ctrl-C: the first asks for an orderly end, the second stops at once."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit code of what was stopped by Ctrl-C: 128 and the number of the signal."""

_NOTE = b"\nstopping after this commit; press Ctrl-C again to stop at once\n"


class StopRequest:
    """Whether somebody asked for an orderly end."""

    def __init__(self) -> None:
        self.made = False

    def __call__(self) -> bool:
        """Return whether the request was made."""
        return self.made

    def make(self, signum: int, frame: FrameType | None) -> None:
        """Take the signal. Raises KeyboardInterrupt when it is not the first."""
        if self.made:
            raise KeyboardInterrupt
        self.made = True
        os.write(2, _NOTE)  # not through the console, which may be in the middle of a line


@contextmanager
def stop_request() -> Iterator[StopRequest]:
    """Give the request that the first Ctrl-C within the block makes."""
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():  # others get no signals
        yield request
        return
    before = signal.signal(signal.SIGINT, request.make)
    try:
        yield request
    finally:
        signal.signal(signal.SIGINT, before)

"""Missing: what was out of reach, gathered for the question that each thread is at."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Missing:
    """Tells what is out of reach to whoever watches in the same thread."""

    def __init__(self) -> None:
        self._watching = threading.local()

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """Give a list that gathers, while the block runs in this thread, what was out of reach."""
        outer: list[list[str]] = getattr(self._watching, "lists", [])
        missing: list[str] = []
        self._watching.lists = [*outer, missing]
        try:
            yield missing
        finally:
            self._watching.lists = outer

    def note(self, describe: Callable[[], str]) -> None:
        """Note what is missing, described only when somebody watches."""
        lists: list[list[str]] = getattr(self._watching, "lists", [])
        if lists:
            told = describe()
            for missing in lists:
                if told not in missing:
                    missing.append(told)

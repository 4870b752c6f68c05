"""Working ahead: what an iterator yields is made in a thread while its reader is busy."""

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import TypeVar

T = TypeVar("T")

_TICK = 0.1
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class _End:
    """The source has ended, or with `error`."""

    error: BaseException | None = None


def ahead(source: Generator[T, None, None], depth: int, stopped: Callable[[], bool]) -> Iterator[T]:
    """Yield what `source` yields, in order, made at most `depth` + 1 items ahead in a thread.

    Its errors are raised here, after the items before them. Ends early when `stopped` says so;
    the source is closed in its thread, which is not waited for while a slow source keeps it.
    """
    items: Queue[T | _End] = Queue(depth)
    left = threading.Event()

    def offer(item: T | _End) -> bool:
        while not left.is_set():
            try:
                items.put(item, timeout=_TICK)
                return True
            except Full:
                continue
        return False

    thread = threading.Thread(target=_work, args=(source, offer), name="ahead", daemon=True)
    thread.start()
    try:
        yield from _until_end(items, stopped)
    finally:
        left.set()
        if thread is not threading.current_thread():  # where an abandoned reader is collected
            thread.join(_PATIENCE)


def _work(source: Generator[T, None, None], offer: Callable[[T | _End], bool]) -> None:
    try:
        for item in source:
            if not offer(item):
                return
        offer(_End())
    except BaseException as error:  # whatever it is, the reader must hear of it
        offer(_End(error))
    finally:
        source.close()


def _until_end(items: "Queue[T | _End]", stopped: Callable[[], bool]) -> Iterator[T]:
    while not stopped():
        try:
            item = items.get(timeout=_TICK)
        except Empty:
            continue
        if not isinstance(item, _End):
            yield item
        elif item.error is not None:
            raise item.error
        else:
            return

"""Working ahead: the same items in the same order, errors in their place, and an end when asked."""

import threading
from collections.abc import Generator

import pytest

from indexer.ahead import ahead


def never() -> bool:
    return False


def test_items_come_in_order_from_another_thread() -> None:
    threads: set[int] = set()

    def source() -> Generator[int, None, None]:
        for number in range(50):
            threads.add(threading.get_ident())
            yield number

    assert list(ahead(source(), 2, never)) == list(range(50))
    assert threads and threading.get_ident() not in threads


def test_no_more_is_made_than_was_agreed() -> None:
    made: list[int] = []
    third = threading.Event()

    def source() -> Generator[int, None, None]:
        for number in range(50):
            made.append(number)
            if number == 3:
                third.set()
            yield number

    items = ahead(source(), 2, never)
    assert next(items) == 0
    assert third.wait(30)
    assert len(made) <= 5  # one taken, two waiting, one in hand, one being made
    items.close()
    assert len(made) <= 5


@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
def test_an_error_comes_after_the_items_before_it(kind: type[BaseException]) -> None:
    def source() -> Generator[int, None, None]:
        yield 1
        yield 2
        raise kind("broken")

    seen = []
    with pytest.raises(kind, match="broken"):
        for item in ahead(source(), 2, never):
            seen.append(item)
    assert seen == [1, 2]


def test_the_source_is_closed_when_its_reader_leaves_or_is_told_to_stop() -> None:
    closed = []

    def source() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.append(threading.current_thread().name)

    items = ahead(source(), 2, never)
    next(items)
    items.close()
    stop = threading.Event()
    taken = 0
    for _ in ahead(source(), 2, stop.is_set):
        taken += 1
        if taken == 3:
            stop.set()
    assert taken == 3
    assert closed == ["ahead", "ahead"]


def test_a_stop_does_not_wait_for_a_source_that_waits() -> None:
    forever = threading.Event()

    def source() -> Generator[int, None, None]:
        forever.wait(60)
        yield 1

    stop = threading.Event()
    threading.Timer(0.05, stop.set).start()
    assert list(ahead(source(), 2, stop.is_set)) == []
    forever.set()

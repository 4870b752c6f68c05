"""`dateline watch`: follow folders and feeds."""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer.commands.disk import writing
from indexer.commands.options import DEFAULT_INDEX, IndexFolder
from indexer.commands.web_options import (
    DEFAULT_DELAY,
    DEFAULT_LIMIT,
    AllowPrivate,
    Delay,
    Limit,
    UserAgent,
)
from indexer.errors import IndexerError
from indexer.lock import watcher_lock, writer_lock
from indexer.log import make_log
from indexer.record import Record
from indexer.watch.feed import FeedSource
from indexer.watch.folder import FolderSource
from indexer.watch.source import Source
from indexer.watch.watcher import Pace, Watcher
from indexer.watch.writer import Writer
from indexer.web.address import is_address, web_address
from indexer.web.client import Client, Manners
from indexer.web.clock import SystemClock

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")
_UNITS = {"s": "seconds", "": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_TRIES = 2


def duration(text: str) -> timedelta:
    """Return what `90s`, `5m`, `2h` or `1d` means. Raises typer.BadParameter."""
    found = _DURATION.fullmatch(text.strip().lower())
    span = timedelta(**{_UNITS[found[2]]: float(found[1])}) if found else timedelta()
    if not timedelta(seconds=1) <= span <= timedelta(days=366):
        raise typer.BadParameter(f"{text!r} is no duration; write it as 90s, 5m, 2h or 1d")
    return span


def watch_command(
    sources: Annotated[
        list[str], typer.Argument(help="Folders, files and addresses of feeds and sitemaps.")
    ],
    index: IndexFolder = DEFAULT_INDEX,
    every: Annotated[
        timedelta, typer.Option(parser=duration, help="How often to look, as 90s, 5m or 2h.")
    ] = "5m",  # type: ignore[assignment]
    longest: Annotated[
        timedelta, typer.Option(parser=duration, help="How rarely to look at a quiet feed.")
    ] = "1h",  # type: ignore[assignment]
    alarm_after: Annotated[
        timedelta,
        typer.Option(parser=duration, help="Silence shorter than this never raises an alarm."),
    ] = "12h",  # type: ignore[assignment]
    once: Annotated[bool, typer.Option("--once", help="Look once and end, for cron.")] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Forget these sources and their alarms, and end.")
    ] = False,
    limit: Limit = DEFAULT_LIMIT,
    delay: Delay = DEFAULT_DELAY,
    model: Annotated[
        str | None, typer.Option(help="Embedding model, as for `dateline index`.")
    ] = None,
    user_agent: UserAgent = "",
    allow_private: AllowPrivate = False,
) -> None:
    """Follow folders, feeds and sitemaps: whatever is new is added within the next look."""
    if forget:
        _forget(index, sources)
        return
    log = make_log()
    manners = Manners(agent=user_agent, delay=delay, tries=_TRIES, allow_private=allow_private)
    with watcher_lock(index), _until_told() as stop:
        clock = SystemClock(stop.is_set)
        with closing(Client(manners, clock)) as client:
            watcher = Watcher(
                [_source(each, client, limit, log) for each in sources],
                Writer(index, model, clock),
                clock,
                log,
                Pace(every, longest, alarm_after),
                stopped=stop.is_set,
            )
            went_well = watcher.run(once=once)
    if once and not went_well:
        raise typer.Exit(1)


def _source(named: str, client: Client, limit: int, log: Any) -> Source:
    name = named if is_address(named) else str(Path(named).absolute())

    def say(message: str) -> None:
        log.info("note", source=name, reason=message)

    if is_address(named):
        return FeedSource(named, client, say, limit)
    return FolderSource(name, client.clock, say)


def _forget(index: Path, sources: list[str]) -> None:
    with closing(Record.open(index)) as record, writer_lock(index), writing(index):
        for named in sources:
            name = web_address(named) if is_address(named) else str(Path(named).absolute())
            with record.transaction():
                if not record.feeds.remove(name):
                    raise IndexerError(
                        f"{name} is not watched; `dateline inspect --json` lists what is"
                    )


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """Give the event that SIGINT and SIGTERM set; the second signal ends the process at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # others get no signals
        yield stop
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def tell(number: int, frame: object) -> None:
        stop.set()
        for each, handler in before.items():
            signal.signal(each, handler)

    for number in before:
        signal.signal(number, tell)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""Rhythm: how often a source brings something, when to ask again, when silence is alarming."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from indexer.record import FeedState

KEPT_MOMENTS = 50
FEWEST_MOMENTS = 4
"""Fewer items make no rhythm: then only the floor tells silence."""
SILENT_GAPS = 3.0
FAILURES_IN_A_ROW = 5
DEFAULT_FLOOR = timedelta(hours=12)
_NO_RHYTHM = timedelta(days=7)
_LATE_POLLS = 3.0
_LONGEST_BACK_OFF = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong with a watched source, for how many seconds, in words."""

    feed: str
    kind: Literal["failing", "silent", "unwatched"]
    seconds: float
    message: str


def merged(moments: Iterable[str], new: Iterable[datetime], now: datetime) -> tuple[str, ...]:
    """Return the newest KEPT_MOMENTS of both, oldest first; what lies ahead counts as now."""
    known = {min(datetime.fromisoformat(each), now) for each in moments}
    known |= {min(each, now) for each in new}
    return tuple(each.isoformat(timespec="seconds") for each in sorted(known)[-KEPT_MOMENTS:])


def usual_gap(moments: tuple[str, ...]) -> timedelta | None:
    """Return the median time between two items, or None when there are too few to tell."""
    if len(moments) < FEWEST_MOMENTS:
        return None
    times = [datetime.fromisoformat(each).timestamp() for each in moments]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    return timedelta(seconds=median(gaps))


def next_poll(
    state: FeedState, every: timedelta, longest: timedelta, asked: float, jitter: float
) -> timedelta:
    """Return how long to wait before a source is asked again.

    Half of its usual gap, between `every` and `longest`; `asked` is the seconds that the source
    itself asks for. After failures the wait doubles, with up to half more by `jitter` (0 to 1).
    """
    if state.failures:
        doubled = every * 2.0 ** min(state.failures - 1, 12) * (1 + jitter / 2)
        return max(min(doubled, max(every, _LONGEST_BACK_OFF)), timedelta(seconds=asked))
    gap = usual_gap(state.moments)
    wait = max(every, gap / 2 if gap else every, timedelta(seconds=asked))
    return min(wait, max(every, longest))


def silence(state: FeedState, now: datetime) -> timedelta | None:
    """Return how long a source has brought nothing new; None when it never brought anything."""
    newest = max(filter(None, (state.new_item, *state.moments[-1:])), default=None)
    return max(now - datetime.fromisoformat(newest), timedelta()) if newest else None


def alarm_of(state: FeedState, now: datetime) -> Alarm | None:
    """Return what is wrong with a source now, by what the record says; None when nothing is.

    It is judged by whoever reads it, so that the alarm also comes when the watcher itself died.
    """
    return _unwatched(state, now) or _failing(state, now) or _silent(state, now)


def alarms(states: Iterable[FeedState], now: datetime) -> list[Alarm]:
    """Return what is wrong with any of some sources now."""
    found = (alarm_of(state, now) for state in states)
    return [alarm for alarm in found if alarm]


def _unwatched(state: FeedState, now: datetime) -> Alarm | None:
    if not state.due:
        return None
    late = now - datetime.fromisoformat(state.due)
    if late <= max(timedelta(seconds=_LATE_POLLS * state.every), timedelta(seconds=state.floor)):
        return None
    return Alarm(state.name, "unwatched", late.total_seconds(),
                 f"{state.name} has not been asked since {state.tried}, though it was due "
                 f"{_words(late)} ago; is `dateline watch` running?")  # fmt: skip


def _failing(state: FeedState, now: datetime) -> Alarm | None:
    if not state.failures or not state.failing_since:
        return None
    lasted = now - datetime.fromisoformat(state.failing_since)
    if state.failures < FAILURES_IN_A_ROW and lasted <= _patience(state):
        return None
    return Alarm(state.name, "failing", lasted.total_seconds(),
                 f"{state.name} has failed {state.failures} times in a row, for {_words(lasted)}: "
                 f"{state.error}")  # fmt: skip


def dormant(state: FeedState, now: datetime) -> str | None:
    """Return a sentence on a source that was silent already when the watch of it began, or None.

    That is no alarm: it may well be as quiet as it looks. It becomes one when it stays silent.
    """
    lasted = silence(state, now)
    if lasted is None or lasted <= _patience(state):
        return None
    return (f"its newest item is {_words(lasted)} old; {_usual(state)}. There is an alarm when "
            f"nothing comes within {_words(_patience(state))} from now")  # fmt: skip


def _silent(state: FeedState, now: datetime) -> Alarm | None:
    """Judge the silence that somebody could hear: not that from before the watch began."""
    lasted = silence(state, now)
    if lasted is None:
        return None
    heard = min(lasted, now - datetime.fromisoformat(state.since)) if state.since else lasted
    if heard <= _patience(state):
        return None
    message = f"{state.name} has brought nothing new for {_words(lasted)}; {_usual(state)}"
    return Alarm(state.name, "silent", lasted.total_seconds(), message)


def _usual(state: FeedState) -> str:
    gap = usual_gap(state.moments)
    return f"it usually brings something every {_words(gap)}" if gap else "its rhythm is unknown"


def _patience(state: FeedState) -> timedelta:
    gap = usual_gap(state.moments)
    return max(SILENT_GAPS * gap if gap else _NO_RHYTHM, timedelta(seconds=state.floor))


def _words(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    return f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"

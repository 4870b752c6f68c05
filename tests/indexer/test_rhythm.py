"""Rhythm: when to ask again, and when silence or failure is alarming."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indexer.record import FeedState
from indexer.watch.rhythm import (
    KEPT_MOMENTS,
    alarm_of,
    dormant,
    merged,
    next_poll,
    silence,
    usual_gap,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERY, LONGEST = timedelta(minutes=5), timedelta(hours=1)


def every(gap: timedelta, count: int = 10, last: datetime = NOW) -> tuple[str, ...]:
    return tuple((last - gap * n).isoformat() for n in reversed(range(count)))


def state(**known: object) -> FeedState:
    usual = {"name": "feed", "tried": NOW.isoformat(), "due": (NOW + EVERY).isoformat(),
             "every": 300.0, "floor": 43_200.0}  # fmt: skip
    return FeedState(**{**usual, **known})  # type: ignore[arg-type]


def test_moments_are_merged_bounded_and_never_ahead() -> None:
    found = merged(every(HOUR), [NOW + HOUR, NOW - HOUR / 2, NOW], NOW)
    assert found[-2:] == ((NOW - HOUR / 2).isoformat(), NOW.isoformat())
    assert len(found) == 11
    assert len(merged((), [NOW - HOUR * n for n in range(200)], NOW)) == KEPT_MOMENTS


def test_the_usual_gap_is_the_median() -> None:
    assert usual_gap(every(HOUR)) == HOUR
    burst = merged(every(HOUR, 5), [NOW - timedelta(days=90)], NOW)
    assert usual_gap(burst) == HOUR
    assert usual_gap(every(HOUR, 3)) is None


class TestPolling:
    @pytest.mark.parametrize(
        ("gap", "expected"),
        [(timedelta(minutes=1), EVERY), (timedelta(minutes=40), timedelta(minutes=20)),
         (timedelta(days=9), LONGEST)],
    )  # fmt: skip
    def test_follows_the_rhythm_within_bounds(self, gap: timedelta, expected: timedelta) -> None:
        assert next_poll(state(moments=every(gap)), EVERY, LONGEST, 0.0, 0.0) == expected

    def test_the_source_may_ask_for_more_time_but_not_for_ever(self) -> None:
        assert next_poll(state(), EVERY, LONGEST, 1800.0, 0.0) == timedelta(minutes=30)
        assert next_poll(state(), EVERY, LONGEST, 1e9, 0.0) == LONGEST

    def test_failures_double_the_wait_with_jitter(self) -> None:
        waits = [next_poll(state(failures=n), EVERY, LONGEST, 0.0, 0.0) for n in (1, 2, 3, 50)]
        assert waits == [EVERY, EVERY * 2, EVERY * 4, timedelta(hours=6)]
        assert next_poll(state(failures=2), EVERY, LONGEST, 0.0, 1.0) == EVERY * 3
        assert next_poll(state(failures=1), EVERY, LONGEST, 86_400.0, 0.0) == timedelta(days=1)


class TestSilence:
    def test_is_measured_from_the_newest_item_or_the_day_it_was_seen(self) -> None:
        assert silence(state(), NOW) is None
        assert silence(state(moments=every(HOUR)), NOW + HOUR) == HOUR
        seen = state(moments=every(HOUR), new_item=(NOW + HOUR).isoformat())
        assert silence(seen, NOW + 3 * HOUR) == 2 * HOUR

    @pytest.mark.parametrize(
        ("gap", "quiet", "alarming"),
        [
            (HOUR, 11 * HOUR, False),  # under the floor: a night
            (HOUR, 13 * HOUR, True),
            (24 * HOUR, 71 * HOUR, False),
            (24 * HOUR, 73 * HOUR, True),
            (7 * 24 * HOUR, 20 * 24 * HOUR, False),
        ],
    )
    def test_is_alarming_by_its_own_rhythm(
        self, gap: timedelta, quiet: timedelta, alarming: bool
    ) -> None:
        now = NOW + quiet
        found = alarm_of(state(moments=every(gap), due=(now + EVERY).isoformat()), now)
        assert (found is not None) is alarming
        if found:
            assert (found.kind, found.seconds) == ("silent", quiet.total_seconds())
            assert "nothing new" in found.message

    def test_from_before_the_watch_began_is_none(self) -> None:
        old = state(moments=every(HOUR, last=NOW - 500 * HOUR), since=NOW.isoformat())
        assert "500" not in (said := dormant(old, NOW) or "")
        assert "its newest item is 21 days old; it usually brings something every 60 min" in said
        later = NOW + 11 * HOUR
        assert alarm_of(replace(old, due=(later + EVERY).isoformat()), later) is None
        later = NOW + 13 * HOUR
        found = alarm_of(replace(old, due=(later + EVERY).isoformat()), later)
        assert found is not None
        assert (found.kind, found.seconds) == ("silent", 513 * 3600.0)
        assert dormant(state(moments=every(HOUR), since=NOW.isoformat()), NOW) is None

    def test_without_a_rhythm_a_week_is_waited(self) -> None:
        few = state(moments=every(HOUR, 2), due=(NOW + timedelta(days=30)).isoformat())
        assert alarm_of(few, NOW + timedelta(days=6)) is None
        assert alarm_of(few, NOW + timedelta(days=8)) is not None


class TestFailing:
    def failing(self, failures: int, hours: float) -> FeedState:
        return state(failures=failures, error="the server fails (500)", moments=every(HOUR),
                     failing_since=(NOW - hours * HOUR).isoformat())  # fmt: skip

    def test_a_few_times_is_no_alarm(self) -> None:
        assert alarm_of(self.failing(2, 1), NOW) is None

    @pytest.mark.parametrize(("failures", "hours"), [(5, 1), (2, 13)])
    def test_often_or_long_is(self, failures: int, hours: float) -> None:
        found = alarm_of(self.failing(failures, hours), NOW)
        assert found is not None
        assert found.kind == "failing"
        assert "the server fails (500)" in found.message


def test_a_watcher_that_died_is_noticed_by_whoever_reads_the_record() -> None:
    watched = state(moments=every(HOUR))
    assert alarm_of(watched, NOW + 2 * HOUR) is None
    found = alarm_of(watched, NOW + 14 * HOUR)
    assert found is not None
    assert found.kind == "unwatched"
    assert "is `dateline watch` running?" in found.message
    assert alarm_of(replace(watched, due=None, moments=()), NOW + 999 * HOUR) is None

"""Dates: what was stated is kept, nothing is invented, everything else is refused."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.dates import day_of, moment_of, normalise_date
from indexer.errors import ArticleError

TOKYO = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2026-01-13", "2026-01-13"),
        (" 2026-01-13 ", "2026-01-13"),
        ("20260113", "2026-01-13"),
        (20260113, "2026-01-13"),
        ("2026/01/13", "2026-01-13"),
        ("13 January 2026", "2026-01-13"),
        ("January 13, 2026", "2026-01-13"),
        ("13 Jan 2026", "2026-01-13"),
        ("Jan 13, 2026", "2026-01-13"),
        ("Jan. 13, 2026", "2026-01-13"),
        ("Jan 13 2026", "2026-01-13"),
        ("2026/01/13 10:05", "2026-01-13T10:05:00"),
        ("2026-01-13 10:05:00 UTC", "2026-01-13T10:05:00+00:00"),
        ("2026-01-13 10:05:00 -5", "2026-01-13T10:05:00-05:00"),
        ("2026-01-13T10:05:00-00:00", "2026-01-13T10:05:00"),
        ("January 13, 2026 10:05 PM", "2026-01-13T22:05:00"),
        ("January 13, 2026 at 12:05 a.m. ET", "2026-01-13T00:05:00"),
        ("13 Jan 2026 10:05 p. m.", "2026-01-13T22:05:00"),
        ("2026-01-13 10:05 PM", "2026-01-13T22:05:00"),
        (date(2026, 1, 13), "2026-01-13"),
        ("2026-01-13T09:30:00Z", "2026-01-13T09:30:00+00:00"),
        ("2026-01-13T09:30:00+09:00", "2026-01-13T09:30:00+09:00"),
        ("Tue, 13 Jan 2026 09:30:00 +0900", "2026-01-13T09:30:00+09:00"),
        (datetime(2026, 1, 13, 9, 30, tzinfo=TOKYO), "2026-01-13T09:30:00+09:00"),
    ],
)
def test_a_stated_date_becomes_iso_text(stated: object, expected: str) -> None:
    assert normalise_date(stated, "published") == expected


@pytest.mark.parametrize(
    "stated",
    [
        "2026-01-13T09:30:00",
        "2026-01-13 09:30",
        "Tue, 13 Jan 2026 09:30:00",
        "Tue, 13 Jan 2026 09:30:00 -0000",  # RFC 5322: the zone is not known
        datetime(2026, 1, 13, 9, 30),
    ],
)
def test_a_zone_is_never_invented(stated: object) -> None:
    assert normalise_date(stated, "published") == "2026-01-13T09:30:00"


@pytest.mark.parametrize("empty", [None, ""])
def test_no_date_is_no_date(empty: object) -> None:
    assert normalise_date(empty, "published") is None
    assert day_of(None) is None
    assert moment_of(None) is None


@pytest.mark.parametrize(
    "stated",
    [
        "yesterday", "2026-02-30", "2026-13-01", "13/01/2026", "2026", "2026-01", "12 Jan",
        "2026-01-13junk", "2026-01-13T25:00", "２０２６-01-13", "1700000000",
        "202615", "2026115",  # which month, which day?
        "Mon, 1 Jan 99999999999999999999 00:00:00",
        "1 Jan 2026 10:00 +9999",
        "13 Jan 2026 13:05 am", "13 Jan 2026 10:05 P", "2026-01-13 10:05 in the evening",
        "January 13, 2026 0:05 PM", "13 Jan 2026 10:05:00 CET (p.m.)", "13 Jan 2026 10:05-11",
        1700000000, 202615, 0, -1, 10**4400, True, 20260113.0, float("nan"),
        [2026, 1, 13], {"date": "2026-01-13"}, b"2026-01-13",
    ],
    ids=lambda value: repr(value)[:20] if not isinstance(value, int) else hex(value)[:20],
)  # fmt: skip
def test_anything_else_is_refused_by_name(stated: object) -> None:
    with pytest.raises(ArticleError, match="published .*write it as YYYY-MM-DD"):
        normalise_date(stated, "published")


@given(st.text())
@example("Mon, 1 Jan 0001 00:00:00 +2359")
@example("9999-12-31T23:59:59-23:59")
def test_what_is_taken_can_be_read_back(text: str) -> None:
    try:
        stated = normalise_date(text, "published")
    except ArticleError:
        return
    assert (stated is None) == (text == "")
    if stated:
        assert day_of(stated).isoformat() == stated[:10]
        assert moment_of(stated).tzinfo is not None
        assert normalise_date(stated, "published") == stated


@given(st.datetimes(timezones=st.none() | st.just(UTC) | st.just(TOKYO)))
def test_every_moment_survives(moment: datetime) -> None:
    stated = normalise_date(moment, "published")
    assert datetime.fromisoformat(stated) == moment
    assert datetime.fromisoformat(stated).utcoffset() == moment.utcoffset()


def test_the_day_is_that_of_the_stated_zone() -> None:
    assert day_of("2026-01-13T00:30:00+09:00") == date(2026, 1, 13)
    assert moment_of("2026-01-13T00:30:00+09:00") == datetime(2026, 1, 12, 15, 30, tzinfo=UTC)

"""Watched feeds over HTTP: warnings beside readiness, and metrics."""

import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from http_service import build_index, serving

from indexer.record import FeedState, Record
from service.settings import read_settings

HOSTILE = 'https://news.example/"feed"\n'


def watch(index: Path, name: str, quiet: timedelta, failures: int = 0) -> None:
    """Note a feed that used to bring something every hour, until `quiet` ago."""
    now = datetime.now(UTC)
    last = now - quiet
    moments = tuple((last - timedelta(hours=n)).isoformat() for n in reversed(range(9)))
    with closing(Record.open(index)) as record:
        record.feeds.put(
            FeedState(name=name, moments=moments, tried=now.isoformat(), every=300.0,
                      floor=43_200.0, due=(now + timedelta(minutes=5)).isoformat(),
                      failures=failures, failing_since=last.isoformat() if failures else None,
                      error="the server fails (500)" if failures else None)
        )  # fmt: skip


def test_alarms_are_warnings_and_the_service_stays_ready(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    watch(index, "https://news.example/good", timedelta(hours=1))
    watch(index, "https://news.example/quiet", timedelta(days=3))
    watch(index, "https://news.example/broken", timedelta(days=1), failures=7)
    with serving(index) as client:
        response = client.get("/readyz")
    assert response.status_code == 200
    broken, quiet = response.json()["warnings"]
    assert "broken has failed 7 times in a row" in broken
    assert "quiet has brought nothing new for 3 days; it usually" in quiet


def test_where_keys_are_required_strangers_read_of_no_feed(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    watch(index, "https://news.example/private?token=s3cret", timedelta(days=3))
    with serving(index, require_keys=True) as client:
        shutil.rmtree(index)
        response = client.get("/readyz")
    assert response.status_code == 200
    (warning,) = response.json()["warnings"]
    assert warning.startswith("1 watched source")
    assert response.json()["damage"]
    for inner in ("s3cret", "news.example", str(tmp_path)):
        assert inner not in response.text


def test_metrics_follow_the_record(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    watch(index, "https://news.example/quiet", timedelta(days=3), failures=2)
    watch(index, HOSTILE, timedelta(hours=1))
    with serving(index) as client:
        shown = client.get("/metrics").text
        assert 'dateline_feed_alarm{feed="https://news.example/quiet"} 1.0' in shown
        assert 'dateline_feed_failures{feed="https://news.example/quiet"} 2.0' in shown
        assert 'dateline_feed_alarm{feed="https://news.example/\\"feed\\"\\n"} 0.0' in shown
        (line,) = [
            line
            for line in shown.splitlines()
            if line.startswith('dateline_feed_silent_seconds{feed="https://news.example/quiet"}')
        ]
        assert 259_200 <= float(line.split()[-1]) < 262_800
        with closing(Record.open(index)) as record:
            record.feeds.remove("https://news.example/quiet")
        assert "news.example/quiet" not in client.get("/metrics").text


def test_without_feeds_there_is_nothing_to_warn_of(tmp_path: Path) -> None:
    with serving(build_index(tmp_path / "index")) as client:
        assert client.get("/readyz").json()["warnings"] == []
        assert "dateline_feed_alarm{" not in client.get("/metrics").text


def test_settings_of_the_indexer_do_not_disturb_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_ALLOW_PRIVATE_ADDRESSES", "1")
    monkeypatch.setenv("DATELINE_USER_AGENT", "Example/1.0")
    assert read_settings().port == 8000

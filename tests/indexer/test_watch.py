"""Watching: what is new is added, whatever goes wrong with a source."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from indexer.index import Index
from indexer.lock import watcher_lock, writer_lock
from indexer.record import FeedState, Record
from indexer.watch.feed import FeedSource
from indexer.watch.folder import FolderSource
from indexer.watch.watcher import Pace, Watcher
from indexer.watch.writer import Writer
from tests.conftest import Run
from tests.indexer.web.site import NOON, Answer, FakeClock, Site, client_of, serving

ROOT = Path(__file__).parents[2]
MINUTE = timedelta(minutes=1)
PACE = Pace(every=5 * MINUTE, longest=60 * MINUTE, floor=timedelta(hours=12))


class Log:
    """Keeps what was logged."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, dict[str, Any]]] = []

    def __getattr__(self, level: str) -> Callable[..., None]:
        return lambda event, **facts: self.lines.append((level, event, facts))

    def of(self, event: str) -> list[dict[str, Any]]:
        return [facts for _, found, facts in self.lines if found == event]


class Desk:
    """A watcher over an index, with a clock and a site in the test's hands."""

    def __init__(self, folder: Path, site: Site, client: Any, clock: FakeClock) -> None:
        self.folder, self.site, self.clock, self.log = folder, site, clock, Log()
        self._client = client

    def watch(self, *named: str | Path, once: bool = True, limit: int = 100) -> bool:
        def say(message: str) -> None:
            self.log.info("note", reason=message)

        sources = [
            FolderSource(str(each), self.clock)
            if isinstance(each, Path)
            else FeedSource(each, self._client, say, limit)
            for each in named
        ]
        writer = Writer(self.folder, "fake", self.clock)
        watcher = Watcher(sources, writer, self.clock, self.log, PACE, jitter=lambda: 0.0)
        return watcher.run(once=once)

    def texts(self) -> list[str]:
        with closing(Record.open(self.folder)) as record:
            return [article.text for article in record.articles.all()]

    def state(self, name: str) -> FeedState:
        with closing(Record.open(self.folder)) as record:
            found = record.feeds.get(name)
        assert found is not None
        return found


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def desk(folder: Path, site: Site) -> Iterator[Desk]:
    clock = FakeClock()
    with client_of(clock, manners={"tries": 1}) as client:
        yield Desk(folder, site, client, clock)


def rss(*items: str, **known: Any) -> Answer:
    text = f"<rss version='2.0'><channel><title>Top</title>{''.join(items)}</channel></rss>"
    return Answer(text, media_type="application/rss+xml", **known)


def item(link: str, day: int = 28, title: str = "T") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><pubDate>2026-02-{day:02}</pubDate></item>"
    )


class TestFeed:
    def test_each_round_adds_what_is_new(self, desk: Desk, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.page("/b", "The dam was mended.")
        site.answers["/feed"] = [
            rss(item("/a"), etag='"1"'),
            rss(item("/b"), item("/a"), etag='"2"'),
        ]
        desk.clock.until = NOON + 11 * MINUTE
        desk.watch(site.url("/feed"), once=False)
        assert desk.texts() == ["The dam broke.", "The dam was mended."]
        assert site.asked() == ["/feed", "/a", "/feed", "/b", "/feed"]
        assert site.headers_of("/feed")[2]["if-none-match"] == '"2"'
        assert desk.log.of("stopped")

    def test_a_changed_entry_is_asked_for_and_a_version_where_its_text_is_new(
        self, desk: Desk, site: Site
    ) -> None:
        site.page("/a", "The dam broke.", etag='"1"')
        site.answers["/feed"] = [rss(item("/a")), rss(item("/a", title="Dam")), rss(item("/a"))]
        for _ in range(3):
            desk.watch(site.url("/feed"))
        assert [each.get("if-none-match") for each in site.headers_of("/a")] == [None, '"1"', '"1"']
        site.page("/a", "The dam was mended.", etag='"2"')
        site.answers["/feed"] = rss(item("/a", title="Mended"))
        desk.watch(site.url("/feed"))
        assert desk.texts() == ["The dam was mended."]

    def test_a_page_that_fails_for_now_is_tried_again_later(self, desk: Desk, site: Site) -> None:
        site.answers["/a"] = [Answer("", 503), Answer("", 503), Answer("The dam broke.")]
        site.answers["/feed"] = rss(item("/a"), etag='"1"')
        assert desk.watch(site.url("/feed")) is False
        desk.watch(site.url("/feed"))  # too early
        assert site.asked() == ["/feed", "/a", "/feed"]
        for _ in range(2):
            desk.clock.moment += timedelta(hours=1)
            desk.watch(site.url("/feed"))
        assert desk.texts() == ["The dam broke."]
        desk.watch(site.url("/feed"))
        assert [each.get("if-none-match") for each in site.headers_of("/feed")] == [
            None, None, None, None, '"1"',
        ]  # fmt: skip

    def test_until_then_the_words_of_the_feed_stand_in(self, desk: Desk, site: Site) -> None:
        words = "".join(
            f"<p>The dam broke on day {n}, officials said again.</p>" for n in range(12)
        )
        whole = (
            "<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>"
            f"<![CDATA[{words}]]></c:encoded>"
        )
        site.answers["/a"] = [Answer("", 503), Answer("The whole page says more. " * 30)]
        site.answers["/feed"] = rss(item("/a").replace("</item>", f"{whole}</item>"))
        desk.watch(site.url("/feed"))
        assert desk.texts()[0].startswith("The dam broke on day 0")
        desk.clock.moment += timedelta(hours=1)
        desk.watch(site.url("/feed"))
        (text,) = desk.texts()
        assert text.startswith("The whole page says more.")

    def test_a_page_that_is_not_there_is_not_asked_for_again(self, desk: Desk, site: Site) -> None:
        site.answers["/feed"] = rss(item("/gone"))
        for _ in range(3):
            desk.watch(site.url("/feed"))
            desk.clock.moment += timedelta(days=1)
        assert site.asked().count("/gone") == 1
        assert len(desk.log.of("failed")) == 1

    def test_what_was_old_when_the_watch_began_is_left_off(self, desk: Desk, site: Site) -> None:
        for day in range(1, 10):
            site.page(f"/{day}", f"Report number {day}.")
        site.answers["/feed"] = rss(*(item(f"/{day}", day) for day in range(1, 6)))
        desk.watch(site.url("/feed"), limit=2)
        desk.watch(site.url("/feed"), limit=2)
        assert desk.texts() == ["Report number 5.", "Report number 4."]
        site.answers["/feed"] = rss(*(item(f"/{day}", day) for day in range(1, 10)))
        desk.watch(site.url("/feed"), limit=3)
        assert len(desk.texts()) == 5
        desk.watch(site.url("/feed"), limit=3)
        assert len(desk.texts()) == 6  # news beyond the limit came one round later

    def test_what_was_taken_down_stays_down(self, desk: Desk, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = rss(item("/a"))
        desk.watch(site.url("/feed"))
        with closing(Record.open(desk.folder)) as record:
            (article,) = record.articles.all()
            record.articles.remove(article.id)
        site.answers["/feed"] = rss(item("/a", title="Changed"))
        desk.watch(site.url("/feed"))
        assert desk.texts() == []
        assert [line["held"] for line in desk.log.of("looked")] == [0, 1]

    def test_sitemaps_are_watched_too(self, desk: Desk, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/map.xml"] = Answer(
            f"<urlset><url><loc>{site.url('/a')}</loc></url></urlset>", media_type="text/xml"
        )
        desk.watch(site.url("/map.xml"))
        desk.watch(site.url("/map.xml"))
        assert (desk.texts(), site.asked().count("/a")) == (["The dam broke."], 1)

    def test_of_an_index_the_old_sitemaps_are_no_news(self, desk: Desk, site: Site) -> None:
        def answer(root: str, child: str, links: list[str]) -> Answer:
            rows = (f"<{child}><loc>{site.url(link)}</loc></{child}>" for link in links)
            return Answer(f"<{root}>{''.join(rows)}</{root}>", media_type="text/xml")

        for name in ("new", "old"):
            pages = [f"/{name}{number}" for number in range(3)]
            for page in pages:
                site.page(page, f"Report {page}.")
            site.answers[f"/{name}.xml"] = answer("urlset", "url", pages)
        site.answers["/map.xml"] = answer("sitemapindex", "sitemap", ["/new.xml", "/old.xml"])
        for _ in range(3):
            desk.watch(site.url("/map.xml"), limit=2)
        assert sorted(desk.texts()) == ["Report /new0.", "Report /new1."]

    def test_its_state_is_kept(self, desk: Desk, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = rss(item("/a", 20), item("/none", 21))
        desk.watch(site.url("/feed"))
        state = desk.state(site.url("/feed"))
        assert (state.title, state.failures, state.error) == ("Top", 0, None)
        assert state.tried == state.succeeded == NOON.isoformat()
        assert state.moments == ("2026-02-20T00:00:00+00:00", "2026-02-21T00:00:00+00:00")
        assert state.new_item is None  # nothing has come since the watch began
        assert state.due == (NOON + 5 * MINUTE).isoformat()


class TestTrouble:
    def test_one_bad_source_does_not_keep_the_others_back(
        self, desk: Desk, site: Site, tmp_path: Path
    ) -> None:
        site.page("/a", "The dam broke.")
        site.page("/page", "no feed at all")
        site.answers |= {"/good": rss(item("/a")), "/bad": Answer("", 500)}
        sources = (site.url("/bad"), site.url("/page"), tmp_path / "none", site.url("/good"))
        assert desk.watch(*sources) is False
        assert desk.texts() == ["The dam broke."]
        reasons = " ".join(line["reason"] for line in desk.log.of("failed"))
        for cause in ("server fails (500)", "neither a feed nor a sitemap", "no such file"):
            assert cause in reasons
        assert desk.state(site.url("/bad")).failures == 1

    def test_failures_are_waited_out_alarm_and_recover(self, desk: Desk, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = [*[Answer("", 500)] * 6, rss(item("/a"))]
        desk.clock.until = NOON + timedelta(hours=12)
        desk.watch(site.url("/feed"), once=False)
        first_waits = [seconds for seconds in desk.clock.sleeps if seconds][:6]
        assert first_waits == [300.0, 600.0, 1200.0, 2400.0, 4800.0, 9600.0]
        assert [line["kind"] for line in desk.log.of("alarm")] == ["failing"]
        assert [line["source"] for line in desk.log.of("recovered")] == [site.url("/feed")]
        assert desk.state(site.url("/feed")).failures == 0

    def test_a_server_that_wants_to_be_left_alone_is(self, desk: Desk, site: Site) -> None:
        site.answers["/feed"] = Answer("", 429, headers={"Retry-After": "7200"})
        desk.watch(site.url("/feed"))
        desk.clock.moment += timedelta(hours=1)
        desk.watch(site.url("/feed"))
        assert site.asked() == ["/feed"]
        assert desk.log.of("waits")[0]["until"] == (NOON + timedelta(hours=2)).isoformat()

    def test_silence_is_an_alarm_and_ends_by_itself(self, desk: Desk, site: Site) -> None:
        site.page("/new", "The dam broke.")
        for day in range(1, 9):
            site.page(f"/{day}", f"Report number {day}.")
        old = [item(f"/{day}", day) for day in range(1, 9)]  # daily, until three weeks ago
        site.answers["/feed"] = rss(*old)
        desk.clock.until = NOON + timedelta(hours=70)
        desk.watch(site.url("/feed"), once=False)
        assert desk.log.of("alarm") == []  # nobody was there to hear it
        (note,) = desk.log.of("note")
        assert "its newest item is 22 days old" in note["reason"]
        site.answers["/feed"] = [rss(*old)] * 8 + [rss(item("/new"), *old)]
        desk.clock.until = NOON + timedelta(hours=80)
        desk.watch(site.url("/feed"), once=False)
        assert [line["kind"] for line in desk.log.of("alarm")] == ["silent"]
        assert len(desk.log.of("recovered")) == 1
        assert desk.state(site.url("/feed")).new_item is not None

    def test_an_index_from_before_the_watch_was_dated_is_watched_on(
        self, desk: Desk, site: Site
    ) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = rss(item("/a"))
        desk.watch(site.url("/feed"))
        with closing(sqlite3.connect(desk.folder / "record.sqlite")) as database:
            database.execute("ALTER TABLE feeds DROP COLUMN since")
        assert desk.state(site.url("/feed")).since is None
        assert desk.watch(site.url("/feed")) is True
        assert desk.state(site.url("/feed")).title == "Top"

    def test_a_page_under_repair_is_asked_for_again(self, desk: Desk, site: Site) -> None:
        repair = Answer("<html><title>Back soon</title><p>Under repair.</p></html>",
                        media_type="text/html", etag='"0"')  # fmt: skip
        site.answers["/a"] = [repair, Answer("The dam broke.")]
        site.answers["/b"] = repair
        site.answers["/feed"] = rss(item("/a"), item("/b"), etag='"1"')
        for _ in range(8):
            desk.watch(site.url("/feed"))
            desk.clock.moment += timedelta(hours=1)
        assert desk.texts() == ["The dam broke."]
        assert site.asked().count("/a") == 2
        assert site.asked().count("/b") == 3  # it is no article, whoever looks

    def test_a_page_where_the_feed_was_is_told_from_a_page_that_never_was_one(
        self, desk: Desk, site: Site
    ) -> None:
        link = "<link rel=alternate type=application/rss+xml href=/feed.xml>"
        site.answers["/feed"] = [rss(), Answer("<html><p>Back soon.", media_type="text/html")]
        site.answers["/home"] = Answer(f"<html><head>{link}</head>", media_type="text/html")
        for _ in range(2):
            desk.watch(site.url("/feed"), site.url("/home"))
        reasons = [line["reason"] for line in desk.log.of("failed")]
        assert f"it names its feed: watch {site.url('/feed.xml')}" in reasons[0]
        assert "Its server may be under repair" in reasons[-1]
        assert "dateline index" not in reasons[-1]

    def test_a_writer_elsewhere_is_waited_for(self, desk: Desk, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = rss(item("/a"))
        desk.watch(site.url("/feed"))
        site.page("/b", "The dam was mended.")
        site.answers["/feed"] = rss(item("/b"))
        lock = writer_lock(desk.folder)
        lock.__enter__()
        desk.clock.on_sleep = lambda: (
            len(desk.clock.sleeps) == 3 and lock.__exit__(None, None, None)
        )  # type: ignore[assignment, return-value]
        desk.watch(site.url("/feed"))
        assert len(desk.texts()) == 2
        assert desk.clock.sleeps[:3] == [1.0, 1.0, 1.0]

    def test_the_lock_is_free_while_pages_are_fetched(self, desk: Desk, site: Site) -> None:
        free = []

        def page(request: Any) -> None:
            with writer_lock(desk.folder):
                free.append(True)
            Answer("The dam broke.")(request)

        site.answers |= {"/a": page, "/feed": rss(item("/a"))}
        desk.watch(site.url("/feed"))
        assert free == [True]

    def test_a_record_that_cannot_be_written_is_outlived(
        self, desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = rss(item("/a"))

        def full(*arguments: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        with monkeypatch.context() as patched:
            patched.setattr(Writer, "_add", full)
            assert desk.watch(site.url("/feed")) is False
        assert "disk is full" in desk.log.of("failed")[0]["reason"]
        assert desk.watch(site.url("/feed")) is True
        assert desk.texts() == ["The dam broke."]

    def test_stopping_keeps_what_was_committed(self, desk: Desk, site: Site) -> None:
        for day in range(1, 4):
            site.page(f"/{day}", f"Report number {day}.")
        site.answers["/feed"] = rss(*(item(f"/{day}", day) for day in range(1, 4)), etag='"1"')
        source = FeedSource(site.url("/feed"), desk._client, lambda message: None)
        writer = Writer(desk.folder, "fake", desk.clock)
        Watcher(
            [source], writer, desk.clock, desk.log, PACE, stopped=lambda: len(desk.texts()) >= 2
        ).run()
        assert desk.texts() == ["Report number 3.", "Report number 2."]
        desk.watch(site.url("/feed"))
        assert len(desk.texts()) == 3


class TestFolder:
    @pytest.fixture
    def inbox(self, tmp_path: Path) -> Path:
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        return inbox

    def put(self, path: Path, text: str, moment: datetime = NOON - MINUTE) -> None:
        path.write_text(text)
        os.utime(path, (moment.timestamp(), moment.timestamp()))

    def test_new_and_changed_files_are_taken_and_deleted_ones_kept(
        self, desk: Desk, inbox: Path
    ) -> None:
        assert desk.watch(inbox) is True  # an empty inbox is no failure
        self.put(inbox / "a.txt", "The dam broke.")
        self.put(inbox / "b.txt", "The bridge opened.")
        desk.watch(inbox)
        (inbox / "b.txt").unlink()
        self.put(inbox / "a.txt", "The dam was mended.", NOON)
        desk.clock.moment += MINUTE
        desk.watch(inbox)
        assert sorted(desk.texts()) == ["The bridge opened.", "The dam was mended."]

    def test_what_is_still_being_written_waits(self, desk: Desk, inbox: Path) -> None:
        self.put(inbox / "a.txt", "The dam", NOON - timedelta(seconds=1))
        desk.watch(inbox)
        assert desk.texts() == []
        self.put(inbox / "a.txt", "The dam broke.", NOON)
        desk.clock.moment += MINUTE
        desk.watch(inbox)
        assert desk.texts() == ["The dam broke."]

    def test_what_is_unchanged_is_not_read_and_a_bad_file_told_once(
        self, desk: Desk, inbox: Path
    ) -> None:
        self.put(inbox / "a.txt", "The dam broke.")
        (inbox / "bad.txt").write_bytes(b"\xff")
        os.utime(inbox / "bad.txt", (NOON.timestamp() - 60,) * 2)
        assert desk.watch(inbox) is False
        assert desk.watch(inbox) is True
        assert [line["added"] for line in desk.log.of("looked")] == [1, 0]
        assert len(desk.log.of("failed")) == 1

    def test_what_cannot_be_read_now_is_tried_again(
        self, desk: Desk, inbox: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.put(inbox / "a.txt", "The dam broke.")
        usual = Path.open

        def denied(path: Path, *arguments: Any, **known: Any) -> Any:
            if path.name == "a.txt":
                raise PermissionError(13, "Permission denied")
            return usual(path, *arguments, **known)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", denied)
            assert desk.watch(inbox) is False
        assert "check the file and its permissions" in desk.log.of("failed")[0]["reason"]
        assert desk.watch(inbox) is True
        assert desk.texts() == ["The dam broke."]

    def test_old_files_are_no_alarm(self, desk: Desk, inbox: Path) -> None:
        self.put(inbox / "a.txt", "The dam broke.", NOON - timedelta(days=90))
        desk.watch(inbox)
        assert desk.log.of("alarm") == []

    def test_a_folder_that_vanishes_fails_and_comes_back(self, desk: Desk, inbox: Path) -> None:
        desk.watch(inbox)
        inbox.rmdir()
        assert desk.watch(inbox) is False
        assert desk.state(str(inbox)).failures == 1
        desk.clock.moment += timedelta(hours=1)
        inbox.mkdir()
        assert desk.watch(inbox) is True

    def test_a_reader_sees_it_at_once(self, desk: Desk, inbox: Path) -> None:
        self.put(inbox / "a.txt", "The dam broke.")
        desk.watch(inbox)
        with closing(Index(desk.folder)) as index:
            assert len(index.snapshot().articles) == 1
            self.put(inbox / "b.txt", "The bridge opened.")
            desk.watch(inbox)
            assert len(index.snapshot().articles) == 2


class TestCommand:
    def test_once_forget_and_inspect(self, run: Run, site: Site) -> None:
        site.page("/a", "The dam broke.")
        site.answers["/feed"] = rss(item("/a"))
        options = ("--model", "fake", "--allow-private", "--delay", "0")
        outcome = run("watch", site.url("/feed"), "--once", *options)
        assert (outcome.code, outcome.out) == (0, "")
        looked = [json.loads(line) for line in outcome.err.splitlines()]
        assert [line["added"] for line in looked if line["event"] == "looked"] == [1]
        (name, feed), *_ = json.loads(run("inspect", "--json").out)["feeds"].items()
        assert (name, feed["failures"], feed["title"]) == (site.url("/feed"), 0, "Top")
        assert "newest item: 2026-02-28" in run("inspect").out
        assert run("watch", site.url("/feed"), "--forget").code == 0
        assert "feeds" not in json.loads(run("inspect", "--json").out)
        again = run("watch", site.url("/feed"), "--forget")
        assert (again.code, "is not watched" in again.message) == (1, True)

    def test_a_failure_is_1(self, run: Run, site: Site) -> None:
        options = ("--model", "fake", "--allow-private", "--delay", "0")
        assert run("watch", site.url("/none"), "--once", *options).code == 1

    def test_one_watcher_an_index(self, run: Run, folder: Path, tmp_path: Path) -> None:
        with watcher_lock(folder):
            outcome = run("watch", tmp_path, "--once", "--model", "fake")
        assert outcome.code == 1
        assert "is watching sources for" in outcome.message

    @pytest.mark.parametrize("every", ["0", "5x", "-5m", "soon", "999d", ""])
    def test_durations(self, run: Run, tmp_path: Path, every: str) -> None:
        outcome = run("watch", tmp_path, "--once", "--every", every)
        assert outcome.code == 2
        assert "is no duration" in outcome.message

    def test_sigterm_ends_it_cleanly(self, tmp_path: Path) -> None:
        (tmp_path / "inbox").mkdir()
        command = [sys.executable, "-m", "dateline", "watch", str(tmp_path / "inbox"),
                   "--index", str(tmp_path / "index"), "--model", "fake"]  # fmt: skip
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            for line in process.stderr:
                if json.loads(line)["event"] == "looked":
                    process.terminate()
                    break
            rest = process.stderr.read()
            assert process.wait(30) == 0
        assert '"stopped"' in rest


class Broken:
    """A source whose code is at fault."""

    name = "https://broken.example/feed"

    def look(self, record: Record, state: FeedState) -> Any:
        raise TypeError("not a string")


def test_a_fault_of_ours_costs_one_source_only(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The dam broke.")
    clock, log = FakeClock(), Log()
    sources = [Broken(), FolderSource(str(tmp_path / "a.txt"), clock)]
    watcher = Watcher(sources, Writer(folder, "fake", clock), clock, log, PACE)
    assert not watcher.run(once=True)
    (failed,) = log.of("failed")
    assert failed["source"] == Broken.name
    assert "TypeError: not a string" in failed["reason"]
    assert [each["source"] for each in log.of("looked")] == [str(tmp_path / "a.txt")]
    with closing(Record.open(folder)) as record:
        state = record.feeds.get(Broken.name)
    assert state is not None
    assert state.failures == 1


@pytest.mark.parametrize("name", ["Agentur Gr\u00fcn/1", "a\r\nX-Evil: 1", "\u4e2d", " "])
def test_a_name_that_no_header_can_hold_is_wrong_usage(run: Run, name: str) -> None:
    for command in ("index", "watch"):
        outcome = run(command, "https://x.example/feed", "--user-agent", name)
        assert outcome.code == 2
        assert "ASCII" in outcome.err

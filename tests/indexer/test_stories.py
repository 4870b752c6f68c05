"""Stories: copies are gathered with each commit, and part again when what joined them goes."""

import subprocess
import sys
from pathlib import Path

import pytest

from indexer.commands import index as command
from indexer.copies import Wording, are_copies
from indexer.fingerprint import Fingerprint, fingerprint, shingles_of
from indexer.index import Index
from indexer.record import Record
from indexer.record import stories as table
from indexer.record.stories import StoryTable
from tests.conftest import Add, Run, article

FIRST = (
    "The harbour at Skua Bay closed on Monday after a crane fell across the only deep berth. "
    "Nobody was hurt, the port captain said, but four ships with 9,000 tonnes of grain wait "
    "outside. Divers will inspect the quay wall before any vessel is let in again."
)
SECOND = (
    "Farmers inland fear for the harvest, which leaves through this port alone. The ministry "
    "promised lorries and a reduced toll on the coast road until the berth is usable. A second "
    "crane, ordered two years ago, has still not arrived from the yard that builds it."
)
THIRD = (
    "Insurers sent their own engineers on Tuesday and expect to pay 12 million crowns. The crane "
    "was last tested in March, the records show, and passed. Its operator has been with the port "
    "for thirty years and is being looked after at home by his family this week."
)
OTHER = (
    "The orchestra of the valley opens its season with a new conductor and an old quarrel about "
    "the hall, whose roof leaks on the brass section whenever the wind turns to the west."
)


def stories(record: Record) -> dict[str, str]:
    """Return, for each live article, the id of the first one of its story."""
    facts = {each.number: each for each in record.articles.facts()}
    return {each.id: facts[each.story].id for each in facts.values() if each.story}


def as_before_stories(record: Record) -> None:
    for name in ("fingerprints", "bands", "copies"):
        record._db.execute(f"DELETE FROM {name}")
    record._db.execute("UPDATE articles SET story = NULL")


def send(add: Add, name: str, *paragraphs: str, **fields: object) -> None:
    fields = {"publisher": f"Outlet {name}", "published": "2025-05-06", **fields}
    add(article("\n\n".join(paragraphs), id=name, **fields))


class TestGathering:
    def test_copies_bear_the_number_of_the_first(self, add: Add, record: Record) -> None:
        send(add, "other", OTHER)
        send(add, "wire", FIRST, SECOND, THIRD)
        send(add, "cut", FIRST, SECOND)
        send(add, "again", "(Wire) — " + FIRST, SECOND, THIRD, OTHER, published="2025-05-08")
        assert stories(record) == {"other": "other", "wire": "wire", "cut": "wire", "again": "wire"}
        assert record.stories.counts() == {"stories": 2, "copies": 2}
        wire = record.articles.get("wire")
        assert wire is not None
        assert wire.story == wire.number
        assert [record.articles.by_number(n).id for n in record.stories.of(wire.number)] == [
            "cut", "again"]  # fmt: skip

    def test_a_new_version_is_judged_by_its_new_words(self, add: Add, record: Record) -> None:
        send(add, "one", FIRST, SECOND)
        send(add, "two", FIRST, SECOND)
        send(add, "two", OTHER, THIRD)
        assert stories(record) == {"one": "one", "two": "two"}
        send(add, "two", FIRST, SECOND)
        assert stories(record) == {"one": "one", "two": "one"}

    @pytest.mark.parametrize("how", ["removed", "rewritten"])
    def test_what_an_article_held_together_parts_without_it(
        self, add: Add, record: Record, how: str
    ) -> None:
        send(add, "left", FIRST)
        send(add, "right", THIRD)
        send(add, "both", FIRST, THIRD)
        assert set(stories(record).values()) == {"left"}
        if how == "removed":
            record.articles.remove("both")
        else:
            send(add, "both", OTHER)
        assert {stories(record)[name] for name in ("left", "right")} == {"left", "right"}

    def test_when_the_first_goes_the_next_gives_the_number(self, add: Add, record: Record) -> None:
        for name in ("a", "b", "c"):
            send(add, name, FIRST, SECOND)
        record.articles.remove("a")
        assert stories(record) == {"b": "b", "c": "b"}

    def test_a_crowd_of_copies_is_one_story_whoever_goes(self, add: Add, record: Record) -> None:
        names = [f"n{number:02}" for number in range(30)]
        for name in names:
            send(add, name, FIRST, SECOND, THIRD)
        for name in names[:12]:
            record.articles.remove(name)
        assert stories(record) == dict.fromkeys(names[12:], "n12")

    def test_readers_hear_of_a_story_that_changed(
        self, add: Add, folder: Path, record: Record
    ) -> None:
        send(add, "one", FIRST, SECOND)
        send(add, "two", FIRST, SECOND)
        index = Index(folder)
        before = {facts.id: facts.story for facts in index.snapshot().articles.values()}
        assert len(set(before.values())) == 1
        record.articles.remove("one")
        (left,) = index.snapshot().articles.values()
        assert (left.id, left.story) == ("two", left.number)
        index.close()

    def test_articles_of_an_older_record_are_gathered_a_slice_at_a_time(
        self, add: Add, record: Record
    ) -> None:
        for name in ("one", "two", "three"):
            send(add, name, FIRST, SECOND)
        as_before_stories(record)
        send(add, "new", FIRST, SECOND)
        assert (stories(record), record.stories.pending()) == ({"new": "new"}, 3)
        assert record.stories.gather_pending(2) == 2
        assert (stories(record)["new"], record.stories.pending()) == ("one", 1)
        assert record.stories.gather_pending() == 1
        assert stories(record) == dict.fromkeys(("one", "two", "three", "new"), "one")
        assert record.stories.gather_pending() == 0

    def test_the_command_gathers_them_and_says_so(
        self, add: Add, record: Record, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(command, "SECONDS_A_NOTE", 0.0)
        monkeypatch.setattr(StoryTable.gather_pending, "__defaults__", (1,))
        for name in ("one", "two"):
            send(add, name, FIRST, SECOND)
        as_before_stories(record)
        (tmp_path / "hall.txt").write_text(OTHER)
        assert (
            "copies among what was indexed before: 1 left"
            in run("index", tmp_path / "hall.txt").message
        )
        assert record.stories.counts() == {"stories": 2, "copies": 1}

    def test_a_new_copy_joins_without_a_walk_and_two_stories_become_one(
        self, add: Add, record: Record
    ) -> None:
        send(add, "left", FIRST)
        send(add, "left too", FIRST)
        send(add, "right", THIRD)
        send(add, "right too", THIRD)
        send(add, "other", OTHER)
        last = record.changes.last()
        asked: list[str] = []
        record._db.set_trace_callback(asked.append)
        send(add, "both", FIRST, THIRD)
        record._db.set_trace_callback(None)
        assert not any("SELECT other FROM copies" in query for query in asked)
        expected = dict.fromkeys(("left", "left too", "right", "right too", "both"), "left")
        assert stories(record) == {**expected, "other": "other"}
        told = [change for change in record.changes.after(last) if change.kind == "facts"]
        assert len(told) == 2  # of the right two, whose story changed

    @pytest.mark.parametrize("distinct", [False, True])
    def test_a_crowd_of_stubs_costs_each_newcomer_the_same(
        self, add: Add, record: Record, distinct: bool
    ) -> None:
        """Whether they are copies or, for their titles of one outlet, none."""

        steps: list[int] = []

        def step() -> int:
            steps.append(1)
            return 0

        record._db.set_progress_handler(step, 100)  # of SQLite's instructions
        costs = []
        for number in range(240):
            before = len(steps)
            title = str(number) if distinct else "Crane"
            send(add, f"n{number}", FIRST, title=title, publisher="One")
            costs.append(len(steps) - before)
        record._db.set_progress_handler(None, 0)
        assert max(costs[200:]) < 1.5 * max(costs[60:100])
        assert len(set(stories(record).values())) == (240 if distinct else 1)

    def test_the_same_words_are_found_in_bands_that_others_fill(
        self, add: Add, record: Record, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(table, "MOST_OF_A_BAND", 2)
        send(add, "old", FIRST, SECOND)
        for number in range(4):
            send(add, f"n{number}", FIRST, SECOND, f"Bulletin {number} of {number * 7} ends.",
                 published="2026-01-01")  # fmt: skip
        send(add, "again", FIRST, SECOND)
        assert stories(record)["again"] == "old"

    def test_a_killed_writer_leaves_no_story_half_told(self, folder: Path) -> None:
        script = """
import os, sys
from pathlib import Path
from tests.conftest import article
from indexer.build import add_articles, manifest_of
from indexer.embed import create_embedder
from indexer.record import Record
embedder = create_embedder("fake")
record = Record.create(Path(sys.argv[1]), manifest_of(embedder))
add_articles(record, embedder, [article(sys.argv[2], id="a")])
with record.transaction():
    add_articles(record, embedder, [article(sys.argv[2], id="b")])
    os.kill(os.getpid(), 9)
"""
        command = [sys.executable, "-c", script, str(folder), FIRST]
        root = Path(__file__).parents[2]
        assert subprocess.run(command, cwd=root).returncode == -9
        record = Record.open(folder)
        assert stories(record) == {"a": "a"}
        rows = record._db.execute("SELECT DISTINCT article FROM bands").fetchall()
        assert rows == [(record.articles.get("a").number,)]
        record.close()


class TestJudging:
    def alike(self, one: str, other: str, **fields: str) -> bool:
        mine = Wording(one, fields.get("title"), "A", "2025-05-06")
        theirs = Wording(
            other, fields.get("other_title", fields.get("title")),
            fields.get("publisher", "B"), fields.get("published", "2025-05-07"),
        )  # fmt: skip
        assert are_copies(mine, theirs) == are_copies(theirs, mine)
        return are_copies(mine, theirs)

    def test_half_of_an_article_is_a_copy(self) -> None:
        assert self.alike(f"{FIRST} {SECOND}", FIRST)
        assert self.alike(FIRST, FIRST.upper().replace(", ", " – "))

    def test_a_digest_that_quotes_a_paragraph_is_none(self) -> None:
        assert not self.alike(FIRST, f"{OTHER} {SECOND} {THIRD} {OTHER[::-1]} {FIRST}")
        assert not self.alike(f"{FIRST} {SECOND}", f"{THIRD} {OTHER} {FIRST.split('.')[0]}.")

    def test_a_template_with_other_numbers_is_none(self) -> None:
        def report(*numbers: int) -> str:
            return (
                "The Herons beat the Otters {}-{} on day {} of the season. They shot {} percent "
                "from the field and had {} rebounds, the league said in its report of the night."
            ).format(*numbers)

        assert not self.alike(report(98, 77, 12, 44, 31), report(103, 91, 15, 52, 28))
        assert self.alike(report(98, 77, 12, 44, 31), report(98, 77, 12, 44, 30))

    def test_a_series_of_one_outlet_is_no_story(self) -> None:
        text = f"{FIRST} {SECOND}"
        own = {"publisher": "A", "title": "Crane falls in harbour"}
        assert self.alike(text, text, **own)
        assert not self.alike(text, text, **own, published="2025-05-20")
        assert not self.alike(text, text, **own, other_title="Orchestra opens")
        assert not self.alike(FIRST, f"{FIRST} {SECOND}", **own)

    @pytest.mark.parametrize(
        "other", ["The 125 best divers: 75 to 51", "The best divers, all told"]
    )
    def test_parts_of_a_series_that_share_their_lead_are_no_story(self, other: str) -> None:
        own = {"publisher": "A", "title": "The 125 best divers: 100 to 76"}
        assert self.alike(FIRST, FIRST, **own)
        assert not self.alike(FIRST, FIRST, **own, other_title=other)

    def test_articles_that_share_a_picture_gallery_are_two(self) -> None:
        gallery = " ".join(
            f"Picture {n}: the crowd of village {n} greets rider {n * 7} at bend {n * 3}."
            for n in range(150)
        )
        before = f"{FIRST} {SECOND} {THIRD}"
        after = " ".join(reversed(before.split()))
        preview, report = f"{before} {gallery}", f"{after} {gallery}"
        subject = {"title": "The race of the valley"}
        assert not self.alike(preview, report, **subject)
        assert self.alike(preview, f"{FIRST} {OTHER} {after} {gallery}", **subject)
        assert self.alike(preview, f"{'By our own reporter. ' * 40} {preview}", **subject)

    def test_a_brief_is_a_copy_word_for_word_only(self) -> None:
        brief = "The ferry to Skua Bay sails again from Monday, the port said."
        assert self.alike(brief, brief.replace("Skua Bay", "Skua bay"))
        assert not self.alike(brief, brief.replace("Monday", "Tuesday"))

    @pytest.mark.parametrize("text", ["", "Gulls returned.", "\n", "???", "a b c"])
    def test_what_says_next_to_nothing_has_no_copies(self, text: str) -> None:
        assert not self.alike(text, text)


class TestFingerprints:
    def test_it_survives_the_record(self) -> None:
        made = fingerprint(shingles_of(FIRST))
        again = Fingerprint.from_bytes(made.to_bytes(), made.size)
        assert again.bands() == made.bands()
        assert again.jaccard(made) == 1.0
        assert len(made.to_bytes()) == 512

    def test_it_is_the_same_on_every_machine(self) -> None:
        """A changed value would part every article from those that are stored already."""
        assert fingerprint(shingles_of(FIRST)).bands()[:2] == [
            4555664980459238331,
            7746705229344025997,
        ]

    def test_the_estimate_is_near_the_truth(self) -> None:
        one, other = shingles_of(f"{FIRST} {SECOND}"), shingles_of(f"{FIRST} {THIRD}")
        shared = len(set(one.tolist()) & set(other.tolist()))
        exact = shared / (len(one) + len(other) - shared)
        assert abs(fingerprint(one).jaccard(fingerprint(other)) - exact) < 0.13

    def test_words_are_compared_without_case_and_punctuation(self) -> None:
        assert shingles_of("One, two; THREE four!").tolist() == (
            shingles_of("one two three four").tolist()
        )
        assert len(shingles_of("one two three")) == 0
        assert fingerprint(shingles_of("")).bands() == []

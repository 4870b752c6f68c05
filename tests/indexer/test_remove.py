"""`dateline remove`: gone everywhere at once, for as long as it is meant to be."""

import json
from pathlib import Path

import pytest

from indexer.index import Index
from indexer.record import Record
from tests.conftest import Run
from tests.indexer.load.samples import zip_of

STORY = (
    "The quillwright of Skua Bay was fined on Monday for selling ink without a licence, the "
    "magistrate wrote. She paid 300 crowns at once and said that she would sell no more of it. "
    "Her neighbours had complained about the smell since the spring, and twice about the colour."
)
OTHER = (
    "The orchestra opens its season with a new conductor and an old quarrel about the hall, "
    "whose roof leaks on the brass section whenever the wind turns to the west."
)
SECRET = "quillwright"


@pytest.fixture
def articles(tmp_path: Path, run: Run) -> Path:
    """Index three articles, two of them copies, from a folder."""
    rows = [
        {"id": "fine", "title": "A fine", "publisher": "Gazette", "url": "https://g.example/fine",
         "published": "2025-05-05", "text": STORY},
        {"id": "copy", "title": "A fine again", "publisher": "Post", "url": "https://p.example/x",
         "published": "2025-05-06", "text": STORY},
        {"id": "hall", "title": "The hall", "publisher": "Gazette", "text": OTHER},
    ]  # fmt: skip
    folder = tmp_path / "articles"
    folder.mkdir()
    for row in rows:
        (folder / f"{row['id']}.jsonl").write_text(json.dumps(row))
    assert run("index", folder, "--model", "fake").code == 0
    return folder


def live(folder: Path) -> set[str]:
    index = Index(folder)
    found = {facts.id for facts in index.snapshot().articles.values()}
    index.close()
    return found


@pytest.mark.parametrize("how", ["fine", "https://g.example/fine", "file"])
def test_it_is_gone_at_once_and_its_copies_are_named(
    articles: Path, folder: Path, run: Run, how: str
) -> None:
    done = run("remove", articles / "fine.jsonl" if how == "file" else how)
    assert done.code == 0
    assert done.out.splitlines() == [
        "taken down: fine, A fine, Gazette, https://g.example/fine",
        "  a copy stays: copy, A fine again, Post, https://p.example/x",
    ]
    assert live(folder) == {"copy", "hall"}
    assert run("inspect", "--article", "fine").code == 1


def test_what_is_down_is_listed_and_named(articles: Path, run: Run) -> None:
    assert "nothing is taken down" in run("remove", "--list").message
    run("remove", "fine")
    run("remove", "--purge", "hall")
    listed = run("remove", "--list")
    assert (listed.code, listed.out.splitlines()) == (
        0,
        ["fine, A fine, Gazette, https://g.example/fine", "hall (purged: only its id is known)"],
    )
    found = json.loads(run("remove", "--list", "--json").out)
    assert [(each["id"], each["purged"]) for each in found] == [("fine", False), ("hall", True)]
    shown = run("inspect", "--article", articles / "fine.jsonl")
    assert (shown.code, shown.out) == (1, "")
    assert "was taken down; `dateline remove --undo fine` brings it back" in shown.message


@pytest.mark.parametrize("wrong", [(), ("--list", "fine"), ("--list", "--undo"), ("--undo",)])
def test_remove_must_know_what_to_do(articles: Path, run: Run, wrong: tuple[str, ...]) -> None:
    assert run("remove", *wrong).code == 2


def test_a_file_names_all_that_came_out_of_it(articles: Path, folder: Path, run: Run) -> None:
    archive = articles / "more.zip"
    archive.write_bytes(zip_of([("a.txt", "One fell."), ("b.txt", "Two fell.")]))
    run("index", archive)
    assert len(live(folder)) == 5
    done = run("remove", archive)
    assert (done.code, done.out.count("taken down:")) == (0, 2)
    assert live(folder) == {"fine", "copy", "hall"}


def test_what_is_unknown_fails_with_what_is_near_and_the_rest_is_done(
    articles: Path, folder: Path, run: Run
) -> None:
    done = run("remove", "https://g.example/fines", "hall", "no\0such")
    assert done.code == 1
    assert "near: https://g.example/fine" in done.message
    assert live(folder) == {"fine", "copy"}


def test_both_copies_can_go_in_one_call(articles: Path, run: Run) -> None:
    done = run("remove", "fine", "copy", "fine", "--json")
    assert [each["article"]["id"] for each in json.loads(done.out)] == ["fine", "copy"]
    assert "stays" not in done.out
    assert [each["copies"] for each in json.loads(done.out)] == [[], []]


def test_a_take_down_holds_until_it_is_undone(articles: Path, folder: Path, run: Run) -> None:
    run("remove", "fine")
    again = run("index", articles)
    assert again.code == 0
    assert "0 added, 0 updated, 2 unchanged, 0 failed; taken down, skipped 1;" in again.message
    assert live(folder) == {"copy", "hall"}
    assert run("remove", "fine").code == 0
    assert run("remove", "--undo", "https://g.example/fine").out == (
        "brought back: fine, A fine, Gazette, https://g.example/fine\n"
    )
    assert live(folder) == {"fine", "copy", "hall"}
    assert "3 unchanged" in run("index", articles).message
    assert run("remove", "--undo", "fine").code == 1
    record = Record.open(folder)
    assert [each.version for each in record.articles.versions("fine")] == [1]
    assert record.counts()["copies"] == 1
    record.close()


def test_restore_brings_back_what_arrives_again(articles: Path, folder: Path, run: Run) -> None:
    run("remove", "fine")
    run("index", "--restore", articles)
    assert live(folder) == {"fine", "copy", "hall"}


def test_no_byte_of_a_purged_article_stays(articles: Path, folder: Path, run: Run) -> None:
    changed = json.loads((articles / "fine.jsonl").read_text())
    changed["text"] = STORY.replace("ink", "varnishes")
    (articles / "fine.jsonl").write_text(json.dumps(changed))
    run("index", articles)
    assert holders(folder, SECRET) != []
    assert run("remove", "--purge", "fine", "copy").out.startswith("purged: fine, A fine")
    for word in (SECRET, "magistrate", "varnish", "g.example", "A fine again"):
        assert holders(folder, word) == []
    report = json.loads(run("inspect", "--verify", "--json").out)
    assert (report["articles"], report["removed"], report["versions"]) == (1, 2, 1)
    assert (report["record check"], report["generation check"]) == ("ok", "ok")
    assert report["missing vectors"] == 0
    assert report["vectors"] == report["passages"]
    assert "taken down, skipped 2" in run("index", articles).message
    assert holders(folder, SECRET) == []


def test_what_was_taken_down_before_can_be_purged(articles: Path, folder: Path, run: Run) -> None:
    run("remove", "fine", "copy")
    assert holders(folder, SECRET) != []
    assert run("remove", "--purge", "fine", "copy").code == 0
    assert holders(folder, SECRET) == []
    assert run("remove", "--purge", "fine").code == 0
    gone = run("remove", "--undo", "fine")
    assert gone.code == 1
    assert "purged" in gone.message
    assert "--restore" in gone.message
    run("index", "--restore", articles)
    assert live(folder) == {"fine", "copy", "hall"}


def test_a_purge_says_where_answers_are_kept_that_may_quote_it(
    articles: Path, folder: Path, run: Run
) -> None:
    assert "may quote it still" not in run("remove", "--purge", "hall").message
    (folder / "conversations.sqlite").touch()
    assert "may quote" not in run("remove", "copy").message
    assert "kept in conversations.sqlite may quote it" in run("remove", "--purge", "fine").message


def test_a_copy_that_stays_keeps_its_vectors(articles: Path, folder: Path, run: Run) -> None:
    run("remove", "--purge", "fine")
    report = json.loads(run("inspect", "--verify", "--json").out)
    assert (report["articles"], report["missing vectors"]) == (2, 0)
    assert holders(folder, "g.example") == []
    assert live(folder) == {"copy", "hall"}


def test_purge_and_undo_exclude_each_other(articles: Path, run: Run) -> None:
    assert run("remove", "--purge", "--undo", "fine").code == 2


def test_without_an_index_there_is_nothing_to_remove(run: Run, folder: Path) -> None:
    done = run("remove", "fine")
    assert done.code == 1
    assert "dateline index PATH" in done.message
    assert not folder.exists()


def holders(folder: Path, word: str) -> list[str]:
    """Return the files of the index that hold `word`, in whatever case."""
    wanted = word.lower().encode()
    return [path.name for path in folder.rglob("*")
            if path.is_file() and wanted in path.read_bytes().lower()]  # fmt: skip


def test_inspect_shows_versions_copies_and_corrections(articles: Path, run: Run) -> None:
    notice = "Correction: An earlier version of this article misstated the fine."
    row = json.loads((articles / "fine.jsonl").read_text())
    (articles / "fine.jsonl").write_text(json.dumps({**row, "text": f"{STORY}\n\n{notice}"}))
    run("index", articles)
    shown = run("inspect", "--article", "fine").out
    assert "version 2" in shown
    assert "versions: 1 (" in shown
    assert "copy: copy, Post, https://p.example/x" in shown
    assert f"corrected: {notice}" in shown
    first = json.loads(run("inspect", "--article", "fine", "--version", "1", "--json").out)
    assert (first["text"], first["version"], first["corrections"]) == (STORY, 1, [])
    assert [each["version"] for each in first["versions"]] == [1, 2]
    missing = run("inspect", "--article", "fine", "--version", "3")
    assert missing.code == 1
    assert "no version 3 of article 'fine'" in missing.message


@pytest.mark.parametrize("how", [[], ["--purge"]])
def test_it_does_not_come_back_under_another_id(
    articles: Path, folder: Path, run: Run, tmp_path: Path, how: list[str]
) -> None:
    table = tmp_path / "again.csv"
    table.write_text(f'url,text\nhttps://g.example/fine,"{STORY}"\n')
    run("remove", *how, "fine")
    assert "taken down, skipped 1;" in run("index", table).message
    assert live(folder) == {"copy", "hall"}
    assert "1 added" in run("index", "--restore", table).message
    assert len(live(folder)) == 3
    table.write_text(f'url,text\nhttps://g.example/fine,"{OTHER}"\n')
    assert "1 updated" in run("index", table).message

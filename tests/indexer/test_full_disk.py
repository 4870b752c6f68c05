"""A disk that fills up: nothing acknowledged is lost, and the message says what to do.

The limit on the size of files stands for the disk: writing past it fails just so.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import generation
from indexer.index import Index, publish_news
from indexer.record import Record
from tests.conftest import Add, Run, article

ROOT = Path(__file__).parents[2]

LIMITED = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
{imports}
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
{work}
"""

ADDING = LIMITED.format(
    imports="""
import sqlite3
from indexer.build import add_articles
from indexer.embed import create_embedder
from indexer.record import Record
from tests.conftest import article
""",
    work="""
record, embedder = Record.open(Path(sys.argv[3])), create_embedder("fake")
try:
    for number in range(120):
        add_articles(record, embedder, [article(f"Report {number}. " * 200, id=f"r{number}")])
        print(number, flush=True)
except sqlite3.OperationalError as error:
    print("full", error)
""",
)

PUBLISHING = LIMITED.format(
    imports="""
from indexer.errors import IndexerError
from indexer.publish import publish_news
from indexer.record import Record
""",
    work="""
folder = Path(sys.argv[3])
try:
    publish_news(folder, Record.open(folder))
except IndexerError as error:
    print("full", error)
""",
)

COMMAND = LIMITED.format(
    imports="import dateline",
    work="sys.argv = ['dateline', 'index', *sys.argv[4:], '--index', sys.argv[3]]\ndateline.main()",
)


def limited(script: str, limit: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `script` so that no file may grow past `limit` bytes."""
    command = [sys.executable, "-c", script, ROOT, limit, *arguments]
    return subprocess.run(map(str, command), capture_output=True, text=True, check=False)


def test_adding_keeps_what_was_acknowledged(folder: Path, record: Record) -> None:
    lines = limited(ADDING, 400_000, folder).stdout.splitlines()
    acknowledged = [f"r{line}" for line in lines[:-1]]
    assert lines[-1].startswith("full")
    assert len(acknowledged) > 3
    assert record.verify() == "ok"
    assert all(record.articles.get(name) for name in acknowledged)
    assert record.counts()["articles"] == len(acknowledged)
    assert limited(ADDING, 10**9, folder).stdout.splitlines()[-1] == "119"


def test_publishing_keeps_the_generation_before(folder: Path, record: Record, add: Add) -> None:
    add(article("The first report.", id="first"), publish=True)
    add(*(article(f"Report {n} of {n * n}.", id=f"r{n}") for n in range(200)))
    done = limited(PUBLISHING, 70_000, folder)  # more than the index of the journal, two pages
    assert done.stdout.startswith("full cannot publish"), done
    assert "no article is lost" in done.stdout
    assert [path.name for path in (folder / "generations").iterdir()] == ["00000001"]
    index = Index(folder)
    assert (index.damage, len(index.snapshot().articles)) == (None, 201)
    assert publish_news(folder, record).manifest.number == 2


def test_the_command_says_what_is_kept_and_continues(run: Run, folder: Path) -> None:
    news = folder.parent / "news.jsonl"
    lines = (json.dumps({"id": f"r{n}", "text": f"Report {n}. " * 300}) for n in range(300))
    news.write_text("\n".join(lines))
    full = limited(COMMAND, 900_000, folder, news, "--model", "fake")
    assert (full.returncode, full.stdout) == (1, "")
    message = " ".join(full.stderr.split())
    assert f"cannot write to {folder}" in message
    assert "are kept: free space on that disk, then run the same command again" in message
    kept = json.loads(run("inspect", "--json").out)["articles"]
    assert 0 < kept < 300
    again = run("index", news)
    assert again.code == 0
    assert f"{300 - kept} added, 0 updated, {kept} unchanged" in again.message


def test_no_room_even_for_an_empty_record_is_said(folder: Path) -> None:
    news = folder.parent / "a.txt"
    news.write_text("The dam broke.")
    full = limited(COMMAND, 20_000, folder, news, "--model", "fake")
    assert (full.returncode, full.stdout) == (1, "")
    assert "free space on that disk, then run the same command again" in full.stderr
    assert "Traceback" not in full.stderr


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_such_an_index_is_sound(run: Run, folder: Path, options: tuple[str, ...]) -> None:
    Record.create(folder, {"model": "fake", "dimension": "64", "chunking": "x"}).close()
    limited(ADDING, 300_000, folder)
    assert run("inspect", "--verify", *options).code == 0
    assert generation.newest(folder) == 0

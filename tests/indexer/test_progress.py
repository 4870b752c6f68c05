"""Progress: a share that only grows, and quiet where nobody watches."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from indexer.build import Summary
from indexer.commands import progress
from indexer.commands.progress import Meter, shown
from indexer.load.document import Document


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "news.jsonl").write_bytes(b"x" * 100_000)
    return Document.at(tmp_path / "news.jsonl")


def test_the_meter_counts_bytes_within_a_document(document: Document) -> None:
    meter = Meter(2)
    assert meter.share == 0
    with meter.follow(document).open() as file:
        file.read(50_000)
        assert meter.share == 0.25
        file.read()
        assert meter.share == 0.5
    assert meter.share == 0, "closed files have no place"
    with meter.follow(document).open() as file:
        file.read()
        assert meter.share == 1
    assert meter.follow(document) and meter.share == 1, "more documents than were promised"


def test_what_is_no_file_counts_as_a_whole(document: Document) -> None:
    memory = document.inside("page.html", lambda: io.BytesIO(b"<p>News</p>"))
    meter = Meter(4)
    with meter.follow(memory).open():
        assert meter.share == 0
    meter.follow(memory)
    assert meter.share == 0.25


def test_off_a_terminal_a_line_comes_now_and_then(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    written = io.StringIO()
    meter = Meter(2)
    meter.follow(document)
    meter.follow(document)
    with shown(Console(file=written, width=200), meter) as update:
        for now in (1.0, 20.0, 31.0, 40.0, 62.0):  # noqa: B007
            update(Summary(added=1200, embedded=620))
    assert written.getvalue().splitlines() == [
        "indexing: 1,200 articles, 20 passages/s, 50%, about 0:00:31 left",
        "indexing: 1,200 articles, 10 passages/s, 50%, about 0:01:02 left",
    ]


def test_on_a_terminal_there_is_a_bar(document: Document) -> None:
    written = io.StringIO()
    console = Console(file=written, width=120, force_terminal=True)
    with shown(console, Meter(1)) as update:
        update(Summary(added=1200, embedded=620))
    assert "1,200 articles" in written.getvalue()

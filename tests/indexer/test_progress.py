"""Progress: a share that only grows, and quiet where nobody watches."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from indexer.build import Summary
from indexer.commands import progress
from indexer.commands.progress import SMALLEST, Meter, shown, size_of
from indexer.load.document import Document


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "news.jsonl").write_bytes(b"x" * 100_000)
    return Document.at(tmp_path / "news.jsonl")


def test_the_meter_counts_bytes_within_a_document(document: Document) -> None:
    meter = Meter([size_of(document)] * 2)
    assert meter.share == 0
    with meter.follow(document).open() as file:
        file.read(50_000)
        assert meter.share == 0.25
        file.read()
        assert meter.share == 0.5
    assert meter.share == 0.5, "what was read stays read when its file is closed"
    with meter.follow(document).open() as file:
        file.read()
        assert meter.share == 1
    assert meter.follow(document) and meter.share == 1, "more documents than were promised"


def test_the_meter_only_grows(document: Document) -> None:
    meter = Meter([100_000])
    followed = meter.follow(document)
    with followed.open() as file:
        file.read(80_000)
        assert meter.share == 0.8
    with followed.open() as file:  # once to recognise it, once to read it
        file.read(10_000)
        assert meter.share == 0.8


def test_a_large_document_counts_for_more(document: Document) -> None:
    meter = Meter([1, size_of(document)])
    small = document.inside("a.txt", lambda: io.BytesIO(b"x"))
    assert size_of(small) == 0
    meter.follow(small)
    with meter.follow(document).open():
        assert meter.share == SMALLEST / (100_000 + SMALLEST)


def test_what_is_no_file_counts_as_a_whole(document: Document) -> None:
    memory = document.inside("page.html", lambda: io.BytesIO(b"<p>News</p>"))
    meter = Meter([0] * 4)
    with meter.follow(memory).open():
        assert meter.share == 0
    meter.follow(memory)
    assert meter.share == 0.25


def test_beside_addresses_nobody_knows_the_share(document: Document) -> None:
    meter = Meter([100_000], whole=False)
    meter.follow(document)
    assert meter.share is None


def test_off_a_terminal_a_line_comes_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    written = io.StringIO()
    with shown(Console(file=written, width=200)) as update:
        for now in (1.0, 20.0, 31.0, 40.0, 62.0):  # noqa: B007
            update(Summary(added=1200, embedded=620, share=0.5))
        now = 93.0
        update(Summary(unchanged=1200, failures=["x"], share=None))
    assert written.getvalue().splitlines() == [
        "indexing: 1,200 articles, 20 passages/s, 50%, about 0:00:31 left",
        "indexing: 1,200 articles, 10 passages/s, 50%, about 0:01:02 left",
        "indexing: 1,200 articles, 1 failed",
    ]


@pytest.mark.parametrize("whole", [True, False])
def test_on_a_terminal_there_is_a_bar(whole: bool) -> None:
    written = io.StringIO()
    console = Console(file=written, width=120, force_terminal=True)
    with shown(console, whole=whole) as update:
        update(Summary(added=1200, embedded=620, share=0.5 if whole else None))
    assert "1,200 articles" in written.getvalue()
    assert ("50%" in written.getvalue()) is whole

"""Mirrors: what is stored is whole or not there, and believed when its checksums are right."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from indexer.errors import IndexerError, IndexMissing
from indexer.shards import mirror
from indexer.shards.layout import read_layout, require_whole
from indexer.shards.mirror import download, stored_at, upload, url_of
from tests.conftest import Run
from tests.shard_parts import corpus, index_shards, told

pytest.importorskip("fsspec")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    index_shards(tmp_path / "many", corpus()[:8], 2)
    return tmp_path / "many"


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"local://{tmp_path / 'store'}"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("s3://bucket/news", "s3://bucket/news"),
        ("gs://b/a/c", "gs://b/a/c"),
        ("file:///srv/news", "file:///srv/news"),
        (".dateline", None),
        ("/var/news", None),
        ("a:b", None),
    ],
)
def test_addresses_are_told_from_folders(given: str, found: str | None) -> None:
    assert url_of(Path(given)) == found


def test_what_is_stored_comes_back(many: Path, tmp_path: Path, store: str) -> None:
    with pytest.raises(IndexMissing, match="no index in shards at"):
        stored_at(store)
    stored = upload(many, store)
    assert stored_at(store) == stored
    whole = download(store, tmp_path / "whole")
    require_whole(whole, read_layout(whole))
    assert told(whole) == told(many)
    one = download(store, tmp_path / "one", 1)
    assert [each.name for each in one.iterdir() if each.is_dir()] == ["shard-0001-of-0002"]


def test_a_store_that_fails_half_way_is_named_and_the_next_run_goes_on(
    many: Path, tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, sent = mirror._send, []

    def fail(files: object, source: Path, target: str) -> None:
        if len(sent) == 3:
            raise OSError("the network is down")
        sent.append(target)
        real(files, source, target)

    monkeypatch.setattr(mirror, "_send", fail)
    with pytest.raises(IndexerError, match=r"cannot be used .*the network is down.*again"):
        upload(many, store)
    with pytest.raises(IndexMissing):  # nothing half is ever shown
        stored_at(store)
    monkeypatch.setattr(mirror, "_send", real)
    upload(many, store)
    assert told(download(store, tmp_path / "whole")) == told(many)


def test_a_damaged_file_is_not_believed(many: Path, tmp_path: Path, store: str) -> None:
    stored = upload(many, store)
    path = next(name for name in stored.files if name.endswith("vectors.faiss"))
    (tmp_path / "store" / stored.version / path).write_bytes(b"other")
    with pytest.raises(IndexerError, match="does not have the checksum"):
        download(store, tmp_path / "whole")


def moto_server() -> str | None:
    return os.environ.get("DATELINE_TEST_MOTO") or shutil.which("moto_server")


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run an S3-compatible server; moto wants an environment of its own, so it is a command."""
    pytest.importorskip("pyarrow")
    command = moto_server()
    if command is None:
        pytest.skip("needs moto_server on the PATH or in DATELINE_TEST_MOTO")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [command, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    try:
        _wait_for(port)
        bucket = Request(f"http://127.0.0.1:{port}/news", method="PUT")
        urlopen(bucket, timeout=60).close()
        yield "s3://news/index"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.mark.cluster
def test_an_object_store_holds_shards(many: Path, tmp_path: Path, s3: str) -> None:
    upload(many, s3)
    assert told(download(s3, tmp_path / "whole")) == told(many)


@pytest.mark.cluster
def test_the_command_indexes_into_an_object_store(
    s3: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "here"))
    command = ("index", *(each.label for each in corpus()[:9]), "--index", s3, "--model", "fake")
    made = run(*command, "--shards", 2)
    assert made.code == 0 and "9 added" in made.message, made.err
    first = stored_at(s3)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))  # another machine
    again = run("index", *(each.label for each in corpus()[:12]), "--index", s3, "--model", "fake")
    assert again.code == 0 and "3 added" in again.message and "9 unchanged" in again.message
    assert stored_at(s3).version != first.version
    index_shards(tmp_path / "calm", corpus()[:9], 2)
    index_shards(tmp_path / "calm", corpus()[:12], 2)
    assert told(download(s3, tmp_path / "whole")) == told(tmp_path / "calm")

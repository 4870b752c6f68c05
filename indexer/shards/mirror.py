"""Mirrors: an index in shards in an object store or on any other path that fsspec knows.

What is stored is never changed: each state of the index lies under a name of its own, made of the
checksums of its files, and the manifest that names it is written last. An upload that was cut
short is completed by the next; a download is believed when every checksum is right.
"""

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indexer import generation
from indexer.errors import GenerationDamaged, IndexerError, IndexMissing
from indexer.record import FILE_NAME
from indexer.shards.layout import MANIFEST, Layout, layout_bytes, parse_layout, read_layout
from indexer.shards.ledger import FILE_NAME as LEDGER

STORED = "stored.json"
ATTEMPTS = 4
_OF_FILES = ("file", "local")
_URL = re.compile(r"([a-z][a-z0-9+.-]+):/+(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stored:
    """A state of an index in a store: `files` maps paths to SHA-256, `version` names them all."""

    version: str
    layout: Layout
    files: dict[str, str]

    def of_shard(self, shard: int | None) -> dict[str, str]:
        """Return the files of one shard; of all, and of the ledger, with None."""
        if shard is None:
            return self.files
        start = self.layout.folder_name(shard) + "/"
        return {path: digest for path, digest in self.files.items() if path.startswith(start)}


def url_of(index: Path) -> str | None:
    """Return the address that `index` names in a store (`s3://bucket/news`); None for a folder."""
    match = _URL.fullmatch(str(index))  # a Path has one slash where the address had more
    if match is None:
        return None
    return f"{match[1]}://{'/' if match[1] in _OF_FILES else ''}{match[2]}"


def work_folder(url: str) -> Path:
    """Return the folder on this machine in which the index at `url` is worked on."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "dateline" / "shards" / sha256(url.encode()).hexdigest()[:16]


def upload(folder: Path, url: str) -> Stored:
    """Store the index in `folder` at `url`. Raises IndexerError when the store fails; again, then.

    Nobody may write to the folder meanwhile. Files that are there already are not sent again.
    """
    layout = read_layout(folder)
    with _reaching(url) as (files, root):
        sources = dict(_files_of(folder, layout))
        digests = {path: _digest(source) for path, source in sources.items()}
        version = sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16]
        stored = Stored(version, layout, digests)
        for path, source in sources.items():
            _send(files, source, f"{root}/{version}/{path}")
        manifest = {
            "version": version,
            "files": digests,
            "layout": json.loads(layout_bytes(layout)),
        }
        _try(lambda: files.pipe_file(f"{root}/{STORED}", json.dumps(manifest).encode()))
    return stored


def stored_at(url: str) -> Stored:
    """Return the state that is stored at `url`. Raises IndexMissing, or IndexerError."""
    with _reaching(url) as (files, root):
        try:
            content = _try(lambda: files.cat_file(f"{root}/{STORED}"))
        except FileNotFoundError as error:
            raise IndexMissing(
                f"there is no index in shards at {url}; make one with "
                f"`dateline index PATH --index {url} --shards N`"
            ) from error
    return _parsed(content, url)


def download(url: str, folder: Path, shard: int | None = None) -> Path:
    """Bring the index at `url`, or one shard of it, into `folder`; return the folder of its state.

    What is there already is not fetched again. Raises IndexerError when the store fails or a file
    does not have its checksum.
    """
    stored = stored_at(url)
    target = folder / stored.version
    with _reaching(url) as (files, root):
        for path, digest in stored.of_shard(shard).items():
            local = target / path
            if local.is_file() and _digest(local) == digest:
                continue
            local.parent.mkdir(parents=True, exist_ok=True)
            part = local.with_name(f".{local.name}.{os.getpid()}.part")
            _fetch(files, f"{root}/{stored.version}/{path}", part)
            if _digest(part) != digest:
                part.unlink()
                raise IndexerError(
                    f"{url}/{stored.version}/{path} does not have the checksum of the manifest; "
                    "store the index again with the command that made it"
                )
            part.rename(local)
    (target / MANIFEST).write_bytes(layout_bytes(stored.layout))
    return target


def _parsed(content: bytes, url: str) -> Stored:
    try:
        fields: dict[str, Any] = json.loads(content)
        layout = parse_layout(json.dumps(fields["layout"]).encode(), f"{url}/{STORED}")
        return Stored(str(fields["version"]), layout, dict(fields["files"]))
    except (ValueError, LookupError, TypeError) as error:
        raise IndexerError(
            f"{url}/{STORED} cannot be read ({error}); store the index again"
        ) from error


def _files_of(folder: Path, layout: Layout) -> Iterator[tuple[str, Path]]:
    """Yield the files that make up the index, by their path in the store."""
    ledger = folder / LEDGER
    if ledger.is_file():
        _checkpoint(ledger)
        yield LEDGER, ledger
    for shard in layout.numbers:
        layout.open(folder, shard).close()
        own = folder / layout.folder_name(shard)
        _checkpoint(own / FILE_NAME)
        yield f"{own.name}/{FILE_NAME}", own / FILE_NAME
        newest = generation.folders(own)[-1:]
        for each in newest:
            try:
                generation.verify(each)
            except GenerationDamaged as error:
                raise IndexerError(f"{error}; any `dateline index` run rebuilds it") from error
            for file in sorted(each.iterdir()):
                yield file.relative_to(folder).as_posix(), file


def _checkpoint(path: Path) -> None:
    """Bring all of a database into its one file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise IndexerError(f"{path} is being read; stop what reads it and store the index again")


def _send(files: Any, source: Path, target: str) -> None:
    size = source.stat().st_size
    if not (files.exists(target) and files.size(target) == size):
        _try(lambda: files.put_file(str(source), target))


def _fetch(files: Any, source: str, target: Path) -> None:
    _try(lambda: files.get_file(source, str(target)))


def _try(work: Callable[[], Any]) -> Any:
    """Do what a store may refuse now and not a moment later."""
    for attempt in range(ATTEMPTS):
        try:
            return work()
        except FileNotFoundError:
            raise
        except OSError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError


@contextmanager
def _reaching(url: str) -> Iterator[tuple[Any, str]]:
    """Give the file system of an address, and the path in it. Its faults raise IndexerError."""
    try:
        yield file_system(url)
    except FileNotFoundError as error:
        raise IndexerError(
            f"{url} lacks {error}; store the index again with the command that made it"
        ) from error
    except (OSError, ValueError, ImportError) as error:
        told = " ".join(str(error).split())[:300]
        raise IndexerError(
            f"the store at {url} cannot be used ({told}); check the address, the credentials in "
            "the environment and the network, then run the same command again: what is there "
            "already is not sent again"
        ) from error


def file_system(url: str) -> tuple[Any, str]:
    """Return an fsspec file system and the path in it that `url` names.

    S3 is reached through Arrow, which Ray Data brings, unless `s3fs` is installed; its address
    can be set by AWS_ENDPOINT_URL.
    """
    import fsspec

    protocol = url.partition("://")[0]
    if protocol == "s3" and not _has("s3fs"):
        return _arrow_s3(), url.partition("://")[2].rstrip("/")
    made = {"auto_mkdir": True} if protocol in _OF_FILES else {}
    found, path = fsspec.core.url_to_fs(url, **made)
    return found, str(path).rstrip("/")


def _arrow_s3() -> Any:
    from fsspec.implementations.arrow import ArrowFSWrapper
    from pyarrow.fs import S3FileSystem

    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        return ArrowFSWrapper(S3FileSystem())
    parts = urlsplit(endpoint)
    return ArrowFSWrapper(S3FileSystem(endpoint_override=parts.netloc, scheme=parts.scheme))


def _has(module: str) -> bool:
    return find_spec(module) is not None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()

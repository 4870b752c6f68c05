"""Generations: immutable, checksummed directories derived from the record, published atomically.

A generation is written under a temporary name, every file is synced, the manifest comes last,
and one rename publishes it. Readers verify every checksum before any file is opened, and believe
only what was derived from their own record, by this layout and tokeniser.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import GenerationDamaged, IndexerError
from indexer.manifest import FORMAT, MANIFEST, Manifest, read_manifest, write_manifest
from indexer.record import Record
from indexer.segment import Segment
from indexer.vectors import LISTS_FILE
from indexer.words import TOKENISER

FOLDER = "generations"
_WRITING = ".writing-"
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Generation:
    """A published segment with its manifest."""

    manifest: Manifest
    segment: Segment
    folder: Path


def publish(index_folder: Path, segment: Segment, change: int, record: Record) -> Generation:
    """Write `segment`, derived from `record` up to `change`, as the newest generation.

    Returns it opened; the two newest are kept. Raises IndexerError when it cannot be written, a
    full disk above all; the generations before then stay as they are.
    """
    root = index_folder / FOLDER
    number = newest(index_folder) + 1
    temporary = root / f"{_WRITING}{number:08d}"
    try:
        _make_room(root, temporary)
        files = _write(segment, temporary)
        history = record.changes.token(change) or ""
        manifest = Manifest(
            FORMAT, number, change, history, TOKENISER, len(segment), record.meta(), files,
            segment.search,
        )  # fmt: skip
        write_manifest(temporary / MANIFEST, manifest)
        for name in (*files, MANIFEST):
            _sync(temporary / name)
        _sync(temporary)
        folder = temporary.rename(root / f"{number:08d}")
        _sync(root)
    except (OSError, RuntimeError) as error:  # FAISS raises the latter on a full disk
        raise IndexerError(
            f"cannot publish a generation in {root} ({' '.join(str(error).split())}); no article "
            "is lost and searches go on, only slower: check the free space and the permissions, "
            "then run any `dateline index`"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _drop_old(root)
    return Generation(manifest, segment, folder)


def _make_room(root: Path, temporary: Path) -> None:
    if not root.is_dir():
        root.mkdir(parents=True, exist_ok=True)
        _sync(root.parent)
    for left in root.glob(f"{_WRITING}*"):  # by a writer that was killed
        shutil.rmtree(left, ignore_errors=True)
    temporary.mkdir()


def _write(segment: Segment, folder: Path) -> dict[str, str]:
    segment.write(folder)
    return {name: _digest(folder / name) for name in segment.file_names}


def folders(index_folder: Path) -> list[Path]:
    """Return the folders of all generations that are kept, oldest first."""
    root = index_folder / FOLDER
    return [root / f"{number:08d}" for number in sorted(_numbers(root))]


def newest(index_folder: Path) -> int:
    """Return the number of the newest generation, 0 when there is none."""
    return max(_numbers(index_folder / FOLDER), default=0)


def newest_change(index_folder: Path) -> int:
    """Return the record's last change that the newest generation includes, 0 without one.

    Raises GenerationDamaged when its manifest cannot be believed.
    """
    number = newest(index_folder)
    return read_manifest(index_folder / FOLDER / f"{number:08d}").change if number else 0


def size(index_folder: Path) -> int:
    """Return the bytes of the newest generation, 0 when there is none."""
    number = newest(index_folder)
    folder = index_folder / FOLDER / f"{number:08d}"
    return bytes_of(folder.glob("*")) if number else 0


def bytes_of(files: Iterable[Path]) -> int:
    """Return the bytes of `files` together; one that a purge deletes meanwhile counts nothing."""
    total = 0
    with suppress(FileNotFoundError):  # the folder itself may go while it is listed
        for file in files:
            with suppress(FileNotFoundError):
                total += file.stat().st_size
    return total


def open_best(index_folder: Path, record: Record) -> tuple[Generation | None, str | None]:
    """Verify and open the newest generation that can be believed; None when there is none.

    The second value says what was wrong with the very newest one, or is None.
    """
    damage = None
    for folder in reversed(folders(index_folder)):
        try:
            return _open(folder, record), damage
        except GenerationDamaged as error:
            damage = damage or str(error)
    return None, damage


def _open(folder: Path, record: Record) -> Generation:
    manifest = verify(folder)
    require_origin(folder, manifest, record)
    try:
        segment = Segment.read(folder, lists=LISTS_FILE in manifest.files)
        return Generation(manifest, segment, folder)
    except (OSError, RuntimeError) as error:  # two publishes since: this one was just dropped
        raise GenerationDamaged(f"{folder} cannot be read ({error})") from error


def require_origin(folder: Path, manifest: Manifest, record: Record) -> None:
    """Raise GenerationDamaged unless `manifest` was derived from `record` as it would be now."""
    if manifest.meta != record.meta():
        raise GenerationDamaged(f"{folder} was derived from another record; it will be rebuilt")
    if manifest.tokeniser != TOKENISER:
        raise GenerationDamaged(
            f"{folder} was derived with the tokeniser {manifest.tokeniser}, this version has "
            f"{TOKENISER}; it will be rebuilt"
        )
    if (record.changes.token(manifest.change) or "") != manifest.history:
        raise GenerationDamaged(
            f"{folder} is of another history than the record; was that restored from a copy? "
            "It will be rebuilt"
        )


def verify(folder: Path) -> Manifest:
    """Read the manifest and check every file against it. Raises GenerationDamaged."""
    manifest = read_manifest(folder)
    for name, expected in manifest.files.items():
        try:
            found = _digest(folder / name)
        except OSError as error:
            raise GenerationDamaged(f"{folder / name} cannot be read ({error})") from error
        if found != expected:
            raise GenerationDamaged(f"{folder / name} does not have the checksum of its manifest")
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _numbers(root: Path) -> list[int]:
    if not root.is_dir():
        return []
    return [int(entry.name) for entry in root.iterdir() if entry.name.isdecimal()]


def _drop_old(root: Path) -> None:
    for number in sorted(_numbers(root))[:-_KEPT]:
        shutil.rmtree(root / f"{number:08d}", ignore_errors=True)

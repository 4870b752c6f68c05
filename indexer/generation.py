"""Generations: immutable, checksummed directories derived from the record, published atomically.

A generation is written under a temporary name, every file is synced, the manifest comes last,
and one rename publishes it. Readers verify every checksum before any file is opened.
"""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.errors import GenerationDamaged
from indexer.segment import FILE_NAMES, Segment

FORMAT = 1
FOLDER = "generations"
_MANIFEST = "manifest.json"
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds. `change` is the record's last change that it includes."""

    format: int
    number: int
    change: int
    passages: int
    meta: dict[str, str]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Generation:
    """A published segment with its manifest."""

    manifest: Manifest
    segment: Segment
    folder: Path


def publish(index_folder: Path, segment: Segment, change: int, meta: dict[str, str]) -> Generation:
    """Write `segment` as the newest generation and return it opened; the two newest are kept."""
    root = index_folder / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    number = max(_numbers(root), default=0) + 1
    temporary = root / f".writing-{number:08d}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    segment.write(temporary)
    files = {name: _digest(temporary / name) for name in FILE_NAMES}
    manifest = Manifest(FORMAT, number, change, len(segment), meta, files)
    _write_manifest(temporary / _MANIFEST, manifest)
    for name in (*FILE_NAMES, _MANIFEST):
        _sync(temporary / name)
    _sync(temporary)
    folder = root / f"{number:08d}"
    temporary.rename(folder)
    _sync(root)
    _drop_old(root)
    return Generation(manifest, segment, folder)


def newest(index_folder: Path) -> int:
    """Return the number of the newest generation, 0 when there is none."""
    root = index_folder / FOLDER
    return max(_numbers(root), default=0) if root.is_dir() else 0


def newest_change(index_folder: Path) -> int:
    """Return the record's last change that the newest generation includes, 0 without one.

    Raises GenerationDamaged when its manifest cannot be believed.
    """
    number = newest(index_folder)
    return _read_manifest(index_folder / FOLDER / f"{number:08d}").change if number else 0


def open_newest(index_folder: Path, meta: dict[str, str]) -> Generation | None:
    """Verify and open the newest generation; None when there is none.

    Raises GenerationDamaged when a file is missing or altered, or `meta` differs.
    """
    number = newest(index_folder)
    if number == 0:
        return None
    folder = index_folder / FOLDER / f"{number:08d}"
    manifest = verify(folder)
    if manifest.meta != meta:
        raise GenerationDamaged(f"{folder} was derived from another record; it will be rebuilt")
    try:
        return Generation(manifest, Segment.read(folder), folder)
    except OSError as error:  # two publishes since: this one was just dropped
        raise GenerationDamaged(f"{folder} cannot be read ({error})") from error


def verify(folder: Path) -> Manifest:
    """Read the manifest and check every file against it. Raises GenerationDamaged."""
    manifest = _read_manifest(folder)
    for name, expected in manifest.files.items():
        try:
            found = _digest(folder / name)
        except OSError as error:
            raise GenerationDamaged(f"{folder / name} cannot be read ({error})") from error
        if found != expected:
            raise GenerationDamaged(f"{folder / name} does not have the checksum of its manifest")
    return manifest


def _read_manifest(folder: Path) -> Manifest:
    path = folder / _MANIFEST
    try:
        fields: dict[str, Any] = json.loads(path.read_bytes())
        seal = fields.pop("seal")
        manifest = Manifest(**fields)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise GenerationDamaged(f"{path} cannot be read ({error})") from error
    if seal != _seal(manifest):
        raise GenerationDamaged(f"{path} does not have the checksum it names")
    if manifest.format != FORMAT or set(manifest.files) != set(FILE_NAMES):
        raise GenerationDamaged(f"{path} has format {manifest.format}, this version reads {FORMAT}")
    return manifest


def _write_manifest(path: Path, manifest: Manifest) -> None:
    fields = {**asdict(manifest), "seal": _seal(manifest)}
    path.write_text(json.dumps(fields, indent=2, sort_keys=True), encoding="utf-8")


def _seal(manifest: Manifest) -> str:
    return hashlib.sha256(json.dumps(asdict(manifest), sort_keys=True).encode()).hexdigest()


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
    return [int(entry.name) for entry in root.iterdir() if entry.name.isdecimal()]


def _drop_old(root: Path) -> None:
    for number in sorted(_numbers(root))[:-_KEPT]:
        shutil.rmtree(root / f"{number:08d}", ignore_errors=True)

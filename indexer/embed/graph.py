"""Graphs in the user's cache folder: written once, synced, and verified before each opening.

A graph that is missing, torn by a crash or altered is made again.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexer.errors import ModelError

FILES = ("model.xml", "model.bin")
_CHECKSUMS = "checksums.json"
_LAYOUT = "2"


def cached_graph(key: str, ov: Any, make: Callable[[], Any]) -> Path:
    """Return the verified file of the graph that `make` returns for `key` and this OpenVINO.

    Raises ModelError when it cannot be written.
    """
    name = hashlib.sha256(f"{_LAYOUT} {key} {ov.get_version()}".encode()).hexdigest()[:16]
    folder = cache_root() / f"openvino-{name}"
    if not _is_sound(folder):
        _write(make(), ov, folder)
    return folder / FILES[0]


def cache_root() -> Path:
    """Return the folder under which all graphs lie."""
    configured = os.environ.get("XDG_CACHE_HOME")
    return (Path(configured) if configured else Path.home() / ".cache") / "dateline"


def _is_sound(folder: Path) -> bool:
    try:
        expected = json.loads((folder / _CHECKSUMS).read_bytes())
        return bool(expected == _checksums(folder))
    except (OSError, ValueError):
        return False


def _checksums(folder: Path) -> dict[str, str]:
    found = {}
    for name in FILES:
        with (folder / name).open("rb") as file:
            found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _write(graph: Any, ov: Any, folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".converting-"))
    except OSError as error:
        raise _unwritable(folder.parent, error) from error
    try:
        ov.save_model(graph, temporary / FILES[0], compress_to_fp16=False)
        (temporary / _CHECKSUMS).write_text(json.dumps(_checksums(temporary)), encoding="utf-8")
        for name in (*FILES, _CHECKSUMS, "."):
            _sync(temporary / name)
        _move(temporary, folder)
        _sync(folder.parent)
    except (OSError, RuntimeError) as error:  # OpenVINO raises the latter on a full disk
        raise _unwritable(folder.parent, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _move(temporary: Path, folder: Path) -> None:
    """Put the graph in its place, over a damaged one, unless another process just did."""
    if folder.exists() and not _is_sound(folder):
        damaged = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".damaged-"))
        folder.rename(damaged / "graph")  # whoever has it open keeps it
        shutil.rmtree(damaged, ignore_errors=True)
    try:
        temporary.rename(folder)
    except OSError:
        if not _is_sound(folder):
            raise


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(folder: Path, error: Exception) -> ModelError:
    return ModelError(
        f"cannot write the converted model under {folder}: {' '.join(str(error).split())}; "
        "free space there, or set XDG_CACHE_HOME to a folder that can be written"
    )

"""Manifest: what a generation holds and was derived from, sealed by its own checksum."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import GenerationDamaged
from indexer.segment import FILE_NAMES
from indexer.vectors import LISTS_FILE

FORMAT = 2
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, and from what it was derived.

    `change` is the record's last change that it includes and `history` the token of that change,
    which no other history of the record has. `files` maps names to SHA-256.
    `search` tells how the vectors of a large archive are searched and the recall that was measured
    (indexer.vectors.Plan); without it, exactly.
    """

    format: int
    number: int
    change: int
    history: str
    tokeniser: str
    passages: int
    meta: dict[str, str]
    files: dict[str, str]
    search: dict[str, Any] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation. Raises GenerationDamaged when it cannot be believed."""
    path = folder / MANIFEST
    try:
        fields: dict[str, Any] = json.loads(path.read_bytes())
        found = fields["format"]
        if found != FORMAT:
            raise GenerationDamaged(
                f"{path} has format {found}, this version reads {FORMAT}; it will be rebuilt"
            )
        seal = fields.pop("seal")
        manifest = Manifest(**fields)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise GenerationDamaged(f"{path} cannot be read ({error})") from error
    if seal != _seal(manifest):
        raise GenerationDamaged(f"{path} does not have the checksum it names")
    if set(manifest.files) - {LISTS_FILE} != set(FILE_NAMES):
        raise GenerationDamaged(f"{path} names other files than this version writes")
    return manifest


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write `manifest` with the checksum of itself."""
    fields = {**_fields(manifest), "seal": _seal(manifest)}
    path.write_text(json.dumps(fields, indent=2, sort_keys=True), encoding="utf-8")


def _fields(manifest: Manifest) -> dict[str, Any]:
    return {name: value for name, value in asdict(manifest).items() if name != "search" or value}


def _seal(manifest: Manifest) -> str:
    return hashlib.sha256(json.dumps(_fields(manifest), sort_keys=True).encode()).hexdigest()

"""Layout: how an index is cut into shards, and the manifest that says so.

An article belongs to the shard that a hash of its id names. Articles are numbered through all
shards in order of arrival, as the rows of one index are, so that whatever is decided by that
order is decided alike; the number's remainder is the shard that gave it, so that no two shards
give the same.
"""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from indexer.errors import IndexMismatch, IndexMissing
from indexer.record import FILE_NAME, SHARD, SHARDS_FILE, Record

FORMAT = 1
MANIFEST = SHARDS_FILE
MOST = 4096
_AGREED = ("model", "dimension", "chunking")


@dataclass(frozen=True, slots=True)
class Layout:
    """How many shards there are, and what they agree on: `meta` names model, dimension, chunking.

    `name` is random: the shards of another index are told from ours by it.
    """

    shards: int
    name: str
    meta: Mapping[str, str]

    @classmethod
    def new(cls, shards: int, meta: Mapping[str, str]) -> "Layout":
        """Return the layout of a new index. Raises IndexMismatch for a number out of range."""
        if not 1 <= shards <= MOST:
            raise IndexMismatch(f"{shards} shards cannot be made; give a number from 1 to {MOST}")
        return cls(shards, secrets.token_hex(8), dict(meta))

    @classmethod
    def begun(cls, folder: Path, shards: int, meta: Mapping[str, str]) -> "Layout":
        """Return the layout of a new index in `folder`; if its making was cut short, the same one.

        Raises IndexMismatch for a number out of range.
        """
        layout = cls.new(shards, meta)
        for shard in layout.numbers:
            place = folder / layout.folder_name(shard)
            if (place / FILE_NAME).is_file():
                with closing(Record.create(place, layout.meta_of(shard))) as record:
                    return replace(layout, name=record.meta().get("shards", layout.name))
        return layout

    @property
    def numbers(self) -> range:
        """The numbers of the shards."""
        return range(self.shards)

    def shard_of(self, article_id: str) -> int:
        """Return the shard that an article belongs to, by a hash of its id."""
        digest = blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.shards

    def folder_name(self, shard: int) -> str:
        """Return what the folder of a shard is called."""
        return f"shard-{shard:04d}-of-{self.shards:04d}"

    def meta_of(self, shard: int) -> dict[str, str]:
        """Return the manifest of a shard's record."""
        return {**self.meta, SHARD: f"{shard}/{self.shards}", "shards": self.name}

    def next_number(self, shard: int, after: int) -> int:
        """Return the first number of this shard's own after `after`."""
        return (after // self.shards + 1) * self.shards + shard

    def create(self, folder: Path, shard: int) -> Record:
        """Create the record of a shard below `folder`, or open it."""
        record = Record.create(folder / self.folder_name(shard), self.meta_of(shard))
        return self._checked(record, shard)

    def open(self, folder: Path, shard: int) -> Record:
        """Open the record of a shard. Raises IndexMissing or IndexMismatch, naming the shard."""
        place = folder / self.folder_name(shard)
        if not (place / FILE_NAME).is_file():
            raise IndexMissing(
                f"{folder} has no shard {shard} of {self.shards}: {place / FILE_NAME} is gone; "
                "bring it back from a copy, or index all articles into another folder"
            )
        return self._checked(Record.open(place), shard)

    def _checked(self, record: Record, shard: int) -> Record:
        found, wanted = record.meta(), self.meta_of(shard)
        for key, value in wanted.items():
            if found.get(key) != value:
                record.close()
                raise IndexMismatch(
                    f"{record.path.parent} has {key} {found.get(key)}, and the other shards have "
                    f"{value}; bring back the shard that belongs here, or index all articles into "
                    "another folder"
                )
        return record


def is_sharded(folder: Path) -> bool:
    """Tell whether `folder` holds an index in shards."""
    return (folder / MANIFEST).is_file()


def read_layout(folder: Path) -> Layout:
    """Return the layout of the index in `folder`. Raises IndexMissing or IndexMismatch."""
    path = folder / MANIFEST
    if not path.is_file():
        raise IndexMissing(
            f"there is no index in shards in {folder}; make one with "
            f"`dateline index PATH --index {folder} --shards N`, or cut an index into shards with "
            "`dateline reshard`"
        )
    return parse_layout(path.read_bytes(), str(path))


def parse_layout(content: bytes, named: str) -> Layout:
    """Return the layout that a manifest tells. Raises IndexMismatch, calling it `named`."""
    try:
        fields: dict[str, Any] = json.loads(content)
        form, seal = fields.pop("format"), fields.pop("seal")
        layout = Layout(**fields)
        sound = seal == _seal(layout)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise IndexMismatch(f"{named} cannot be read ({error}); bring it back") from error
    if form != FORMAT:
        raise IndexMismatch(f"{named} has format {form}, this version reads {FORMAT}; index anew")
    if not sound:
        raise IndexMismatch(f"{named} does not have the checksum it names; bring it back")
    return layout


def write_layout(folder: Path, layout: Layout) -> None:
    """Write the manifest of `layout` in `folder`, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{MANIFEST}"
    with temporary.open("wb") as file:
        file.write(layout_bytes(layout))
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(folder / MANIFEST)


def layout_bytes(layout: Layout) -> bytes:
    """Return the manifest of `layout` as it is written."""
    fields = {"format": FORMAT, **asdict(layout), "seal": _seal(layout)}
    return json.dumps(fields, indent=2, sort_keys=True).encode()


def require_whole(folder: Path, layout: Layout) -> None:
    """Raise IndexMissing or IndexMismatch unless every shard is there and of one kind."""
    for shard in layout.numbers:
        layout.open(folder, shard).close()


def _seal(layout: Layout) -> str:
    return sha256(json.dumps(asdict(layout), sort_keys=True).encode()).hexdigest()


def agreed(meta: Mapping[str, str]) -> dict[str, str]:
    """Return the part of a record's manifest that all shards have in common."""
    return {key: meta[key] for key in _AGREED if key in meta}

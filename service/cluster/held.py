"""Held: a shard as a holder keeps it, with the store that it came from, if it did."""

import shutil
from pathlib import Path

from indexer.shards.layout import read_layout
from indexer.shards.mirror import download, stored_at, url_of, work_folder
from service.cluster.shard import Shard


class HeldShard:
    """One shard: opened where it lies, or brought here from a store, which is followed."""

    def __init__(self, index: str, number: int) -> None:
        """Open shard `number` of the index in the folder, or at the address, `index`."""
        self._url = url_of(Path(index))
        self._number = number
        folder = self._fetched() if self._url else Path(index)
        self._version = folder.name if self._url else ""
        self.shard = self._opened(folder)

    def renew(self) -> None:
        """Serve what is stored anew, as soon as it is here and verified."""
        version = stored_at(self._url).version if self._url else self._version
        if version == self._version:
            return
        before, folder = self._version, self._fetched()
        self.shard = self._opened(folder)
        self._version = folder.name  # what is stored may be newer than what was looked at
        for old in folder.parent.iterdir():  # other replicas here may not have come so far yet
            if old.name not in (folder.name, before):
                shutil.rmtree(old, ignore_errors=True)

    def _opened(self, folder: Path) -> Shard:
        return Shard(folder, read_layout(folder), self._number)

    def _fetched(self) -> Path:
        assert self._url
        cache = work_folder(self._url).with_suffix(".served")
        return download(self._url, cache / f"{self._number:04d}", self._number)

"""The records of all shards of an index, open in one process."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path

from indexer.copies import Wording
from indexer.lock import writer_lock
from indexer.record import Record, State
from indexer.shards.layout import Layout


class OpenShards:
    """The shards as the ledger of stories reads them and tells them."""

    def __init__(self, layout: Layout, records: list[Record]) -> None:
        self.layout = layout
        self.records = records
        self._holders: dict[int, int] = {}

    def states(self) -> Iterator[State]:
        """Yield the state of every article of all shards."""
        for shard, record in enumerate(self.records):
            for state in record.states.all():
                self._holders[state.number] = shard
                yield state

    def wording(self, number: int) -> Wording | None:
        """Return a live article as it is compared, or None."""
        known = self._holders.get(number)
        shards = self.layout.numbers if known is None else (known,)
        found = (self.records[shard].states.wording(number) for shard in shards)
        return next((each for each in found if each), None)

    def assign(self, stories: list[tuple[int, int]]) -> None:
        """Set the stories of articles, as pairs of numbers."""
        placed = sorted((self._holders[n], n, story) for n, story in stories if n in self._holders)
        for shard, group in groupby(placed, key=lambda each: each[0]):
            self.records[shard].stories.assign((number, story) for _, number, story in group)

    def largest_number(self) -> int:
        """Return the largest number of an article, 0 when there is none."""
        return max(record.states.largest() for record in self.records)


@contextmanager
def opened(folder: Path, layout: Layout, *, create: bool = False) -> Iterator[OpenShards]:
    """Hold the right to write to all shards in `folder`, and open them.

    Raises IndexLocked, IndexMissing or IndexMismatch.
    """
    with ExitStack() as stack:
        stack.enter_context(writer_lock(folder))
        records = []
        for shard in layout.numbers:
            stack.enter_context(writer_lock(folder / layout.folder_name(shard)))
            record = (layout.create if create else layout.open)(folder, shard)
            stack.callback(record.close)
            records.append(record)
        yield OpenShards(layout, records)

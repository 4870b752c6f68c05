"""Opening an index in shards within one process, without Ray."""

from pathlib import Path

from indexer.shards.layout import read_layout
from service.cluster.fan import Fan, LocalTransport
from service.cluster.index import ShardedIndex
from service.cluster.shard import Shard


def open_here(folder: Path) -> ShardedIndex:
    """Open all shards of the index in `folder` in this process.

    Raises IndexMissing or IndexMismatch, naming the shard that is not as it should be.
    """
    layout = read_layout(folder)
    shards = {number: Shard(folder, layout, number) for number in layout.numbers}
    return ShardedIndex(folder, layout, Fan(LocalTransport(shards)))

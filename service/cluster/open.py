"""Opening an index in shards within one process, without Ray: for tests, tuning and evaluation."""

from pathlib import Path

from indexer.embed import Embedder
from indexer.shards.layout import read_layout
from service.answer import Answerer, create_embedder_of
from service.cluster.fan import Fan, LocalTransport
from service.cluster.index import ShardedIndex, ShardFinder
from service.cluster.shard import Shard
from service.generate import DEFAULT, Options, create_generator
from service.rerank import create_reranker


def open_here(folder: Path) -> ShardedIndex:
    """Open all shards of the index in `folder` in this process.

    Raises IndexMissing or IndexMismatch, naming the shard that is not as it should be.
    """
    layout = read_layout(folder)
    shards = {number: Shard(folder, layout, number) for number in layout.numbers}
    return ShardedIndex(folder, layout, Fan(LocalTransport(shards)))


def answerer_of(
    index: ShardedIndex,
    embedder: Embedder | None = None,
    generator: str = DEFAULT,
    options: Options | None = None,
    reranker: str | None = None,
) -> Answerer:
    """Return what answers from all shards of `index`."""
    return Answerer(
        index,
        embedder or create_embedder_of(index),
        create_generator(generator, options),
        create_reranker(reranker),
        ShardFinder(index),
    )

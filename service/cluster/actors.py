"""Actors: the replicas of shards and the routers, as Ray Serve runs them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from indexer.embed import create_embedder, name_of
from indexer.shards.layout import read_layout
from indexer.shards.mirror import stored_at, url_of, work_folder
from indexer.shards.ray_cluster import ray_module
from service.answer import Answerer
from service.app import create_app
from service.batching import BatchingEmbedder
from service.cluster.archive import ClusterArchive
from service.cluster.fan import Fan
from service.cluster.holder import ShardHolder
from service.cluster.index import ShardedIndex
from service.cluster.ray_transport import RayTransport
from service.generate import create_generator
from service.rerank import create_reranker
from service.settings import Settings

CALLS_AT_ONCE = 8
"""Calls that a holder works on side by side."""


class ShardReplica:
    """One replica of some shards: Serve starts it, watches it and starts it anew.

    The shards are held by a plain actor that lives and dies with the replica. Routers call that:
    a call by Serve's handles costs several times as much, measured in docs/scale.md.
    """

    def __init__(self, index: str, numbers: Sequence[int]) -> None:
        """Start the holder on this machine, and wait until it has opened the shards `numbers`."""
        ray = ray_module("ray")
        strategies = ray_module("ray.util.scheduling_strategies")
        here = strategies.NodeAffinitySchedulingStrategy(
            ray.get_runtime_context().get_node_id(), soft=False
        )
        self._ray = ray
        self._holder = (
            ray.remote(ShardHolder)
            .options(num_cpus=0, max_concurrency=CALLS_AT_ONCE, scheduling_strategy=here)
            .remote(index, numbers)
        )
        ray.get(self._holder.ready.remote())

    async def holder(self) -> Any:
        """Return the actor that holds the shards."""
        return self._holder

    async def check_health(self) -> None:
        """Raise when the holder is lost, so that Serve replaces both."""
        await self._holder.ready.remote()


class Router:
    """Fans questions out to the shards, merges what they find, composes, and speaks HTTP."""

    async def __init__(  # type: ignore[misc] # Serve awaits it
        self, settings: Settings, held: Sequence[range], *handles: Any
    ) -> None:
        """Ask all shards what they hold; `handles` are those of their replicas, as `held`."""
        transport = RayTransport(dict(zip(held, handles, strict=True)))
        self._settings = settings
        self._archive = await asyncio.to_thread(_archive, settings, transport)

    async def __serve_build_asgi_app__(self) -> Any:
        """Return the application, the same as on one machine."""
        return create_app(self._settings, archive=self._archive)


def _archive(settings: Settings, transport: RayTransport) -> ClusterArchive:
    url = url_of(settings.index)
    folder = work_folder(url).with_suffix(".router") if url else settings.index
    layout = stored_at(url).layout if url else read_layout(folder)
    folder.mkdir(parents=True, exist_ok=True)
    index = ShardedIndex(folder, layout, Fan(transport, settings.shard_seconds))
    embedder = BatchingEmbedder(create_embedder(name_of(layout.meta["model"])))
    index.require_model(embedder.model)
    answerer = Answerer(
        index,
        embedder,
        create_generator(settings.generator, settings.options()),
        create_reranker(settings.reranker),
    )
    answerer.search("warm up", k=1)
    return ClusterArchive(settings, answerer, index, url)

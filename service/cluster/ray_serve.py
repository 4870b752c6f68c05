"""Ray Serve: replicas that hold shards, routers that ask them, and how both are deployed."""

import asyncio
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indexer.embed import create_embedder, name_of
from indexer.generation import size
from indexer.shards.layout import Layout, read_layout, require_whole
from indexer.shards.mirror import stored_at, url_of, work_folder
from indexer.shards.ray_cluster import LOCAL, connect, ray_module
from service.answer import Answerer
from service.app import create_app
from service.batching import BatchingEmbedder
from service.cluster.archive import ClusterArchive
from service.cluster.fan import Fan
from service.cluster.holders import RayTransport, ShardHolder
from service.cluster.index import ShardedIndex
from service.errors import ServiceError
from service.generate import create_generator
from service.rerank import create_reranker
from service.settings import PREFIX, Settings, read_settings

APP = "dateline"
REPLICA_CPUS = 0.1
"""Processors that a replica reserves: it waits most of the time, and several share one."""
ROUTER_CPUS = 0.25
REPLICA_BYTES = 300_000_000
"""Memory that a replica takes beside what it holds of its shard."""
CALLS_AT_A_TIME = 64
STARTED_SECONDS = 600
CALLS_AT_ONCE = 8


class ShardReplica:
    """One replica of a shard: Serve starts it, watches it and starts it anew.

    The shard itself is held by a plain actor that lives and dies with the replica. Routers call
    that: a call by Serve's handles costs several times as much, measured in docs/scale.md.
    """

    def __init__(self, index: str, number: int) -> None:
        """Start the holder on this machine, and wait until it has opened the shard."""
        ray = ray_module("ray")
        strategies = ray_module("ray.util.scheduling_strategies")
        here = strategies.NodeAffinitySchedulingStrategy(
            ray.get_runtime_context().get_node_id(), soft=False
        )
        self._ray = ray
        self._holder = (
            ray.remote(ShardHolder)
            .options(num_cpus=0, max_concurrency=CALLS_AT_ONCE, scheduling_strategy=here)
            .remote(index, number)
        )
        ray.get(self._holder.ready.remote())

    async def holder(self) -> Any:
        """Return the actor that holds the shard."""
        return self._holder

    async def check_health(self) -> None:
        """Raise when the holder is lost, so that Serve replaces both."""
        await self._holder.ready.remote()


class Router:
    """Fans questions out to the shards, merges what they find, composes, and speaks HTTP."""

    async def __init__(self, settings: Settings, *handles: Any) -> None:  # type: ignore[misc] # Serve awaits it
        """Ask all shards what they hold; `handles` are theirs, in order."""
        transport = RayTransport(dict(enumerate(handles)))
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


def deploy(settings: Settings) -> Any:
    """Deploy the application that the settings describe on its cluster; return Ray's `serve`.

    Raises IndexerError or ServiceError, each with its remedy, when Ray, the cluster or a shard is
    not there, or not all replicas fit.
    """
    assert settings.cluster
    url = url_of(settings.index)
    if url:
        layout = stored_at(url).layout
    else:
        layout = read_layout(settings.index)
        require_whole(settings.index, layout)
    create_generator(settings.generator, settings.options())
    ray = connect(settings.cluster)
    needs = {} if url else _memory_of(settings.index, layout)
    _require_room(ray, settings, layout, needs)
    serve = ray_module("ray.serve")
    serve.start(
        proxy_location="HeadOnly" if settings.cluster == LOCAL else "EveryNode",
        http_options={"host": settings.host, "port": settings.port},
    )
    try:
        serve.run(application(settings, layout, needs, _nodes(ray)), name=APP, route_prefix="/")
    except RuntimeError as error:
        told = " ".join(str(error).split())
        raise ServiceError(
            f"the cluster could not start all shards ({told[:300]}); `serve status` tells which"
        ) from error
    return serve


def application(settings: Settings, layout: Layout, needs: Mapping[int, int], nodes: int) -> Any:
    """Return the Serve application: a deployment for each shard, and the router bound to them.

    `needs` is the memory of a replica by shard, where it is known.
    """
    serve = ray_module("ray.serve")
    index = str(settings.index if url_of(settings.index) else settings.index.resolve())
    apart = math.ceil(settings.replicas / max(1, nodes - 1))
    replicas = [
        serve.deployment(
            name=f"shard-{shard}",
            num_replicas=settings.replicas,
            max_ongoing_requests=CALLS_AT_A_TIME,
            max_replicas_per_node=apart,  # so that a lost node takes no shard with it
            health_check_period_s=2,
            health_check_timeout_s=10,
            graceful_shutdown_timeout_s=5,
            ray_actor_options=_options(needs.get(shard)),
        )(ShardReplica).bind(index, shard)
        for shard in layout.numbers
    ]
    router = serve.deployment(
        name="router",
        num_replicas=settings.routers,
        max_ongoing_requests=settings.waiting + 2 * CALLS_AT_A_TIME,
        health_check_period_s=2,
        graceful_shutdown_timeout_s=float(settings.shutdown_seconds),
        ray_actor_options={"num_cpus": ROUTER_CPUS},
    )(serve.ingress()(Router))
    there = settings.model_copy(update={"index": Path(index)})
    return router.bind(there, *replicas)


def _options(memory: int | None) -> dict[str, float]:
    return {"num_cpus": REPLICA_CPUS, **({"memory": memory} if memory else {})}


def build(arguments: Mapping[str, Any]) -> Any:
    """Return the Serve application for Serve's own configuration files; see docs/kuberay.

    `arguments` are settings; the others come from the environment of the node that builds it.
    """
    os.environ |= {f"{PREFIX}{name.upper()}": str(value) for name, value in arguments.items()}
    settings = read_settings()
    url = url_of(settings.index)
    layout = stored_at(url).layout if url else read_layout(settings.index)
    needs = {} if url else _memory_of(settings.index, layout)
    return application(settings, layout, needs, _nodes(ray_module("ray")))


def _memory_of(folder: Path, layout: Layout) -> dict[int, int]:
    """Return the bytes that a replica of each shard may take: its generation, and the process."""
    return {
        shard: REPLICA_BYTES + size(folder / layout.folder_name(shard)) for shard in layout.numbers
    }


def _nodes(ray: Any) -> int:
    return sum(node["Alive"] for node in ray.nodes())


def _require_room(ray: Any, settings: Settings, layout: Layout, needs: Mapping[int, int]) -> None:
    """Raise ServiceError when the cluster has less than all replicas take: they would wait."""
    there = ray.cluster_resources()
    count = settings.replicas * layout.shards
    wanted = {
        "CPU": REPLICA_CPUS * count + ROUTER_CPUS * settings.routers,
        "memory": float(settings.replicas * sum(needs.values())),
    }
    for name, amount in wanted.items():
        if amount > there.get(name, 0.0):
            raise ServiceError(
                f"{settings.replicas} replicas of {layout.shards} shards need {amount:,.1f} of "
                f"{name}, and the cluster has {there.get(name, 0.0):,.1f}; give fewer with "
                "--replicas, or add machines"
            )

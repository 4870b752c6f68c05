"""Ray Serve: replicas that hold shards, routers that ask them, and how both are deployed."""

import asyncio
import math
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from indexer.embed import create_embedder, name_of
from indexer.generation import size
from indexer.shards.layout import Layout, read_layout, require_whole
from indexer.shards.mirror import download, stored_at, url_of, work_folder
from indexer.shards.ray_cluster import LOCAL, connect, ray_module
from service.answer import Answerer
from service.app import create_app
from service.batching import BatchingEmbedder
from service.cluster.archive import ClusterArchive
from service.cluster.fan import Fan, ShardLost, Wait
from service.cluster.index import ShardedIndex
from service.cluster.shard import Shard
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
POLL_SECONDS = 15.0
_THREADS = 4


class ShardReplica:
    """One replica of a shard: it opens the shard, or brings it here from a store and follows it."""

    def __init__(self, index: str, number: int) -> None:
        """Open shard `number` of the index in the folder, or at the address, `index`."""
        self._url = url_of(Path(index))
        self._number = number
        self._threads = ThreadPoolExecutor(_THREADS, "call")
        self._version = stored_at(self._url).version if self._url else ""
        self._shard = self._opened(self._fetched() if self._url else Path(index))
        self._following = asyncio.ensure_future(self._follow()) if self._url else None

    def _opened(self, folder: Path) -> Shard:
        return Shard(folder, read_layout(folder), self._number)

    def _fetched(self) -> Path:
        assert self._url
        cache = work_folder(self._url).with_suffix(".served")
        return download(self._url, cache / f"{self._number:04d}", self._number)

    async def call(self, method: str, arguments: tuple[Any, ...]) -> Any:
        """Return what a method of Shard returns."""
        work = getattr(self._shard, method)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*arguments))

    async def _follow(self) -> None:
        """Serve what is stored anew as soon as it is here and verified."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            with suppress(Exception):  # the store is away: the shard here answers on
                await asyncio.get_running_loop().run_in_executor(None, self._renew)

    def _renew(self) -> None:
        assert self._url
        version = stored_at(self._url).version
        if version != self._version:
            folder = self._fetched()
            self._shard = self._opened(folder)
            self._version = version
            for old in folder.parent.iterdir():  # what is mapped of it lives on until it is let go
                if old != folder:
                    shutil.rmtree(old, ignore_errors=True)


class RayTransport:
    """Carries calls to replicas by the handles of their deployments."""

    def __init__(self, handles: Mapping[int, Any]) -> None:
        self.shards = len(handles)
        self._handles = handles
        exceptions = ray_module("ray.exceptions")
        serve = ray_module("ray.serve.exceptions")
        self._lost = (
            exceptions.RayActorError,
            exceptions.NodeDiedError,
            exceptions.WorkerCrashedError,
            exceptions.ObjectLostError,
            exceptions.TaskCancelledError,
            serve.RayServeException,
        )

    def begin(self, shard: int, method: str, arguments: tuple[Any, ...]) -> Wait:
        """Begin a call. Raises ShardLost, as the returned function does."""
        try:
            response = self._handles[shard].call.remote(method, arguments)
        except self._lost as error:
            raise ShardLost(f"shard {shard}: {error}") from error

        def wait(seconds: float) -> Any:
            try:
                return response.result(timeout_s=seconds)
            except TimeoutError as error:
                response.cancel()
                raise ShardLost(f"shard {shard} was silent for {seconds:.1f} s") from error
            except self._lost as error:
                raise ShardLost(f"shard {shard}: {error}") from error

        return wait


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

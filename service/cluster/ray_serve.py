"""Ray Serve: how the replicas of shards, and the routers that ask them, are deployed."""

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from indexer.generation import size
from indexer.shards.layout import Layout, read_layout, require_whole
from indexer.shards.mirror import stored_at, url_of
from indexer.shards.ray_cluster import LOCAL, connect, ray_module
from service.cluster.actors import Router, ShardReplica
from service.cluster.holdings import holding_of, holdings, name_of, processors
from service.cluster.placement import find_room
from service.cluster.ray_transport import RayTransport
from service.errors import ServiceError
from service.generate import create_generator
from service.settings import PREFIX, Settings, read_settings

APP = "dateline"
REPLICA_CPUS = 0.1
"""Processors that a replica reserves for a shard: it waits most of the time, several share one."""
ROUTER_CPUS = 0.25
REPLICA_BYTES = 300_000_000
"""Memory that a replica takes beside what it holds of its shards."""
CALLS_AT_A_TIME = 64
_HEAD = "node:__internal_head__"


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
    nodes = ray.nodes()
    held = _held(settings, layout, nodes)
    needs = {} if url else _memory_of(settings.index, layout, held)
    _require_room(ray, settings, layout, needs)
    serve = ray_module("ray.serve")
    serve.start(
        proxy_location="HeadOnly" if settings.cluster == LOCAL else "EveryNode",
        http_options={"host": settings.host, "port": settings.port},
    )
    try:
        serve.run(application(settings, held, needs, nodes), name=APP, route_prefix="/")
    except RuntimeError as error:
        told = " ".join(str(error).split())
        raise ServiceError(
            f"the cluster could not start all shards ({told[:300]}); `serve status` tells which"
        ) from error
    return serve


def application(
    settings: Settings,
    held: Sequence[range],
    needs: Mapping[range, int],
    nodes: Sequence[Mapping[str, Any]],
) -> Any:
    """Return the Serve application: a deployment for each holding, and the router bound to them.

    `held` are the shards that are held together; `needs` is the memory that each takes, where that
    is known; `nodes` is what Ray tells.
    """
    serve = ray_module("ray.serve")
    index = str(settings.index if url_of(settings.index) else settings.index.resolve())
    apart = _apart(settings, nodes)
    replicas = [
        serve.deployment(
            name=name_of(holding),
            num_replicas=settings.replicas,
            max_ongoing_requests=CALLS_AT_A_TIME,
            max_replicas_per_node=apart,
            health_check_period_s=2,
            health_check_timeout_s=10,
            graceful_shutdown_timeout_s=5,
            ray_actor_options=_options(holding, needs.get(holding)),
        )(ShardReplica).bind(index, holding)
        for holding in held
    ]
    router = serve.deployment(
        name="router",
        num_replicas=settings.routers,
        max_ongoing_requests=settings.waiting + 2 * CALLS_AT_A_TIME,
        health_check_period_s=2,
        graceful_shutdown_timeout_s=float(settings.shutdown_seconds),
        ray_actor_options={"num_cpus": ROUTER_CPUS, "resources": _place(settings, nodes)},
    )(serve.ingress()(Router))
    there = settings.model_copy(update={"index": Path(index)})
    return router.bind(there, held, *replicas)


def _held(
    settings: Settings, layout: Layout, nodes: Sequence[Mapping[str, Any]]
) -> tuple[range, ...]:
    """Return which shards are held together: fewer where else no machine has room for them."""
    if settings.holders or url_of(settings.index):
        return holdings(layout.shards, settings.holders or processors(nodes))
    for holders in range(max(1, processors(nodes)), layout.shards):
        held = holdings(layout.shards, holders)
        memory = _memory_of(settings.index, layout, held)
        needs = [(REPLICA_CPUS * len(holding), float(memory[holding])) for holding in held]
        if find_room(nodes, needs, settings.replicas, _apart(settings, nodes)):
            return held
    return holdings(layout.shards, layout.shards)


def _apart(settings: Settings, nodes: Sequence[Mapping[str, Any]]) -> int:
    """Return how many copies a machine may hold, so that a lost one takes no shard with it."""
    alive = sum(bool(node["Alive"]) for node in nodes)
    return math.ceil(settings.replicas / max(1, alive - 1))


def _options(holding: range, memory: int | None) -> dict[str, float]:
    return {"num_cpus": REPLICA_CPUS * len(holding), **({"memory": memory} if memory else {})}


def transport_to(serve: Any) -> RayTransport:
    """Return what calls the holders of the deployed application, which tells what each holds."""
    names = serve.status().applications[APP].deployments
    found = {holding: name for name in names if (holding := holding_of(name))}
    return RayTransport({h: serve.get_deployment_handle(found[h], APP) for h in found})


def build(arguments: Mapping[str, Any]) -> Any:
    """Return the Serve application for Serve's own configuration files; see docs/kuberay.

    `arguments` are settings; the others come from the environment of the node that builds it.
    """
    os.environ |= {f"{PREFIX}{name.upper()}": str(value) for name, value in arguments.items()}
    settings = read_settings()
    url = url_of(settings.index)
    layout = stored_at(url).layout if url else read_layout(settings.index)
    # Its machines may still be on their way: how many processors there will be is not known.
    held = holdings(layout.shards, settings.holders or layout.shards)
    needs = {} if url else _memory_of(settings.index, layout, held)
    return application(settings, held, needs, ray_module("ray").nodes())


def _memory_of(folder: Path, layout: Layout, held: Sequence[range]) -> dict[range, int]:
    """Return the bytes that a replica of each holding may take: generations, and the process."""
    return {
        holding: REPLICA_BYTES + sum(size(folder / layout.folder_name(s)) for s in holding)
        for holding in held
    }


def _place(settings: Settings, nodes: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return what keeps a single router on the head, where that runs anything.

    Without the head there is no cluster, so that no other machine can then take the router away.
    """
    heads = [node["Resources"] for node in nodes if node["Alive"] and _HEAD in node["Resources"]]
    has_room = any(head.get("CPU", 0.0) >= ROUTER_CPUS for head in heads)
    return {_HEAD: 0.001} if settings.routers == 1 and has_room else {}


def _require_room(ray: Any, settings: Settings, layout: Layout, needs: Mapping[range, int]) -> None:
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

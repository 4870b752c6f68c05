"""The stages on Ray Data: documents are read where the command runs, and embedded everywhere.

Blocks are small and few are on the way at a time, so that memory is bounded whatever the size of
the archive; what a lost worker had in hand is done again by another.
"""

import os
import time
from collections.abc import Iterator, Sequence
from typing import Any

from indexer.embed import create_embedder, name_of
from indexer.errors import IndexerError
from indexer.load.document import Document
from indexer.shards.build import Blocks
from indexer.shards.ray_cluster import connect, ray_module
from indexer.shards.stages import ROWS_A_BLOCK, Embed, Known, Row, as_rows, of_rows, read

CPUS_A_WORKER = 1
MEMORY_A_WORKER = 1_000_000_000
RESTARTS = 5
"""How often a worker is started anew; by default for ever, even where memory never suffices."""

ROOM_SECONDS = 30.0
"""How long a cluster may take to have room for one worker: what ended before is still leaving."""

BLOCK_BYTES = 2 * 2**20
"""What is embedded and not committed when a run is killed is a few of these."""


class RayEngine:
    """Runs the stages on the Ray cluster at `address`, or on one that is started here."""

    def __init__(self, address: str, workers: int | None = None) -> None:
        """With `workers`, so many embed at most; else as many as there are processors for."""
        self._address = address
        self._workers = workers

    def run(self, documents: Sequence[Document], model: str, known: Known) -> Blocks:
        """Yield blocks of outcomes in the order of arrival.

        Raises IndexerError when the cluster cannot be reached or a worker fails for good.
        """
        ray = connect(self._address)
        data = ray_module("ray.data")
        context = data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        context.target_max_block_size = BLOCK_BYTES
        documents_ref = ray.put(list(documents))
        known_ref = ray.put(known)
        strategies = ray_module("ray.util.scheduling_strategies")
        here = strategies.NodeAffinitySchedulingStrategy(
            ray.get_runtime_context().get_node_id(), soft=False
        )
        most = self._workers or max(1, int(ray.cluster_resources().get("CPU", 1)) - 1)
        _require_room(ray)
        # Items lie there from the start: tasks that made them would want processors of their own,
        # and wait for ever where the actors have them all.
        rows = (
            data.from_items(list(range(len(documents))), override_num_blocks=max(1, len(documents)))
            .map_batches(
                _Read,
                fn_constructor_args=(documents_ref,),
                batch_size=1,
                num_cpus=0,
                scheduling_strategy=here,
                compute=data.ActorPoolStrategy(size=1),
            )
            .map_batches(
                _EmbedRows,
                fn_constructor_args=(model, known_ref),
                batch_size=ROWS_A_BLOCK,
                num_cpus=CPUS_A_WORKER,
                memory=MEMORY_A_WORKER,
                max_restarts=RESTARTS,
                max_task_retries=RESTARTS,
                compute=data.ActorPoolStrategy(min_size=1, max_size=most),
            )
        )
        try:
            for batch in rows.iter_batches(batch_size=None, prefetch_batches=1):
                yield of_rows(batch)
        except ray.exceptions.RayError as error:
            raise IndexerError(_explained(error)) from error


def _require_room(ray: Any) -> None:
    """Raise IndexerError when not even one worker fits: Ray would wait for ever."""
    wanted = {"CPU": CPUS_A_WORKER, "memory": MEMORY_A_WORKER}
    deadline = time.monotonic() + ROOM_SECONDS
    while True:
        free = ray.available_resources()
        lacking = {name: amount for name, amount in wanted.items() if free.get(name, 0) < amount}
        if not lacking:
            return
        if time.monotonic() > deadline:
            told = ", ".join(
                f"{amount:,} of {name}, and {free.get(name, 0):,.1f} is free"
                for name, amount in lacking.items()
            )
            raise IndexerError(
                f"the cluster has no room for a worker that embeds: it takes {told}; add machines, "
                "or stop what else runs there, and run the same command again"
            )
        time.sleep(1)


class _Read:
    def __init__(self, documents: Any) -> None:
        self._documents = _value(documents)

    def __call__(self, batch: Row) -> Iterator[Row]:
        for ordinal in batch["item"].tolist():
            for block in read(self._documents[ordinal], ordinal):
                yield as_rows(block)


class _EmbedRows:
    def __init__(self, model: str, known: Any) -> None:
        self._embed = Embed(create_embedder(name_of(model)), _value(known))

    def __call__(self, batch: Row) -> Row:
        return as_rows(self._embed(of_rows(batch)))


def _value(given: Any) -> Any:
    """Return an object of the cluster: handed over as it is, or as a reference to it."""
    ray = ray_module("ray")
    return ray.get(given) if isinstance(given, ray.ObjectRef) else given


def _explained(error: Exception) -> str:
    told = " ".join(str(error).split())
    if "OutOfMemory" in type(error).__name__ or "out of memory" in told.lower():
        return (
            "a worker was out of memory, more than once; what was committed is kept: give fewer "
            f"--workers or larger machines, then run the same command again ({told[:200]})"
        )
    return (
        f"the cluster failed ({told[:300]}); what was committed is kept, and the same command "
        f"continues once it is well (process {os.getpid()})"
    )

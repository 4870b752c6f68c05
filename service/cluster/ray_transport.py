"""The transport over Ray: one call to a holder for all of its shards that are asked."""

import itertools
import pickle
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from indexer.shards.ray_cluster import ray_module
from service.cluster.fan import ShardLost, Wait
from service.cluster.holder import packed

REFRESH_SECONDS = 2.0
"""How often a router asks which holders there are."""

SUSPECTED_SECONDS = 10.0
"""How long a holder that was silent, or lacks a shard, is called only when there is no other."""

FINDING_SECONDS = 1.0
_TRIES = 6


class _Holders:
    """The holders of the same shards that a router knows, asked for by Serve's handle."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._known: dict[str, Any] = {}
        self._suspected: dict[str, float] = {}
        self._lacking: dict[tuple[str, int], float] = {}
        self._turn = itertools.count()
        self._asked = 0.0
        self._lock = threading.Lock()

    def next(self, shards: Iterable[int]) -> tuple[str, Any]:
        """Return the holder whose turn it is, one that has `shards` open if there is one.

        Raises ShardLost when none is known.
        """
        now = time.monotonic()
        if not self._known or now - self._asked > REFRESH_SECONDS:
            self._refresh(now)
        names = sorted(self._known)
        if not names:
            raise ShardLost("no replica of its holder is there")
        sound = [name for name in names if self._suspected.get(name, 0.0) < now] or names
        asked = tuple(shards)
        whole = [
            name for name in sound if all(self._lacking.get((name, s), 0.0) < now for s in asked)
        ]
        sound = whole or sound
        name = sound[next(self._turn) % len(sound)]
        return name, self._known[name]

    def suspect(self, name: str, *, dead: bool) -> None:
        """Note that a holder was silent, or is dead."""
        if dead:
            self._known.pop(name, None)
        else:
            self._suspected[name] = time.monotonic() + SUSPECTED_SECONDS

    def lacks(self, name: str, shards: Iterable[int]) -> None:
        """Note that a holder has not opened `shards`."""
        until = time.monotonic() + SUSPECTED_SECONDS
        self._lacking |= {(name, shard): until for shard in shards}

    def _refresh(self, now: float) -> None:
        if self._known:
            if self._lock.acquire(blocking=False):
                self._asked = now
                threading.Thread(target=self._find, name="holders", daemon=True).start()
        else:
            with self._lock:
                if not self._known:
                    self._ask()
                    self._asked = time.monotonic()

    def _find(self) -> None:
        try:
            self._ask()
        finally:
            self._lock.release()

    def _ask(self) -> None:
        """Ask some replicas for their holders; chance leads to all of them."""
        answers = []
        for _ in range(_TRIES):
            with suppress(Exception):
                answers.append(self._handle.holder.remote())
        deadline = time.monotonic() + FINDING_SECONDS
        for answer in answers:
            with suppress(Exception):  # a replica that is gone: another was asked too
                holder = answer.result(timeout_s=max(0.05, deadline - time.monotonic()))
                self._known[holder._actor_id.hex()] = holder


class _Reply:
    """What a holder replies for its shards: whoever waits first gets it for all, or its loss."""

    def __init__(
        self, get: Callable[[float], Mapping[int, Any]] | None, lost: ShardLost | None = None
    ) -> None:
        """`get` waits at most so many seconds; without it the holder is `lost` already."""
        self._get = get
        self._lost = lost
        self._found: Mapping[int, Any] = {}

    def of(self, shard: int, seconds: float) -> Any:
        """Return what `shard` replied, after at most so many seconds. Raises ShardLost."""
        if self._get:
            try:
                self._found = self._get(seconds)
            except ShardLost as error:
                self._lost = error
            self._get = None
        if self._lost:
            raise self._lost
        if shard not in self._found:
            raise ShardLost(f"shard {shard} is not open where it was asked")
        return self._found[shard]


class RayTransport:
    """Carries calls to the holders of shards, in turn; Serve's handles tell which there are."""

    def __init__(self, handles: Mapping[range, Any]) -> None:
        """`handles` are those of the replicas, by the shards that each holds."""
        self.shards = sum(map(len, handles))
        self._holders = {holding: _Holders(handle) for holding, handle in handles.items()}
        self._ray = ray_module("ray")
        exceptions = self._ray.exceptions
        self._dead = (
            exceptions.RayActorError,
            exceptions.NodeDiedError,
            exceptions.WorkerCrashedError,
            exceptions.ObjectLostError,
            exceptions.TaskCancelledError,
        )

    def begin(self, method: str, calls: Mapping[int, tuple[Any, ...]]) -> Mapping[int, Wait]:
        """Begin one call a holder; what waits for a shard of it raises ShardLost as it is lost."""
        waits: dict[int, Wait] = {}
        for holding, holders in self._holders.items():
            if own := {shard: calls[shard] for shard in holding if shard in calls}:
                reply = self._begin(holders, method, own)
                waits |= {shard: partial(reply.of, shard) for shard in own}
        return waits

    def _begin(
        self, holders: _Holders, method: str, calls: Mapping[int, tuple[Any, ...]]
    ) -> _Reply:
        try:
            name, holder = holders.next(calls)
        except ShardLost as error:
            return _Reply(None, error)
        try:
            reference = holder.call.remote(packed((method, calls)))
        except self._dead as error:
            holders.suspect(name, dead=True)
            return _Reply(None, ShardLost(f"shards {list(calls)}: {error}"))
        return _Reply(partial(self._wait, holders, name, reference, frozenset(calls)))

    def _wait(
        self, holders: _Holders, name: str, reference: Any, asked: frozenset[int], seconds: float
    ) -> Mapping[int, Any]:
        try:
            found: Mapping[int, Any] = pickle.loads(self._ray.get(reference, timeout=seconds))
            if missing := asked - found.keys():
                holders.lacks(name, missing)
            return found
        except self._ray.exceptions.GetTimeoutError as error:
            holders.suspect(name, dead=False)
            raise ShardLost(f"a holder was silent for {seconds:.1f} s") from error
        except self._dead as error:
            holders.suspect(name, dead=True)
            raise ShardLost(f"a holder is lost: {error}") from error

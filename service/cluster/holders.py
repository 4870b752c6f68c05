"""Holders: the actors that hold shards, and how routers call them."""

import itertools
import pickle
import shutil
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from indexer.log import make_log
from indexer.shards.layout import read_layout
from indexer.shards.mirror import download, stored_at, url_of, work_folder
from indexer.shards.ray_cluster import ray_module
from service.cluster.fan import ShardLost, Wait
from service.cluster.shard import Shard

POLL_SECONDS = 15.0
"""How often a holder looks whether another state of the index was stored."""

REFRESH_SECONDS = 2.0
"""How often a router asks which holders there are."""

SUSPECTED_SECONDS = 10.0
"""How long a holder that was silent is called only when there is no other."""

FINDING_SECONDS = 1.0
_TRIES = 6


class ShardHolder:
    """Holds one shard: opens it, or brings it here from a store and follows that."""

    def __init__(self, index: str, number: int) -> None:
        """Open shard `number` of the index in the folder, or at the address, `index`."""
        self._url = url_of(Path(index))
        self._number = number
        self._version = stored_at(self._url).version if self._url else ""
        self._shard = self._opened(self._fetched() if self._url else Path(index))
        if self._url:
            threading.Thread(target=self._follow, name="follow", daemon=True).start()

    def ready(self) -> None:
        """Return when the shard is open and can be asked."""
        self._shard.health()

    def call(self, packed: bytes) -> bytes:
        """Return what a method of Shard returns; both ways as one block of bytes.

        Ray itself would carry each of the many small arrays apart, and look for references.
        """
        method, arguments = pickle.loads(packed)
        return _packed(getattr(self._shard, method)(*arguments))

    def _opened(self, folder: Path) -> Shard:
        return Shard(folder, read_layout(folder), self._number)

    def _fetched(self) -> Path:
        assert self._url
        cache = work_folder(self._url).with_suffix(".served")
        return download(self._url, cache / f"{self._number:04d}", self._number)

    def _follow(self) -> None:
        """Serve what is stored anew as soon as it is here and verified."""
        while True:
            time.sleep(POLL_SECONDS)
            try:
                self._renew()
            except Exception as error:  # the store is away: the shard here answers on
                make_log().warning("not renewed", shard=self._number, reason=str(error))

    def _renew(self) -> None:
        assert self._url
        version = stored_at(self._url).version
        if version == self._version:
            return
        before, folder = self._version, self._fetched()
        self._shard = self._opened(folder)
        self._version = version
        for old in folder.parent.iterdir():  # other replicas here may not have come so far yet
            if old.name not in (version, before):
                shutil.rmtree(old, ignore_errors=True)


def _packed(value: Any) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


class _Holders:
    """The holders of one shard that a router knows, asked for by Serve's handle."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._known: dict[str, Any] = {}
        self._suspected: dict[str, float] = {}
        self._turn = itertools.count()
        self._asked = 0.0
        self._lock = threading.Lock()

    def next(self) -> tuple[str, Any]:
        """Return the holder whose turn it is. Raises ShardLost when none is known."""
        now = time.monotonic()
        if not self._known or now - self._asked > REFRESH_SECONDS:
            self._refresh(now)
        names = sorted(self._known)
        sound = [name for name in names if self._suspected.get(name, 0.0) < now] or names
        if not sound:
            raise ShardLost("no replica of the shard is there")
        name = sound[next(self._turn) % len(sound)]
        return name, self._known[name]

    def suspect(self, name: str, *, dead: bool) -> None:
        """Note that a holder was silent, or is dead."""
        if dead:
            self._known.pop(name, None)
        else:
            self._suspected[name] = time.monotonic() + SUSPECTED_SECONDS

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


class RayTransport:
    """Carries calls to the holders of shards, in turn; Serve's handles tell which there are."""

    def __init__(self, handles: Mapping[int, Any]) -> None:
        self.shards = len(handles)
        self._holders = {shard: _Holders(handle) for shard, handle in handles.items()}
        self._ray = ray_module("ray")
        exceptions = self._ray.exceptions
        self._dead = (
            exceptions.RayActorError,
            exceptions.NodeDiedError,
            exceptions.WorkerCrashedError,
            exceptions.ObjectLostError,
            exceptions.TaskCancelledError,
        )

    def begin(self, shard: int, method: str, arguments: tuple[Any, ...]) -> Wait:
        """Begin a call. Raises ShardLost, as the returned function does."""
        holders = self._holders[shard]
        name, holder = holders.next()
        try:
            reference = holder.call.remote(_packed((method, arguments)))
        except self._dead as error:
            holders.suspect(name, dead=True)
            raise ShardLost(f"shard {shard}: {error}") from error

        def wait(seconds: float) -> Any:
            try:
                return pickle.loads(self._ray.get(reference, timeout=seconds))
            except self._ray.exceptions.GetTimeoutError as error:
                holders.suspect(name, dead=False)
                raise ShardLost(f"shard {shard} was silent for {seconds:.1f} s") from error
            except self._dead as error:
                holders.suspect(name, dead=True)
                raise ShardLost(f"shard {shard}: {error}") from error

        return wait

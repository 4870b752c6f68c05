"""Fan: one call to many shards at a time, with patience for what may come back."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from service.cluster.shard import Shard
from service.errors import ServiceError

ATTEMPTS = 3
PATIENCE = 4.0
"""Seconds that a shard has for a call, all attempts together."""

_LEAST = 0.05

Wait = Callable[[float], Any]
"""Waits at most so many seconds for the result. Raises ShardLost, or what the shard raised."""


class ShardLost(ServiceError):
    """A shard does not answer; another attempt may reach another replica."""


class Transport(Protocol):
    """Carries calls to the replicas of shards."""

    @property
    def shards(self) -> int:
        """How many shards there are."""

    def begin(self, method: str, calls: Mapping[int, tuple[Any, ...]]) -> Mapping[int, Wait]:
        """Begin calls of a method of Shard, with arguments by shard; return what waits for each."""


class LocalTransport:
    """Calls shards that are open in this process, one after the other.

    Not in threads: a search is many short steps of numpy, and threads that hand the interpreter to
    each other at every one take twice the processor time, and longer (docs/scale.md).
    """

    def __init__(self, shards: Mapping[int, Shard]) -> None:
        self.shards = len(shards)
        self._shards = shards

    def begin(self, method: str, calls: Mapping[int, tuple[Any, ...]]) -> Mapping[int, Wait]:
        """Return what makes each call; whoever works in this process is not lost."""
        return {shard: partial(self._call, shard, method, a) for shard, a in calls.items()}

    def _call(self, shard: int, method: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        return getattr(self._shards[shard], method)(*arguments)


@dataclass(frozen=True, slots=True)
class Replies:
    """What shards replied, by their number; those in `lost` did not."""

    found: dict[int, Any]
    lost: frozenset[int]


class Fan:
    """Calls shards; one that is lost is passed over until a probe has reached it again.

    So a question does not wait for what nobody can tell, and an answer says what it lacks.
    """

    def __init__(self, transport: Transport, patience: float = PATIENCE) -> None:
        self._transport = transport
        self._patience = patience
        self._lock = threading.Lock()
        self._down: set[int] = set()
        self.retries = 0

    @property
    def shards(self) -> range:
        """The numbers of the shards."""
        return range(self._transport.shards)

    @property
    def down(self) -> frozenset[int]:
        """The shards that did not answer when they were called last."""
        return frozenset(self._down)

    def begin(
        self, method: str, calls: Mapping[int, tuple[Any, ...]], *, probe: bool = False
    ) -> Callable[[], Replies]:
        """Begin calls, by shard; return what waits for the replies.

        With `probe`, shards that are down are called too.
        """
        tried = {s: a for s, a in calls.items() if probe or s not in self._down}
        waits = self._transport.begin(method, tried)
        deadline = time.monotonic() + self._patience

        def collect() -> Replies:
            found = self._collected(method, tried, waits, deadline)
            for shard in tried:
                self._mark(shard, down=shard not in found)
            return Replies(found, frozenset(calls.keys() - found.keys()))

        return collect

    def _collected(
        self,
        method: str,
        calls: Mapping[int, tuple[Any, ...]],
        waits: Mapping[int, Wait],
        deadline: float,
    ) -> dict[int, Any]:
        """Return what came back; what did not is tried again, each shard in a call of its own.

        One that is slow must not take those with it that its holder was called for together.
        """
        found: dict[int, Any] = {}
        for attempt in range(ATTEMPTS):
            # A machine that is gone says nothing: the next attempt must have its time too.
            until = min(deadline, time.monotonic() + self._patience / ATTEMPTS)
            lost = []
            for shard, wait in waits.items():
                try:
                    found[shard] = wait(max(until - time.monotonic(), _LEAST))
                except ShardLost:
                    lost.append(shard)
            if not lost or attempt == ATTEMPTS - 1 or time.monotonic() >= deadline:
                break
            self.retries += len(lost)
            waits = {s: self._transport.begin(method, {s: calls[s]})[s] for s in lost}
        return found

    def all(self, method: str, *arguments: Any, probe: bool = False) -> Replies:
        """Call every shard with the same arguments."""
        return self.begin(method, dict.fromkeys(self.shards, arguments), probe=probe)()

    def one(self, shard: int, method: str, *arguments: Any) -> Any:
        """Call one shard. Raises ShardLost, saying which, and what the shard raised."""
        replies = self.begin(method, {shard: arguments}, probe=True)()
        if replies.lost:
            raise ShardLost(
                f"shard {shard} of {len(self.shards)} does not answer, and what was asked for lies "
                "there; it is started anew by itself: try again in some seconds"
            )
        return replies.found[shard]

    def _mark(self, shard: int, *, down: bool) -> None:
        if down != (shard in self._down):
            with self._lock:
                (self._down.add if down else self._down.discard)(shard)

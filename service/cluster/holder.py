"""Holder: the actor that holds shards, which routers call."""

import pickle
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from indexer.log import make_log
from service.cluster.held import HeldShard

POLL_SECONDS = 15.0
"""How often a holder looks whether another state of the index was stored."""


class ShardHolder:
    """Holds shards in one process, opens again what could not be opened, and follows stores."""

    def __init__(self, index: str, numbers: Sequence[int]) -> None:
        """Open the shards `numbers` of the index in the folder, or at the address, `index`.

        One that cannot be opened is lost here, and no other with it. Raises when none can be.
        """
        self._index = index
        self._numbers = tuple(numbers)
        self._held: dict[int, HeldShard] = {}
        errors = [error for number in numbers if (error := self._tried(number, self._open))]
        if not self._held:
            raise errors[0]
        threading.Thread(target=self._follow, name="follow", daemon=True).start()

    def ready(self) -> None:
        """Return when shards are open and can be asked."""
        for held in list(self._held.values()):
            held.shard.health()

    def call(self, block: bytes) -> bytes:
        """Return what a method of Shard returns, by shard; both ways as one block of bytes.

        Ray itself would carry each of the many small arrays apart, and look for references.
        Shards that are not open here are left out.
        """
        method, calls = pickle.loads(block)
        held = {shard: self._held[shard].shard for shard in calls if shard in self._held}
        return packed({shard: getattr(held[shard], method)(*calls[shard]) for shard in held})

    def _follow(self) -> None:
        while True:
            time.sleep(POLL_SECONDS)
            for number in self._numbers:
                self._tried(number, self._renew)

    def _tried(self, number: int, work: Callable[[int], None]) -> Exception | None:
        try:
            work(number)
        except Exception as error:  # the store is away, or one shard damaged: others answer on
            make_log().warning("not opened or renewed", shard=number, reason=str(error))
            return error
        return None

    def _renew(self, number: int) -> None:
        if number in self._held:
            self._held[number].renew()
        else:
            self._open(number)

    def _open(self, number: int) -> None:
        self._held[number] = HeldShard(self._index, number)


def packed(value: Any) -> bytes:
    """Return a value as one block of bytes, for pickle to read."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)

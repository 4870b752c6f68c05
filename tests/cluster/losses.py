"""Losses under load: a replica killed, a node killed and replaced, and what readers saw of it."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

Question = Mapping[str, Any]
Right = Mapping[tuple[str, str], Any]

DAY = "2026-03-01"
STEADY = 15.0
"""Seconds with whole answers only, after which a loss is held to be over."""

PATIENCE = 240.0
REPLICAS = 2


def body_of(question: Question) -> dict[str, Any]:
    """Return what is sent to ask a gold question."""
    return {"question": question["question"], "as_of": question.get("asked") or DAY}


def key_of(question: Question) -> tuple[str, str]:
    """Return what tells questions apart: the same one is asked as of several days."""
    body = body_of(question)
    return body["question"], body["as_of"]


def bare(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer without its times."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


@dataclass
class Seen:
    """What clients got, with the moments: `wrong` are whole answers other than the right ones."""

    whole: list[float] = field(default_factory=list)
    partial: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def take(self, question: Question, response: httpx.Response, right: Right) -> None:
        """Count one response."""
        now = time.monotonic()
        self.slowest = max(self.slowest, response.elapsed.total_seconds())
        if response.status_code != 200:
            self.failed.append(f"{response.status_code} {response.text[:300]}")
            return
        answer = bare(response.json())
        (self.partial if answer["partial"] else self.whole).append(now)
        if not answer["partial"] and answer != right[key_of(question)]:
            self.wrong.append(question["question"])

    def recovery(self, since: float) -> float:
        """Return the seconds after which no answer was partial any more."""
        return max([moment for moment in self.partial if moment > since], default=since) - since


@contextmanager
def asking(
    address: str, questions: Sequence[Question], right: Right, clients: int
) -> Iterator[Seen]:
    """Ask without a pause while the block runs."""
    seen, stop = Seen(), threading.Event()

    def ask(seed: int) -> None:
        draw = random.Random(seed)
        with httpx.Client(timeout=60) as client:
            while not stop.is_set():
                question = draw.choice(questions)
                try:
                    response = client.post(f"{address}/v1/ask", json=body_of(question))
                except httpx.HTTPError as error:
                    seen.failed.append(repr(error))
                else:
                    seen.take(question, response, right)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def lose_a_replica_and_a_node(
    nodes: Any, address: str, questions: Sequence[Question], right: Right, holders: int
) -> Seen:
    """Kill one of the holders of a copy of all shards, then a node, under the load of two clients.

    The node is replaced. Prints what was seen, and how long each took to be over.
    """
    with asking(address, questions, right, clients=2) as seen:
        time.sleep(5)
        began = time.monotonic()
        killed = _kill_a_replica()
        away = _wait_until_steady(seen, began, holders)
        print(f"{killed} killed: {_told(seen, began, away)}")
        worker = next(iter(nodes.worker_nodes))
        began = time.monotonic()
        nodes.remove_node(worker, allow_graceful=False)
        nodes.add_node(num_cpus=2)
        away = _wait_until_steady(seen, began, holders)
        print(f"node killed and replaced: {_told(seen, began, away)}")
    print(
        f"{len(seen.whole)} whole answers, {len(seen.partial)} partial, {len(seen.failed)} server "
        f"errors, {len(seen.wrong)} wrong; the slowest took {seen.slowest:.1f} s; load "
        f"{os.getloadavg()[0]:.1f}"
    )
    return seen


def _told(seen: Seen, began: float, away: float) -> str:
    lost = sum(moment > began for moment in seen.partial)
    return (
        f"{lost} answers partial, the last after {seen.recovery(began):.1f} s; every shard is held "
        f"twice again after {away:.1f} s"
    )


def _wait_until_steady(seen: Seen, began: float, holders: int) -> float:
    """Wait until every replica runs and answers have been whole for some time.

    Returns the seconds until every shard was held twice again.
    """
    away = began
    while time.monotonic() < began + PATIENCE:
        time.sleep(0.5)
        if len(_holders()) < REPLICAS * holders:
            away = time.monotonic()
        last = max([away, *(moment for moment in seen.partial if moment > began)])
        if max([0.0, *seen.whole]) > last + STEADY:
            break
    return away - began


def _kill_a_replica() -> str:
    """Kill one of the processes that hold shards, and return what it was called."""
    found = _holders()
    chosen = random.Random(1).choice(sorted(found))
    os.kill(chosen, signal.SIGKILL)
    return found[chosen]


def _holders() -> dict[int, str]:
    """Return the processes that hold shards that they have opened, and what they are called."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended just now
            name = (folder / "cmdline").read_bytes().decode(errors="replace").strip("\0")
            if name.startswith("ray::ShardHolder") and "__init__" not in name:
                found[int(folder.name)] = name
    return found

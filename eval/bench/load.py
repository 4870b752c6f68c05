"""How many answers a second a running service gives, how soon, and what it says when it cannot.

A real `dateline serve` is asked over loopback from this process, by so many clients at a time, each
asking its next question as soon as it has its answer. A refusal (429 or 503) is heeded: the client
waits as long as `Retry-After` says. The two processes share the machine's cores.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.bench.machine import show
from eval.bench.served import Served, served
from eval.gold import GoldQuestion, read_gold

_REFUSALS = (429, 503)
_LONGEST_WAIT = 5.0
_WARMING = 20


@dataclass(frozen=True, slots=True)
class Level:
    """What was seen with so many clients. `errors` is all that is neither answer nor refusal.

    `core_ms` is what an answer cost the service on one core; unlike the rest it hardly depends on
    what else the machine does.
    """

    clients: int
    seconds: float
    answers: int
    answers_per_second: float
    core_ms: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    refused: int
    errors: int
    memory_mb: float


@dataclass(slots=True)
class _Seen:
    laps: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


def load_command(
    gold: Annotated[Path, typer.Argument(help="Questions to ask; a gold file.")],
    index: Annotated[Path, typer.Option("--index", help="Index to serve.")],
    clients: Annotated[
        list[int] | None, typer.Option(help="Clients at a time; repeat for more levels.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, help="Length of each level.")] = 60.0,
    workers: Annotated[int, typer.Option(min=1, help="Processes of the service.")] = 1,
    answering: Annotated[int, typer.Option(min=0, help="Answers made at a time; 0: usual.")] = 0,
    cluster: Annotated[
        str | None, typer.Option(help="Serve an index in shards on this Ray cluster, or `local`.")
    ] = None,
    replicas: Annotated[int, typer.Option(min=1, help="Copies of each shard on it.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Measure throughput, latency and memory of the service under load."""
    questions = read_gold(gold, lenient=True).questions
    settings = {"DATELINE_ANSWERING": str(answering), "DATELINE_LOG_QUESTIONS": "false"}
    arguments = ["--workers", str(workers)]
    if cluster:
        arguments = ["--cluster", cluster, "--replicas", str(replicas)]
    with served(index, settings, *arguments) as service:
        asyncio.run(_level(service, questions, 1, seconds=_WARMING, most=_WARMING))
        before = service.memory_mb()
        levels = []
        for count in clients or (1, 8, 32, 128):
            level = asyncio.run(_level(service, questions, count, seconds))
            print(level)
            levels.append(asdict(level))
    how = {"cluster": cluster, "replicas": replicas} if cluster else {"workers": workers}
    show({"index": index.name, **how, "memory_before_mb": round(before, 1),
          "levels": levels}, as_json)  # fmt: skip


async def _level(
    service: Served, questions: Sequence[GoldQuestion], clients: int, seconds: float,
    most: int | None = None,
) -> Level:  # fmt: skip
    seen = _Seen()
    computed = service.cpu_seconds()
    began = time.perf_counter()
    asking = [
        _ask_on(service.port, _requests(questions, number), seen, began + seconds, most)
        for number in range(clients)
    ]
    await asyncio.gather(*asking)
    took = time.perf_counter() - began
    computed = service.cpu_seconds() - computed
    core_ms = round(computed / len(seen.laps) * 1000, 1) if seen.laps else None
    p50, p95, p99 = (
        [round(float(each) * 1000, 1) for each in np.percentile(seen.laps, [50, 95, 99])]
        if seen.laps
        else [None] * 3
    )
    refused = seen.statuses["refused"]
    return Level(
        clients, round(took, 1), len(seen.laps), round(len(seen.laps) / took, 2), core_ms,
        p50, p95, p99, refused, seen.statuses.total() - refused - len(seen.laps),
        round(service.memory_mb(), 1),
    )  # fmt: skip


def _requests(questions: Sequence[GoldQuestion], seed: int) -> list[bytes]:
    """Return the questions as requests, in an order of each client's own."""
    order = random.Random(seed).sample(range(len(questions)), len(questions))
    return [_request(questions[number]) for number in order]


def _request(question: GoldQuestion) -> bytes:
    asked = {"as_of": question.asked.isoformat()} if question.asked else {}
    body = json.dumps({"question": question.question, **asked}).encode()
    head = (
        "POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _ask_on(
    port: int, requests: Sequence[bytes], seen: _Seen, until: float, most: int | None
) -> None:
    """Ask one request after the other on one connection until the time is up.

    Who has to wait comes back on another: the service closes what is idle for seconds.
    """
    reader, writer = await _connection(port)
    asked = 0
    try:
        while time.perf_counter() < until and asked != most:
            began = time.perf_counter()
            writer.write(requests[asked % len(requests)])
            status, headers, body = await _response(reader)
            asked += 1
            wait = headers.get("retry-after", "")
            if status == 200 and "citations" in body:
                seen.statuses["answered"] += 1
                seen.laps.append(time.perf_counter() - began)
            elif status in _REFUSALS and wait.isdigit() and body.get("status") == status:
                seen.statuses["refused"] += 1
                writer.close()
                await asyncio.sleep(min(float(wait), _LONGEST_WAIT))
                reader, writer = await _connection(port)
            else:
                seen.statuses[f"error {status}"] += 1
    except (OSError, ValueError, asyncio.IncompleteReadError) as error:
        seen.statuses[f"error {type(error).__name__}"] += 1
    finally:
        writer.close()


async def _connection(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port, limit=2**20)


async def _response(
    reader: asyncio.StreamReader,
) -> tuple[int, dict[str, str], dict[str, object]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head)}
    body = json.loads(await reader.readexactly(int(headers["content-length"])))
    return int(head[0].split()[1]), headers, body

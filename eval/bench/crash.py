"""A writer killed at any moment, and every byte of a generation altered: what is lost, what torn.

Kills: a process that adds, replaces, removes and publishes is sent SIGKILL at a seeded moment, over
and over on one index, while readers look on. After each kill the record must hold every article
that was acknowledged, and of a commit that was under way all or nothing; and in every view that
a reader gets, each passage must have the words, the terms and the vector that belong to it.
SIGKILL does not test power loss: what the system had taken over from the process is still
written. Against that stand `synchronous = FULL` and fsync before each rename, not this test.

Damage: each byte of each file of a small generation is altered and each file is cut at each
length. All of it must be found by the checksums, which come before FAISS opens anything.
"""

import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.bench.crash_worker import Log, State, article, work
from eval.bench.machine import show
from indexer import generation
from indexer.build import add_articles, manifest_of
from indexer.embed import FAKE_MODEL, Embedder, create_embedder
from indexer.errors import GenerationDamaged
from indexer.index import Index
from indexer.publish import publish_news
from indexer.record import Record
from indexer.snapshot import Snapshot
from indexer.words import terms_of

LONGEST_LIFE = 0.4
"""Seconds: some tens of commits and a few publishes."""

PRELOADED = ["eval.bench.crash_worker", "datasketch", "faiss", "langchain_text_splitters"]
"""What the writers are forked with, so that their short lives are not spent on imports."""


@dataclass(slots=True)
class CrashResult:
    """What the kills did. `lost` and `torn` must be empty; `under_way` counts the kills that came
    in the middle of a commit."""

    kills: int = 0
    under_way: int = 0
    acknowledged: int = 0
    generations: int = 0
    views: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DamageResult:
    """What the alterations did. `unseen` must be empty, and `restored` as many as `files`."""

    files: int = 0
    bytes: int = 0
    altered: int = 0
    cut: int = 0
    restored: int = 0
    unseen: list[str] = field(default_factory=list)


def crash_command(
    kills: Annotated[int, typer.Option(help="How often the writer is killed.")] = 1000,
    seed: Annotated[int, typer.Option(help="Seed of all that is random.")] = 1,
    every: Annotated[int, typer.Option(min=1, help="Alter every so many bytes; 1 is all.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Kill a writer again and again, and damage a generation in every byte."""
    with tempfile.TemporaryDirectory() as folder:
        crashed = crash(Path(folder) / "killed", kills, seed)
        damaged = damage(Path(folder) / "damaged", every)
    show({"seed": seed, "kill": asdict(crashed), "damage": asdict(damaged)}, as_json)
    if crashed.lost or crashed.torn or damaged.unseen or damaged.restored < damaged.files:
        raise typer.Exit(1)


def crash(folder: Path, kills: int, seed: int) -> CrashResult:
    """Kill a writer to the index in `folder` `kills` times and return what that did."""
    folder.mkdir(parents=True)
    context = multiprocessing.get_context("forkserver")  # imports once, not once a kill
    context.set_forkserver_preload(PRELOADED)
    result, chooser, log = CrashResult(), random.Random(seed), Log(folder.parent / "crash.log")
    embedder = create_embedder(FAKE_MODEL)
    Record.create(folder, manifest_of(embedder)).close()
    reader = Index(folder)
    for number in range(kills):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(folder, log, seed + number, theirs))
        process.start()
        theirs.close()
        ours.recv()
        ends = time.monotonic() + chooser.uniform(0, LONGEST_LIFE)
        _look(reader, embedder, result, f"kill {number}, during")
        time.sleep(max(0.0, ends - time.monotonic()))
        process.kill()
        process.join()
        process.close()
        ours.close()
        result.kills += 1
        _check(folder, log, embedder, reader, result, number)
    reader.close()
    result.acknowledged = sum(1 for line in _lines(log) if '"done"' in line)
    result.generations = generation.newest(folder)
    return result


def _check(
    folder: Path, log: Log, embedder: Embedder, reader: Index, result: CrashResult, number: int
) -> None:
    acknowledged, intent = log.read()
    result.under_way += bool(intent)
    record = Record.open(folder)
    try:
        sound = record.verify()
        if sound != "ok":
            result.torn.append(f"kill {number}: the record, {sound}")
        result.lost += [f"kill {number}: {each}" for each in lost(record, acknowledged, intent)]
        # What became of the commit under way is known now, and must stay so.
        log.write("settled", {name: _edition(record, name) for name in intent})
    finally:
        record.close()
    _look(reader, embedder, result, f"kill {number}, the reader from before")
    fresh = Index(folder)
    if fresh.damage:
        result.torn.append(f"kill {number}: {fresh.damage}")
    _look(fresh, embedder, result, f"kill {number}, a new reader")
    fresh.close()


def lost(record: Record, acknowledged: State, intent: State) -> Iterator[str]:
    """Yield what the record does not hold of what it acknowledged, and a commit kept by half."""
    for name, edition in acknowledged.items():
        if name not in intent and _edition(record, name) != edition:
            yield f"{name} is {_edition(record, name)}, acknowledged was {edition}"
    kept = [_edition(record, name) == edition for name, edition in intent.items()]
    before = [_edition(record, name) == acknowledged.get(name) for name in intent]
    if intent and not all(kept) and not all(before):
        yield f"half of a commit: {intent}"


def _edition(record: Record, name: str) -> int | None:
    stored = record.articles.get(name)
    return int(stored.text.split()[1]) if stored else None


def _look(index: Index, embedder: Embedder, result: CrashResult, when: str) -> None:
    result.views += 1
    result.torn += [f"{when}: {each}" for each in torn_rows(index, index.snapshot(), embedder)]


def torn_rows(index: Index, snapshot: Snapshot, embedder: Embedder) -> Iterator[str]:
    """Yield what does not fit together in a view: passages, texts, terms, vectors, articles."""
    alive = np.flatnonzero(snapshot.alive)
    record = Record.open(index.folder)
    try:
        with record.reading():
            rows = record.passages.by_id(snapshot.passages[alive].tolist())
            texts = list(record.passages.texts(rows))
            newest = record.changes.last()
            live = {row.id for row in record.passages.between()}
    finally:
        record.close()
    seen = snapshot.passages[alive].tolist()
    if newest == snapshot.change and set(seen) != live:
        yield f"{len(set(seen) ^ live)} passages are missing or too many"
    if set(snapshot.article_numbers[alive].tolist()) != set(snapshot.articles):
        yield "articles and passages differ"
    place = dict(zip(seen, alive.tolist(), strict=True))
    for row, text in zip(rows, texts, strict=True):
        yield from _torn(snapshot, place[row.id], text, embedder)


def _torn(snapshot: Snapshot, row: int, text: str, embedder: Embedder) -> Iterator[str]:
    at = np.array([row])
    if snapshot.cosines(embedder.encode([text])[0], at)[0] < 0.999:
        yield f"row {row} has the vector of another text"
    for term in set(terms_of(text)):
        if not snapshot.holding(term)[row]:
            yield f"row {row} lacks the term {term!r}"


def damage(folder: Path, every: int) -> DamageResult:
    """Alter and cut each file of a small generation and return what was seen of it."""
    embedder = create_embedder(FAKE_MODEL)
    record = Record.create(folder, manifest_of(embedder))
    result = DamageResult()
    try:
        add_articles(record, embedder, [article(f"a{number}", number) for number in range(3)])
        publish_news(folder, record)
        for path in sorted(generation.folders(folder)[0].iterdir()):
            newest = generation.folders(folder)[-1] / path.name
            _damage_file(newest, every, result)
            _restore(folder, record, newest, result)
    finally:
        record.close()
    return result


def _damage_file(path: Path, every: int, result: DamageResult) -> None:
    whole = path.read_bytes()
    result.files += 1
    result.bytes += len(whole)
    for position in range(0, len(whole), every):
        changed = bytes([whole[position] ^ 1 << position % 8])
        path.write_bytes(whole[:position] + changed + whole[position + 1 :])
        result.altered += 1
        _must_be_seen(path, f"byte {position} altered", result)
        path.write_bytes(whole[:position])
        result.cut += 1
        _must_be_seen(path, f"cut to {position} bytes", result)
    path.write_bytes(whole)
    generation.verify(path.parent)


def _must_be_seen(path: Path, what: str, result: DamageResult) -> None:
    try:
        generation.verify(path.parent)
    except GenerationDamaged:
        return
    result.unseen.append(f"{path.name}: {what}")


def _restore(folder: Path, record: Record, path: Path, result: DamageResult) -> None:
    """Damage a file for good: the record answers, and publishing mends it."""
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] or b"\0")
    embedder = create_embedder(FAKE_MODEL)
    index = Index(folder)
    answered = index.damage is not None and not list(torn_rows(index, index.snapshot(), embedder))
    mended = publish_news(folder, record)
    if answered and mended is not None and index.snapshot().generation == mended.manifest.number:
        result.restored += index.damage is None
    index.close()
    path.write_bytes(whole)


def _lines(log: Log) -> list[str]:
    return log.path.read_text(encoding="utf-8").splitlines()

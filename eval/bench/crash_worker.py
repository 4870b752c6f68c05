"""A writer that is made to be killed: it says what it will do, does it, and says that it is done.

Before each commit a line with the intended state goes to a log, after it a line that it was
acknowledged. The log is written by plain system calls, which outlive the process.
"""

import json
import os
import random
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from indexer.article import Article, make_article
from indexer.build import add_articles, manifest_of
from indexer.embed import FAKE_MODEL, Embedder, create_embedder
from indexer.lock import writer_lock
from indexer.publish import publish_news
from indexer.record import Record

ARTICLES = 24
"""Few ids, so that articles are replaced, removed and brought back all the time."""

State = dict[str, int | None]
"""The edition of each article that was touched, None for a removed one."""


def article(name: str, edition: int) -> Article:
    """Return an edition of an article: some sentences that no other edition has."""
    text = "\n\n".join(
        " ".join(
            f"Report {edition} from {name} counts {edition * step} boats in harbour {step}{part}."
            for part in "abcdefghijkl"[: 1 + edition % 12]
        )
        for step in range(1, 2 + edition % 5)
    )
    day = f"2026-01-{1 + edition % 28:02d}"
    fields = {"id": name, "title": f"Harbour {name}", "text": text, "published": day}
    return make_article(fields, f"crash:{name}", name)


@dataclass(frozen=True, slots=True)
class Log:
    """The lines of intents and acknowledgements."""

    path: Path

    def write(self, kind: str, state: State) -> None:
        """Append a line; it is in the hands of the system when this returns."""
        line = json.dumps({"kind": kind, "state": state}) + "\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)

    def read(self) -> tuple[State, State]:
        """Return what was acknowledged, and what was about to be when the writer died."""
        acknowledged: State = {}
        intent: State = {}
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        for line in lines:
            entry = json.loads(line)
            if entry["kind"] == "intent":
                intent = entry["state"]
            else:
                acknowledged |= entry["state"]
                intent = {}
        return acknowledged, intent


def work(folder: Path, log: Log, seed: int, ready: Connection) -> None:
    """Add, replace, remove and publish at random until killed."""
    chooser = random.Random(seed)
    embedder = create_embedder(FAKE_MODEL)
    with writer_lock(folder):
        record = Record.create(folder, manifest_of(embedder))
        ready.send("ready")
        while True:
            step = _step(chooser)
            if step == "publish":
                publish_news(folder, record)
                continue
            state = _next_state(chooser, step, seed)
            log.write("intent", state)
            _commit(record, embedder, state)
            log.write("done", state)


def _step(chooser: random.Random) -> str:
    return chooser.choices(["add", "remove", "publish"], [6, 2, 3])[0]


def _next_state(chooser: random.Random, step: str, seed: int) -> State:
    names = chooser.sample([f"a{number}" for number in range(ARTICLES)], chooser.randint(1, 4))
    if step == "remove":
        return {names[0]: None}
    return {name: seed * 1000 + chooser.randrange(1000) for name in names}


def _articles(state: State) -> list[Article]:
    return [article(name, edition) for name, edition in state.items() if edition is not None]


def _commit(record: Record, embedder: Embedder, state: State) -> None:
    removed = [name for name, edition in state.items() if edition is None]
    for name in removed:
        record.articles.remove(name)
    if len(removed) < len(state):
        summary = add_articles(record, embedder, _articles(state), restore=True)
        assert not summary.failures, summary.failures

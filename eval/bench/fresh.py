"""From the commit of a new article to its first citation, in a service that is running.

A copy of the index is served by a real `dateline serve`. New articles come in one after another:
posted to the service, or committed by this process beside it, as `dateline index` does. Right after
the acknowledgement a question about the article is asked, again and again until an answer cites
it. The figure is the time from the acknowledgement to that answer, so it holds a whole answer; how
long the same service takes for one when nothing is new is measured beside it.
"""

import json
import random
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from eval.bench.machine import show
from eval.bench.served import served
from indexer.article import make_article
from indexer.build import add_articles
from indexer.embed import create_embedder, name_of
from indexer.lock import writer_lock
from indexer.publish import fold_delta
from indexer.record import Record

KEY = "fresh"
PATIENCE = 30.0

Fields = dict[str, str]
Put = Callable[[Fields], None]


@dataclass(frozen=True, slots=True)
class FreshResult:
    """Seconds from acknowledgement to citation; `never` were not cited within 30 s."""

    articles: int
    p50_s: float
    p95_s: float
    worst_s: float
    answers_needed: int
    never: int


def fresh_command(
    index: Annotated[Path, typer.Option("--index", help="Index to serve a copy of.")],
    articles: Annotated[int, typer.Option(min=1, help="New articles a mode.")] = 50,
    seed: Annotated[int, typer.Option(help="Seed of the articles.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Time how soon new articles are cited: posted, and committed by another process."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "index"
        shutil.copytree(index, copy)
        results = measure(copy, articles, seed)
    show({"index": index.name, "seed": seed, **results}, as_json)


def measure(index: Path, articles: int, seed: int) -> dict[str, object]:
    """Serve `index`, which is changed, and return the figures of each mode."""
    chooser = random.Random(seed)
    with served(index, {"DATELINE_ADMIN_KEY": KEY}) as service:
        address = service.address
        usual = [_seconds(lambda: _ask(address, _news(chooser)[1])) for _ in range(20)]
        posted = _mode(chooser, articles, address, lambda fields: _post(address, fields))
        with _beside(index) as commit:
            committed = _mode(chooser, articles, address, commit)
    return {
        "answer_without_news_p50_s": round(float(np.median(usual[5:])), 3),
        "posted": asdict(posted),
        "committed_beside": asdict(committed),
    }


def _mode(chooser: random.Random, articles: int, address: str, put: Put) -> FreshResult:
    laps, asked, never = [], 0, 0
    for _ in range(articles):
        fields, question = _news(chooser)
        put(fields)
        began = time.perf_counter()
        while True:
            asked += 1
            if fields["id"] in _ask(address, question):
                laps.append(time.perf_counter() - began)
                break
            if time.perf_counter() - began > PATIENCE:
                never += 1
                break
    p50, p95, worst = np.percentile(laps or [float("inf")], [50, 95, 100]).tolist()
    return FreshResult(articles, round(p50, 3), round(p95, 3), round(worst, 3), asked, never)


def _news(chooser: random.Random) -> tuple[Fields, str]:
    """Return an invented article and a question that it alone answers."""
    town, river, mayor = (_name(chooser) for _ in range(3))
    cost = chooser.randint(12, 980)
    text = (
        f"The council of {town} approved a new bridge over the {river} on Monday. "
        f"The bridge over the {river} will cost {cost} million crowns, mayor {mayor} said.\n\n"
        f'"Our children will cross the {river} on foot," {mayor} told reporters in {town}. '
        "Work is to begin after the harvest and to last three years."
    )
    fields = {
        "id": f"fresh-{town}-{river}".lower(),
        "title": f"{town} approves bridge over the {river}",
        "publisher": "Fresh Post",
        "published": datetime.now(UTC).date().isoformat(),
        "text": text,
    }
    return fields, f"How much will the bridge over the {river} in {town} cost?"


def _name(chooser: random.Random) -> str:
    parts = [chooser.choice("bdfgklmnprstvz") + chooser.choice("aeiou") for _ in range(4)]
    return "".join(parts).title()


@contextmanager
def _beside(index: Path) -> Iterator[Put]:
    """Give a function that commits an article as `dateline index` does, from this process."""
    record = Record.open(index)
    embedder = create_embedder(name_of(record.meta()["model"]))

    def commit(fields: Fields) -> None:
        with writer_lock(index):
            add_articles(record, embedder, [make_article(fields, "fresh", fields["id"])])

    try:
        yield commit
        with writer_lock(index):
            fold_delta(index, record)
    finally:
        record.close()


def _post(address: str, fields: Fields) -> None:
    _request(f"{address}/v1/articles", fields)


def _ask(address: str, question: str) -> list[str]:
    """Return the ids of the articles that the answer cites."""
    answer = _request(f"{address}/v1/ask", {"question": question})
    return [citation["article_id"] for citation in answer["citations"]]


def _request(url: str, body: object) -> Any:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=2 * PATIENCE) as response:
        return json.load(response)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

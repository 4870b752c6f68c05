"""A small service over invented articles, with fake models, for the HTTP tests."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from indexer.article import make_article
from indexer.build import add_articles, manifest_of
from indexer.embed import create_embedder
from indexer.index import publish_news
from indexer.lock import writer_lock
from indexer.record import Record
from service.app import create_app
from service.settings import Settings

KEY = "an-admin-key-for-tests"
ADMIN = {"Authorization": f"Bearer {KEY}"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "bridge-1",
        "title": "Alder Bridge to open in May",
        "publisher": "Example Gazette",
        "authors": ["A. Writer"],
        "published": "2025-04-28",
        "url": "https://gazette.example/bridge",
        "text": "The Alder Bridge will open to traffic again on 3 May 2025, the council said. "
        "Repairs to the Alder Bridge began in January and cost 4 million crowns.",
    },
    {
        "id": "bridge-2",
        "title": f"Alder Bridge repair over budget {HOSTILE}",
        "publisher": "Harbour Post",
        "published": "2025-05-02",
        "url": "javascript:alert(3)",
        "text": "Repairs to the Alder Bridge cost 6 million crowns, engineers told the Post. "
        f"A sign read {HOSTILE} on the day.",
    },
    {
        "id": "2024/orchard",
        "title": "Orchard harvest is late",
        "publisher": "Example Gazette",
        "published": "2024-09-10",
        "text": "The apple harvest in the valley orchards began two weeks late, growers said 🍎.",
    },
]


def build_index(folder: Path, articles: Iterable[dict[str, Any]] = ARTICLES) -> Path:
    """Index the articles into `folder` with the fake embedder and publish them."""
    embedder = create_embedder("fake")
    with writer_lock(folder):
        record = Record.create(folder, manifest_of(embedder))
        arrivals = [make_article(fields, "test", fields["id"]) for fields in articles]
        add_articles(record, embedder, arrivals)
        publish_news(folder, record)
        record.close()
    return folder


@contextmanager
def serving(index: Path, **settings: Any) -> Iterator[TestClient]:
    """Run the service on the index; errors of ours become responses, as in production."""
    usual = {"generator": "fake", "admin_key": KEY, "allowed_hosts": ("testserver",)}
    chosen = Settings(**{"index": index, **usual, **settings})
    app = create_app(chosen)
    with TestClient(app, raise_server_exceptions=False, client=("127.0.0.1", 50_000)) as client:
        yield client


def events_of(body: str) -> list[tuple[str, Any]]:
    """Return (name, data) of each server-sent event; data that is not JSON stays text."""
    found = []
    for block in body.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        data = fields["data"]
        name = fields.get("event", "message")
        found.append((name, data if data == "[DONE]" else json.loads(data)))
    return found

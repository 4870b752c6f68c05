"""A service that does as a script says: for each question its events, waits, cuts and refusals."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import told
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from serving import serving
from starlette.responses import StreamingResponse

from service.routes.events import event
from service.routes.pages import router as pages
from service.routes.pages import static_files

# An event to send; to wait until `release()`; to end before the answer; bytes as they are;
# bytes without end.
Step = tuple[str, Any] | Literal["hold", "cut", "flood"] | bytes


@dataclass(frozen=True)
class Refusal:
    """A problem instead of an answer."""

    status: int
    detail: str = "Because the test says so."
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """A JSON body instead of events."""

    body: Any


class FakeArchive:
    """What the service knows and what it was sent."""

    def __init__(self) -> None:
        self.address = ""
        self.answers: dict[str, list[Step] | Refusal | Whole] = {}
        self.facts = told.facts()
        self.timeline: dict[str, Any] | Refusal = Refusal(404)
        self.feedback: Refusal | None = None
        self.hosts: dict[str, tuple[str, dict[str, str]]] = {}
        self.refused_conversations: set[str] = set()
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.headers: list[dict[str, str]] = []
        self._gate = threading.Event()

    def tells(self, whole: dict[str, Any], *hits: dict[str, Any]) -> None:
        """Let a question be answered at once."""
        self.answers[whole["question"]] = self.steps(whole, *hits)

    def steps(self, whole: dict[str, Any], *hits: dict[str, Any]) -> list[Step]:
        """Return the events that the service sends for an answer."""
        cited = {each["number"]: each for each in whole["citations"]}
        steps: list[Step] = [
            ("status", {"stage": "found"}),
            ("passages", {"hits": list(hits)}),
            ("status", {"stage": "composing"}),
        ]
        for position, said in enumerate(whole["statements"]):
            cites = [cited[number] for number in said["citations"]]
            data = {"position": position, "statement": said, "citations": cites}
            steps.append(("statement", data))
        return [*steps, ("answer", whole)]

    def release(self) -> None:
        """Let what is held go on."""
        self._gate.set()

    def hold(self) -> None:
        """Hold again what comes next."""
        self._gate.clear()

    def sent(self, path: str) -> list[dict[str, Any]]:
        """Return the bodies that were sent to a path."""
        return [body for where, body in self.received if where == path]

    async def play(self, steps: list[Step]) -> AsyncIterator[str | bytes]:
        """Yield the events of a script."""
        for step in steps:
            if step == "hold":
                while not self._gate.is_set():
                    await asyncio.sleep(0.01)
            elif step == "cut":
                return
            elif step == "flood":
                while True:
                    yield b"x" * 100_000
                    await asyncio.sleep(0)
            elif isinstance(step, bytes):
                yield step
            else:
                yield event(step[1], step[0])


def create_app(archive: FakeArchive) -> FastAPI:
    """Return the application over a fake archive, with the pages of the real one."""
    app = FastAPI(docs_url=None, redoc_url=None)

    async def note(request: Request) -> dict[str, Any]:
        body = json.loads(await request.body() or "{}")
        archive.received.append((request.url.path, body))
        archive.headers.append(dict(request.headers))
        return dict(body)

    @app.post("/v1/ask")
    async def ask(request: Request) -> Response:
        body = await note(request)
        if body.get("conversation") in archive.refused_conversations:
            return refuse(Refusal(404, "There is no such conversation."))
        script = archive.answers.get(body["question"], Refusal(500))
        if isinstance(script, Refusal):
            return refuse(script)
        if isinstance(script, Whole):
            return JSONResponse(script.body)
        return StreamingResponse(archive.play(script), media_type="text/event-stream")

    @app.get("/v1/archive")
    async def facts() -> Response:
        return JSONResponse(archive.facts)

    @app.get("/v1/articles/{article_id:path}")
    async def article(article_id: str) -> Response:
        found = told.article(article_id)
        return JSONResponse(found) if found else refuse(Refusal(404))

    @app.post("/v1/timeline")
    async def timeline(request: Request) -> Response:
        await note(request)
        known = archive.timeline
        return refuse(known) if isinstance(known, Refusal) else JSONResponse(known)

    @app.post("/v1/feedback")
    async def feedback(request: Request) -> Response:
        await note(request)
        return refuse(archive.feedback) if archive.feedback else JSONResponse({"id": "f1"}, 201)

    @app.delete("/v1/conversations/{conversation}")
    async def forget(request: Request) -> Response:
        await note(request)
        return Response(status_code=204)

    @app.get("/host/{name}")
    async def host(name: str) -> Response:
        body, headers = archive.hosts[name]
        return HTMLResponse(body, headers=headers)

    app.include_router(pages)
    app.mount("/static", static_files())
    return app


def refuse(refusal: Refusal) -> Response:
    """Return a problem as the service words it."""
    problem = {"title": "Refused", "status": refusal.status, "detail": refusal.detail}
    return JSONResponse(
        problem, refusal.status, refusal.headers, media_type="application/problem+json"
    )


@contextmanager
def running(archive: FakeArchive) -> Iterator[FakeArchive]:
    """Serve it on a free port of this machine."""
    with serving(create_app(archive)) as address:
        archive.address = address
        yield archive
        archive.release()

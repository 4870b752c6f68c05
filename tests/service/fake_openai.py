"""A server on this machine that speaks OpenAI's protocol and says what it is told to."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """What the server does with each request, the last entry again for all that follow."""

    turns: list["Turn"]
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    url: str = ""

    def next(self) -> "Turn":
        return self.turns[min(len(self.asked), len(self.turns)) - 1]


class Handler(BaseHTTPRequestHandler):
    """Reads a request and plays the next turn of the script."""

    script: Script

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.script.asked.append(json.loads(body))
        self.script.keys.append(self.headers["Authorization"])
        try:
            self.script.next()(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def send(self, text: str) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        self.raw(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n")

    def raw(self, words: str) -> None:
        self.wfile.write(words.encode())
        self.wfile.flush()


Turn = Callable[[Handler], None]


def says(*pieces: str, end: str = "data: [DONE]\n\n") -> Turn:
    """Stream the pieces; `end` is sent as it is."""

    def play(handler: Handler) -> None:
        handler.begin()
        for piece in pieces:
            handler.send(piece)
        if end:
            handler.raw(end)

    return play


def goes_on(pieces: Iterable[str]) -> Turn:
    """Stream the pieces one after the other for ever."""
    said = tuple(pieces)

    def play(handler: Handler) -> None:
        handler.begin()
        while True:
            for piece in said:
                handler.send(piece)

    return play


def hangs(*pieces: str, seconds: float = 30) -> Turn:
    """Stream the pieces, then say nothing; without pieces, do not even answer."""

    def play(handler: Handler) -> None:
        if pieces:
            handler.begin()
        for piece in pieces:
            handler.send(piece)
        stop: threading.Event = handler.server.stopping  # type: ignore[attr-defined]
        stop.wait(seconds)

    return play


def fails(status: int) -> Turn:
    """Answer with an error whose words must not reach anybody."""

    def play(handler: Handler) -> None:
        body = json.dumps({"error": {"message": "secret words of the provider", "type": "x"}})
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.raw(body)

    return play


def drips(piece: str, pause: float) -> Turn:
    """Stream a piece at a time with a pause, for ever."""

    def play(handler: Handler) -> None:
        handler.begin()
        while True:
            handler.send(piece)
            time.sleep(pause)

    return play


@contextmanager
def model_server(*turns: Turn) -> Iterator[Script]:
    """Serve the turns on a free port of 127.0.0.1; the script tells what was asked."""
    script = Script(list(turns))
    handler = type("Scripted", (Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.stopping = threading.Event()  # type: ignore[attr-defined]
    script.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        server.stopping.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()
        thread.join()

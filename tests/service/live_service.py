"""A service in a process of its own, for what only a real server shows."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@dataclass(frozen=True)
class Live:
    """A running `dateline serve`."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, question: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        """Return status and body of an answer."""
        return self.send("/v1/ask", {"question": question, **fields})

    def send(
        self, path: str, body: object = None, headers: dict[str, str] | None = None,
        method: str | None = None,
    ) -> tuple[int, dict[str, Any]]:  # fmt: skip
        """Return status and JSON of a request."""
        data = None if body is None else json.dumps(body).encode()
        usual = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(f"{self.url}{path}", data, usual, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return response.status, json.loads(response.read() or b"{}")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"{}")

    def raw(self, content: bytes, timeout: float = 10.0) -> bytes:
        """Send bytes as they are and return all that comes back until the end or `timeout`."""
        with socket.create_connection(("127.0.0.1", self.port), timeout) as connection:
            found = b""
            try:
                connection.sendall(content)
                while piece := connection.recv(65536):
                    found += piece
            except (TimeoutError, ConnectionResetError, BrokenPipeError):
                pass
            return found

    def stop(self) -> int:
        """Ask the service to stop and return its exit code; by a signal it is negative."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def live(index: Path, *arguments: str, **settings: str) -> Iterator[Live]:
    """Serve `index`; `settings` go by the environment, in lower case and without the prefix."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
    environment |= {f"DATELINE_{name.upper()}": value for name, value in settings.items()}
    environment |= {"PYTHONPATH": str(ROOT)}
    port = free_port()
    log = index.parent / f"serve-{port}.log"
    command = [sys.executable, str(ROOT / "dateline.py"), "serve", "--index", str(index)]
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), *arguments],
            cwd=index.parent, env=environment, stdout=subprocess.DEVNULL, stderr=errors,
        )  # fmt: skip
    service = Live(port, process, log)
    try:
        _wait_until_ready(service)
        yield service
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


def _wait_until_ready(service: Live) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and service.process.poll() is None:
        try:
            service.send("/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the service did not start: {service.log.read_text()}")

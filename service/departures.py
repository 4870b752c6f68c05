"""Departures: the work for a client that has gone is cancelled."""

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ClientLeft(Exception):
    """The client closed the connection before its response had been sent."""


class Departures:
    """Listens, once a request's body is there, for the client's leaving, and cancels its task."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises ClientLeft when its client left first."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        watch = _Watch(receive, send)
        # From 2.4 on Starlette's streams leave it to the server to tell of a departure: to us.
        scope["asgi"] = {**scope.get("asgi", {}), "spec_version": "2.4"}
        try:
            await self._app(scope, watch.receive, watch.send)
        except asyncio.CancelledError:
            if not watch.left.is_set():
                raise
        finally:
            await watch.end()
        if watch.left.is_set():
            watch.task.uncancel()
            raise ClientLeft


class _Watch:
    """Hands messages on until the body has arrived, and then waits for the departure itself."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._sent = False
        self._watcher: asyncio.Task[None] | None = None
        self.left = asyncio.Event()
        task = asyncio.current_task()
        assert task is not None
        self.task = task

    async def receive(self) -> Message:
        """Return the next message; after the body only the departure, when it happens."""
        if self._watcher is None:
            message = await self._receive()
            if message["type"] == "http.request" and not message.get("more_body", False):
                self._watcher = asyncio.create_task(self._wait())
            return message
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Send on; once the response is whole, the end of the connection is no departure."""
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._sent = True
        await self._send(message)

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if not self._sent:
            self.left.set()
            self.task.cancel()

    async def end(self) -> None:
        """Stop listening."""
        if self._watcher is not None and not self._watcher.done():
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher

"""Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.responses import StreamingResponse

MEDIA_TYPE = "text/event-stream"
PING = ": ping\n\n"
PING_SECONDS = 15.0
"""How long a stream may be silent: proxies close what is silent for a minute."""


def event(data: object, name: str | None = None) -> str:
    """Return one event with `data` as JSON; JSON has no line breaks, so one line is enough."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n"


def stream(events: AsyncIterator[str], last_words: str) -> StreamingResponse:
    """Return the response that sends events as they come; proxies must not hold them back.

    `last_words` are sent instead of the rest when the service has to stop before the end.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    pieces = _with_pings(events, last_words)
    return StreamingResponse(pieces, media_type=MEDIA_TYPE, headers=headers)


def wants_events(accept: str | None) -> bool:
    """Tell whether an Accept header names server-sent events."""
    kinds = (part.partition(";")[0].strip().lower() for part in (accept or "").split(","))
    return MEDIA_TYPE in kinds


async def _with_pings(events: AsyncIterator[str], last_words: str) -> AsyncIterator[str]:
    """Yield the events, and a comment, which clients pass over, whenever none came for long."""
    following: asyncio.Future[str] | None = None
    try:
        while True:
            following = following or asyncio.ensure_future(anext(events))
            done, _ = await asyncio.wait({following}, timeout=PING_SECONDS)
            if not done:
                yield PING
                continue
            try:
                piece = following.result()
            except StopAsyncIteration:
                return
            following = None
            yield piece
    except asyncio.CancelledError:
        # The client has left and hears nothing, or the service is stopped and its time is up.
        yield last_words
    finally:
        if following is not None:
            following.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await following

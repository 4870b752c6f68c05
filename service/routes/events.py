"""Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html."""

import json
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

MEDIA_TYPE = "text/event-stream"


def event(data: object, name: str | None = None) -> str:
    """Return one event with `data` as JSON; JSON has no line breaks, so one line is enough."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n"


def stream(events: AsyncIterator[str]) -> StreamingResponse:
    """Return the response that sends events as they come; proxies must not hold them back."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type=MEDIA_TYPE, headers=headers)


def wants_events(accept: str | None) -> bool:
    """Tell whether an Accept header names server-sent events."""
    kinds = (part.partition(";")[0].strip().lower() for part in (accept or "").split(","))
    return MEDIA_TYPE in kinds

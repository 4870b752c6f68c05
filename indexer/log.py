"""The log: one structured line an event on stderr, JSON unless a person is looking."""

import sys
from typing import Any


def make_log() -> Any:
    """Return a structlog logger of its own, so that two in a process do not share settings."""
    import structlog

    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer()
    return structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.BoundLogger,
    )

"""The page at /, /docs and /widget.js, and the files that they load."""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parent.parent / "widget"
_WIDGET = _FOLDER / "widget.js"
_PAGES = _FOLDER / "pages"
_SCRIPT = "text/javascript"
_ALWAYS_ASK = {"Cache-Control": "no-cache"}


class _PageFiles(StaticFiles):
    """Browsers ask each time: a page must not meet the style or script of another release."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(*arguments, **named)
        response.headers.update(_ALWAYS_ASK)
        return response


def static_files() -> StaticFiles:
    """Return what serves the files of the pages under /static."""
    return _PageFiles(directory=_PAGES)


@router.get("/")
async def page() -> FileResponse:
    """Return the page that asks the archive."""
    return FileResponse(_PAGES / "index.html", headers=_ALWAYS_ASK)


@router.get("/docs")
async def docs() -> FileResponse:
    """Return the page that lists what the API offers; it loads nothing from elsewhere."""
    return FileResponse(_PAGES / "docs.html", headers=_ALWAYS_ASK)


@router.get("/widget.js")
def widget(request: Request) -> Response:
    """Return the script of the widget, which pages of other origins may load."""
    script = _script(_WIDGET.stat().st_mtime_ns)
    headers = {
        **_ALWAYS_ASK,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": script.tag,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == script.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(script.zipped, media_type=_SCRIPT, headers=headers)
    return Response(script.plain, media_type=_SCRIPT, headers=headers)


@dataclass(frozen=True, slots=True)
class _Script:
    plain: bytes
    zipped: bytes
    tag: str


@lru_cache(1)
def _script(modified: int) -> _Script:
    """Return the script as it is since `modified`; zipping it costs more than sending it."""
    plain = _WIDGET.read_bytes()
    # Weak, as it stands for the script in either encoding.
    return _Script(plain, gzip.compress(plain, mtime=0), f'W/"{sha256(plain).hexdigest()[:32]}"')

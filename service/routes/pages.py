"""The page at /, /docs and /widget.js, and the files that they load."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parent.parent / "widget"
_ALWAYS_ASK = {"Cache-Control": "no-cache"}


def static_files() -> StaticFiles:
    """Return what serves the files of the pages under /static."""
    return StaticFiles(directory=_FOLDER)


@router.get("/")
async def page() -> FileResponse:
    """Return the page that asks the archive."""
    return FileResponse(_FOLDER / "index.html", headers=_ALWAYS_ASK)


@router.get("/docs")
async def docs() -> FileResponse:
    """Return the page that lists what the API offers; it loads nothing from elsewhere."""
    return FileResponse(_FOLDER / "docs.html", headers=_ALWAYS_ASK)


@router.get("/widget.js")
async def widget() -> FileResponse:
    """Return the script of the widget, which pages of other origins may load."""
    headers = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
    return FileResponse(_FOLDER / "widget.js", media_type="text/javascript", headers=headers)

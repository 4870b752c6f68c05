"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_INDEX = Path(".dateline")


def index_folder(index: Path) -> Path:
    """Return `index` unless it is a file. Raises typer.BadParameter."""
    if index.exists() and not index.is_dir():
        raise typer.BadParameter(
            f"{index} is a file, and an index is a folder; index the file with "
            f"`dateline index {index} --index DIR` and name DIR"
        )
    return index


IndexFolder = Annotated[
    Path,
    typer.Option(
        "--index",
        envvar="DATELINE_INDEX",
        callback=index_folder,
        help="Folder of the index.",
    ),
]

"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_INDEX = Path(".dateline")

IndexFolder = Annotated[
    Path, typer.Option("--index", envvar="DATELINE_INDEX", help="Folder of the index.")
]

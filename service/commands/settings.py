"""`dateline settings`: every setting, its value, and where that comes from."""

import json
import os
from typing import Annotated

import typer
from pydantic import SecretStr

from service.settings import PREFIX, Settings, config_file, read_settings, set_in_file

_HIDDEN = "(set, not shown)"


def settings_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """Show every setting, its value and its origin: default, environment or file."""
    settings = read_settings()
    in_file = set_in_file()
    rows = [
        {
            "name": name,
            "value": _shown(getattr(settings, name)),
            "origin": _origin(name, in_file),
            "help": field.description,
        }
        for name, field in Settings.model_fields.items()
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, default=str))
        return
    for row in rows:
        print(f"{row['name']} = {_line(row['value'])}  [{row['origin']}]\n    {row['help']}")


def _origin(name: str, in_file: frozenset[str]) -> str:
    variable = f"{PREFIX}{name.upper()}"
    if os.environ.get(variable):
        return variable
    return str(config_file()) if name in in_file else "default"


def _line(value: object) -> object:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else value


def _shown(value: object) -> object:
    if isinstance(value, SecretStr):
        return _HIDDEN
    return value if value is None or isinstance(value, bool | int | float | tuple) else str(value)

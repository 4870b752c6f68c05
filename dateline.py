"""The command `dateline`: mounts the command groups of the three packages."""

import sqlite3
import sys
from typing import Annotated, NoReturn

import typer

from eval.cli import eval_command
from eval.errors import EvalError
from eval.gold import commands as gold
from indexer.commands.index import index_command
from indexer.commands.inspect import inspect_command
from indexer.commands.remove import remove_command
from indexer.commands.shards import reshard_command
from indexer.commands.watch import watch_command
from indexer.errors import IndexerError
from service.commands import feedback, keys
from service.commands.ask import ask_command
from service.commands.mcp import mcp_command
from service.commands.search import search_command
from service.commands.serve import serve_command
from service.commands.settings import settings_command
from service.commands.timeline import timeline_command
from service.errors import QuestionError, ServiceError
from service.version import own_version

FAILED = 1
WRONG_USAGE = 2


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"dateline {own_version()}")
        raise typer.Exit


app = typer.Typer(
    name="dateline",
    help="Ask a news archive a question; every statement of the answer cites a dated article.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("index")(index_command)
app.command("ask")(ask_command)
app.command("search")(search_command)
app.command("timeline")(timeline_command)
app.command("serve")(serve_command)
app.command("eval")(eval_command)
app.command("inspect")(inspect_command)
app.command("remove")(remove_command)
app.command("watch")(watch_command)
app.command("reshard")(reshard_command)
app.add_typer(keys.app, name="keys")
app.add_typer(gold.app, name="gold")
app.add_typer(feedback.app, name="feedback")
app.command("mcp")(mcp_command)
app.command("settings")(settings_command)


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version."),
    ] = False,
) -> None:
    """Stand before the commands."""


def main() -> None:
    """Run the command line; errors that we know print one line and exit with 1."""
    try:
        app()
    except QuestionError as error:
        _fail(str(error), WRONG_USAGE)
    except (IndexerError, ServiceError, EvalError) as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        sys.exit(1)
    except sqlite3.Error as error:
        _fail(f"the index cannot be read or written ({error}); see `dateline inspect --verify`")
    except OSError as error:
        _fail(f"{error}; check the path, its permissions and the free space of the disk")


def _fail(message: str, code: int = FAILED) -> NoReturn:
    print(f"dateline: {message}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()

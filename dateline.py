"""The command `dateline`: mounts the command groups of the three packages."""

import sqlite3
import sys
from typing import NoReturn

import typer

from eval.cli import eval_command
from eval.errors import EvalError
from indexer.commands.index import index_command
from indexer.commands.inspect import inspect_command
from indexer.commands.remove import remove_command
from indexer.commands.watch import watch_command
from indexer.errors import IndexerError
from service import cli as service_cli
from service.errors import QuestionError, ServiceError

FAILED = 1
WRONG_USAGE = 2

app = typer.Typer(
    name="dateline",
    help="Ask a news archive a question; every statement of the answer cites a dated article.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("index")(index_command)
app.command("ask")(service_cli.ask_command)
app.command("search")(service_cli.search_command)
app.command("serve")(service_cli.serve_command)
app.command("eval")(eval_command)
app.command("inspect")(inspect_command)
app.command("remove")(remove_command)
app.command("watch")(watch_command)


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

"""The command `dateline`: mounts the command groups of the three packages."""

import sys

import typer

from eval.cli import eval_command
from indexer import cli as indexer_cli
from indexer.errors import IndexerError
from service import cli as service_cli
from service.errors import ServiceError

app = typer.Typer(
    name="dateline",
    help="Ask a news archive a question; every statement of the answer cites a dated article.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("index")(indexer_cli.index_command)
app.command("ask")(service_cli.ask_command)
app.command("search")(service_cli.search_command)
app.command("serve")(service_cli.serve_command)
app.command("eval")(eval_command)
app.command("inspect")(indexer_cli.inspect_command)


def main() -> None:
    """Run the command line; errors that we know print one line and exit with 1."""
    try:
        app()
    except (IndexerError, ServiceError) as error:
        print(f"dateline: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()

"""The command `python -m eval.bench`."""

import sys

import typer

from eval.bench.contract import contract_command
from eval.bench.copies import copies_command
from eval.bench.crash import crash_command
from eval.bench.embed import embed_command
from eval.bench.fresh import fresh_command
from eval.bench.index import index_bench_command
from eval.bench.lexical import lexical_command
from eval.bench.load import load_command
from eval.bench.peers.command import peers_command
from eval.bench.search import search_command
from eval.bench.shards import shards_command
from eval.errors import EvalError
from indexer.errors import IndexerError
from service.errors import ServiceError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command("contract")(contract_command)
app.command("copies")(copies_command)
app.command("crash")(crash_command)
app.command("embed")(embed_command)
app.command("fresh")(fresh_command)
app.command("index")(index_bench_command)
app.command("lexical")(lexical_command)
app.command("load")(load_command)
app.command("peers")(peers_command)
app.command("search")(search_command)
app.command("shards")(shards_command)


@app.callback()
def describe() -> None:
    """Measure speed, memory and quality on this machine, as ratios within one run."""


def main() -> None:
    """Run the command; errors that we know print one line and exit with 1."""
    try:
        app()
    except (EvalError, IndexerError, ServiceError) as error:
        sys.exit(f"eval.bench: {error}")


if __name__ == "__main__":
    main()

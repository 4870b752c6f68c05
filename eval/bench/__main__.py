"""The command `python -m eval.bench`."""

import typer

from eval.bench.lexical import lexical_command

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command("lexical")(lexical_command)


@app.callback()
def describe() -> None:
    """Measure speed, memory and quality on this machine, as ratios within one run."""


if __name__ == "__main__":
    app()

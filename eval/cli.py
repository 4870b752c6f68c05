"""The command `dateline eval`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from eval.dateline_system import DatelineSystem
from eval.errors import EvalError, ThresholdError
from eval.gold import Gold, read_gold
from eval.predictions import FILE_NAME
from eval.run import REPORT_NAME, SCORES_NAME, OnProgress, evaluate, kept_predictions
from eval.scores import Scores
from eval.system import System
from eval.terminal import headline_table
from eval.threshold import Threshold, parse_threshold


def eval_command(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="The gold questions, one JSON object a line.",
            exists=True, dir_okay=False,
        ),
    ],
    index: Annotated[
        Path, typer.Option("--index", envvar="DATELINE_INDEX", help="The folder of the index.")
    ] = Path(".dateline"),
    out: Annotated[
        Path,
        typer.Option(
            "--out", file_okay=False,
            help="The folder for predictions.jsonl, scores.json and report.html. "
            "Answers that are there already are kept: an interrupted run goes on.",
        ),
    ] = Path("eval-out"),
    generator: Annotated[
        str | None, typer.Option("--generator", help="Who composes the answers, as for ask.")
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Skip gold lines that cannot be read, and list them.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask every question, also those answered before.")
    ] = False,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under", metavar="MEASURE=VALUE",
            help="Fail when a measure is under a value, as in hit@10=0.9. May be repeated.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Ask every gold question, score the answers, and write a report.

    Exits with 1 when a question got no answer at all or a --fail-under value is not reached.
    """
    thresholds = [_threshold(text) for text in fail_under or []]
    try:
        questions = read_gold(gold, lenient)
        system = DatelineSystem.open(index, generator)
        scores = _evaluate(questions, system, out, fresh)
    except EvalError as error:
        typer.echo(f"dateline: {error}", err=True)
        raise typer.Exit(1) from error
    Console().print(headline_table(scores))
    if not _is_good(scores, thresholds, out):
        raise typer.Exit(1)


def _threshold(text: str) -> Threshold:
    try:
        return parse_threshold(text)
    except ThresholdError as error:
        raise typer.BadParameter(str(error), param_hint="--fail-under") from error


def _evaluate(gold: Gold, system: System, out: Path, fresh: bool) -> Scores:
    for problem in gold.problems:
        typer.echo(f"skipped {problem}", err=True)
    if not fresh and (kept := len(kept_predictions(gold, system, out))):
        typer.echo(f"kept {kept} answers from {out}; --fresh asks them again", err=True)
    with _progress() as on_progress:
        return evaluate(gold, system, out, on_progress, fresh)


@contextmanager
def _progress() -> Iterator[OnProgress]:
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("asking", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _is_good(scores: Scores, thresholds: list[Threshold], out: Path) -> bool:
    for name in (FILE_NAME, SCORES_NAME, REPORT_NAME):
        typer.echo(str(out / name), err=True)
    failures = [failure for each in thresholds if (failure := each.failure(scores))]
    if scores.failed:
        failures.append(
            f"{scores.failed} of {len(scores.questions)} questions got no answer; the errors "
            f"stand in {out / FILE_NAME}, and the same command asks them again"
        )
    for failure in failures:
        typer.echo(f"dateline: {failure}", err=True)
    return not failures

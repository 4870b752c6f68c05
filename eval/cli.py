"""The command `dateline eval`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from eval.baseline import Baseline, read_baseline
from eval.dateline_system import DatelineSystem
from eval.errors import EvalError, ThresholdError
from eval.gold import Gold, read_gold
from eval.judging import Judge
from eval.judging.ragas import RagasJudge
from eval.predictions import FILE_NAME, SCORES_NAME
from eval.run import REPORT_NAME, OnProgress, evaluate, kept_predictions
from eval.scores import Scores
from eval.system import System
from eval.terminal import print_scores, worsening
from eval.threshold import Threshold, parse_threshold
from service.settings import read_settings


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
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", file_okay=False, help="Compare with the predictions in this folder."
        ),
    ] = None,
    no_worse_than: Annotated[
        Path | None,
        typer.Option(
            "--no-worse-than", file_okay=False,
            help="Compare as with --baseline, and fail when a headline measure is worse by more "
            "than chance explains (p < 0.05, adjusted for the number of measures).",
        ),
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            "--judge", metavar="MODEL",
            help="Also have this language model mark the answers, by ragas (extra `ragas`; "
            "DATELINE_LLM_BASE_URL for any server that speaks OpenAI's protocol).",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Ask every gold question, score the answers, and write a report.

    Exits with 1 when a question got no answer at all, a --fail-under value is not reached or a
    measure is worse than in --no-worse-than.
    """
    thresholds = [_threshold(text) for text in fail_under or []]
    earlier = _earlier(baseline, no_worse_than, out)
    try:
        questions = read_gold(gold, lenient)
        compared = read_baseline(earlier, questions) if earlier else None
        system = DatelineSystem.open(index, generator)
        marker = RagasJudge(judge, read_settings().options()) if judge else None
        scores = _evaluate(questions, system, out, fresh, compared, marker)
    except EvalError as error:
        typer.echo(f"dateline: {error}", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as stop:
        kept = f"what was answered stands in {out / FILE_NAME}"
        typer.echo(f"dateline: stopped; {kept}, and without --fresh the run goes on", err=True)
        raise typer.Exit(1) from stop
    print_scores(scores)
    if not _is_good(scores, thresholds, out, guarded=no_worse_than is not None):
        raise typer.Exit(1)


def _threshold(text: str) -> Threshold:
    try:
        return parse_threshold(text)
    except ThresholdError as error:
        raise typer.BadParameter(str(error), param_hint="--fail-under") from error


def _earlier(baseline: Path | None, no_worse_than: Path | None, out: Path) -> Path | None:
    if baseline and no_worse_than and baseline.resolve() != no_worse_than.resolve():
        raise typer.BadParameter(
            "names another folder than --baseline; compare with one of them at a time",
            param_hint="--no-worse-than",
        )
    earlier = no_worse_than or baseline
    if earlier and earlier.resolve() == out.resolve():
        raise typer.BadParameter(
            f"{out} is where this run goes: it would be its own measure; choose another --out",
            param_hint="--no-worse-than" if no_worse_than else "--baseline",
        )
    return earlier


def _evaluate(
    gold: Gold,
    system: System,
    out: Path,
    fresh: bool,
    baseline: Baseline | None,
    judge: Judge | None,
) -> Scores:
    for problem in gold.problems:
        typer.echo(f"skipped {problem}", err=True)
    if lacking := _lacking(gold, system):
        typer.echo(
            f"{len(lacking)} known articles are not in the index, {lacking[0]!r} for one, and "
            "count as not found; `dateline gold check` names them all", err=True,
        )  # fmt: skip
    if not fresh and (kept := len(kept_predictions(gold, system, out))):
        typer.echo(f"kept {kept} answers from {out}; --fresh asks them again", err=True)
    with _progress() as on_progress:
        return evaluate(gold, system, out, on_progress, fresh, baseline, judge)


def _lacking(gold: Gold, system: System) -> list[str]:
    """Return the ids that the gold knows and the archive does not, each once."""
    named = dict.fromkeys(name for question in gold.questions for name in question.relevant)
    return [name for name in named if system.article(name) is None]


@contextmanager
def _progress() -> Iterator[OnProgress]:
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("asking", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _is_good(scores: Scores, thresholds: list[Threshold], out: Path, *, guarded: bool) -> bool:
    for name in (FILE_NAME, SCORES_NAME, REPORT_NAME):
        typer.echo(str(out / name), err=True)
    failures = [failure for each in thresholds if (failure := each.failure(scores))]
    if guarded and scores.comparison:
        failures += [worsening(change, scores.comparison) for change in scores.comparison.worse()]
    if scores.failed:
        failures.append(
            f"{scores.failed} of {len(scores.questions)} questions got no answer; the errors "
            f"stand in {out / FILE_NAME}, and the same command asks them again"
        )
    for failure in failures:
        typer.echo(f"dateline: {failure}", err=True)
    return not failures

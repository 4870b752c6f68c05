"""A run: asks every gold question, keeps each answer as it comes, then scores them all."""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from eval.answer import parse_answer
from eval.baseline import Baseline
from eval.compare import Comparison, Pair, compare
from eval.errors import PredictionsError
from eval.gold import Gold, GoldQuestion
from eval.judging import Judge, judge_answers
from eval.library import Library
from eval.predictions import (
    DEPTH,
    FILE_NAME,
    RUN_NAME,
    SCORES_NAME,
    Prediction,
    append_prediction,
    read_predictions,
    still_answers,
    write_predictions,
)
from eval.report import render_report
from eval.score import QuestionScore, score_question
from eval.scores import Scores, gather
from eval.system import System

REPORT_NAME = "report.html"

OnProgress = Callable[[int, int], None]


def evaluate(
    gold: Gold,
    system: System,
    out: Path,
    on_progress: OnProgress = lambda done, total: None,
    fresh: bool = False,
    baseline: Baseline | None = None,
    judge: Judge | None = None,
) -> Scores:
    """Ask `system` every question of `gold`, score the answers, and return the scores.

    The folder `out` gets predictions.jsonl (a line as soon as a question is done), run.json (whose
    answers these are), scores.json and report.html. Run again with the same `out`, it keeps the
    answers that are there and asks only what is missing or failed; with `fresh` it asks
    everything. `baseline` is scored beside it, by the same gold, articles and code; `judge`
    marks the answers besides. A question
    that raises is recorded with its error and scored as failed.
    `on_progress` gets (questions done, of how many). Raises PredictionsError when `out` holds
    answers to another gold set, of another system or of another state of it, or a damaged file.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / FILE_NAME
    if fresh:
        path.unlink(missing_ok=True)
    predictions = kept_predictions(gold, system, out)
    _claim(gold, system, out)
    write_predictions(path, predictions.values())
    for prediction in _asked(gold, system, predictions, on_progress):
        append_prediction(path, prediction)
        predictions[prediction.id] = prediction
    ordered = [predictions[question.id] for question in gold.questions]
    write_predictions(path, ordered)
    scores = score(gold, system, ordered, baseline)
    if judge:
        given = judge_answers(scores.questions, judge, Library(system), out, on_progress)
        scores = replace(scores, judged=given)
    _write(out / SCORES_NAME, json.dumps(scores.as_json(), indent=1, allow_nan=False))
    _write(out / REPORT_NAME, render_report(scores))
    return scores


def kept_predictions(gold: Gold, system: System, out: Path) -> dict[str, Prediction]:
    """Return the earlier answers in `out` that still stand: not failed, of an unchanged question.

    Raises PredictionsError as `evaluate` does.
    """
    found = read_predictions(out / FILE_NAME)
    if found:
        _check_claim(gold, system, out)
    return {
        question.id: found[question.id]
        for question in gold.questions
        if question.id in found and still_answers(found[question.id], question)
    }


def score(
    gold: Gold,
    system: System,
    predictions: Iterable[Prediction],
    baseline: Baseline | None = None,
) -> Scores:
    """Return the scores of `predictions`, one a question of `gold` and in its order."""
    library = Library(system)
    pairs = zip(gold.questions, predictions, strict=True)
    scored = [score_question(question, prediction, library) for question, prediction in pairs]
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    scores = gather(gold, system.name, moment, scored, system.state)
    if baseline is None:
        return scores
    return replace(scores, comparison=_compared(gold, scored, baseline, library))


def _compared(
    gold: Gold, scored: Sequence[QuestionScore], baseline: Baseline, library: Library
) -> Comparison:
    absent: set[str] = set()
    pairs = []
    for after in scored:
        if prediction := baseline.predictions.get(after.question.id):
            before = score_question(after.question, prediction, library)
            gone = {name for name in _named(before) if library.article(name) is None}
            then = baseline.values.get(after.question.id, {}) if gone else {}
            pairs.append(Pair(_as_then(before, then), after, bool(then)))
            absent |= gone
    return compare(baseline.name, pairs, baseline.left_out(gold), len(absent))


def _as_then(score: QuestionScore, then: Mapping[str, float | None]) -> QuestionScore:
    """Return `score` with the values of then, where there are any.

    An article that is gone can be neither known by its file nor quoted: measured now, the earlier
    answer would lack what it had, and what was lost with the article would not show.
    """
    values = {name: then.get(name, value) for name, value in score.values.items()}
    return replace(score, values=values)


def _named(score: QuestionScore) -> set[str]:
    """Return the ids of the articles that were retrieved or cited."""
    cited = (each.article_id for each in (score.answer.citations if score.answer else ()))
    return {*(article.id for article in score.retrieved), *cited}


def _asked(
    gold: Gold, system: System, done: dict[str, Prediction], on_progress: OnProgress
) -> Iterable[Prediction]:
    total = len(gold.questions)
    count = len(done)
    on_progress(count, total)
    for question in gold.questions:
        if question.id not in done:
            yield _ask(system, question)
            count += 1
            on_progress(count, total)


def _ask(system: System, question: GoldQuestion) -> Prediction:
    began = time.perf_counter()
    try:
        answer, retrieved = system.ask(question.question, question.asked)
        seconds = time.perf_counter() - began
        parse_answer(answer)
        kept = json.loads(json.dumps(answer, allow_nan=False))
        ranking = tuple(map(str, retrieved))[:DEPTH]
    except Exception as error:  # whatever a system under test does wrong is a result, not our end
        return Prediction(question.id, None, error=f"{type(error).__name__}: {error}")
    return Prediction(question.id, kept, ranking, seconds=seconds)


def _claim(gold: Gold, system: System, out: Path) -> None:
    claim = {"gold": gold.name, "system": system.name, "state": dict(system.state)}
    _write(out / RUN_NAME, json.dumps(claim))


def _check_claim(gold: Gold, system: System, out: Path) -> None:
    path = out / RUN_NAME
    try:
        claim = json.loads(path.read_text("utf-8"))
        gold_name, system_name = claim["gold"], claim["system"]
        state = dict(claim.get("state", {}))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PredictionsError(
            f"{out} holds answers, but {path.name} does not say whose ({error!r}); "
            "choose another folder with --out, or ask all questions again with --fresh"
        ) from error
    for what, theirs, ours in (
        ("to the questions of", gold_name, gold.name),
        ("of the system", system_name, system.name),
    ):
        if theirs != ours:
            raise PredictionsError(
                f"{out} holds answers {what} {theirs!r}, not {ours!r}; "
                "choose another folder with --out, or ask all questions again with --fresh"
            )
    if changed := [part for part, now in system.state.items() if state.get(part) != now]:
        raise PredictionsError(
            f"{out} holds answers from before a change of the {' and the '.join(changed)}; "
            "choose another folder with --out, or ask all questions again with --fresh"
        )


def _write(path: Path, text: str) -> None:
    temporary = path.with_suffix(".partial")
    temporary.write_bytes(text.encode("utf-8", "backslashreplace"))
    temporary.replace(path)

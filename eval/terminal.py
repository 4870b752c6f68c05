"""The scores, and how they moved, as tables for the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.catalogue import MEASURES
from eval.compare import Change, Comparison
from eval.judging import Judged
from eval.scores import Scores


def print_scores(scores: Scores) -> None:
    """Print the headline measures on stdout, and how they moved against a baseline."""
    Console().print(headline_table(scores))
    if scores.comparison:
        Console().print(comparison_table(scores.comparison))
    if scores.judged:
        Console().print(judged_table(scores.judged))


def headline_table(scores: Scores) -> Table:
    """Return the headline measures that are defined, with intervals, over all questions."""
    table = _table(
        f"{scores.gold}: {len(scores.questions)} questions", "value", "95% interval", "n"
    )
    group = ""
    for name, measurement in scores.measures.items():
        measure = MEASURES[name]
        if not measure.headline or measurement.value is None:
            continue
        if group and measure.group != group:
            table.add_section()
        group = measure.group
        value = measure.show(measurement.value)
        interval = measure.show_interval(measurement.ci95)
        table.add_row(name, value, interval, str(measurement.n))
    return table


def comparison_table(comparison: Comparison) -> Table:
    """Return the headline measures before and after, what moved, and by what chance."""
    won, lost = len(comparison.of("won")), len(comparison.of("lost"))
    title = (
        f"against {comparison.baseline}: {len(comparison.pairs)} questions, {won} won, {lost} lost"
    )
    title = "; ".join([title, *comparison.caveats()])
    columns = ("before → after", "change", "95% interval", "+/−", "p")
    table = _table(title, *columns, box=None, pad_edge=False)  # fits 80 columns
    for change in comparison.changes:
        if change.measure.headline:
            table.add_row(*_cells(change), style="red" if change.is_worse else None)
    return table


def judged_table(judged: Judged) -> Table:
    """Return the marks of a language model, under a heading that says so."""
    told = (f"not measured, but judged by {judged.name}", judged.gave_up)
    title = "; ".join(filter(None, told))
    table = _table(title, "mean mark", "95% interval", "n")
    for name, (value, interval, n) in judged.means.items():
        shown = f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else "—"
        table.add_row(name, f"{value:.3f}", shown, str(n))
    return table


def worsening(change: Change, comparison: Comparison) -> str:
    """Return, in a sentence, how a guarded measure fell behind the baseline."""
    show = change.measure.show
    return (
        f"{change.measure.name} went from {show(change.before)} to {show(change.after)} over "
        f"{change.n} questions ({change.won} better, {change.lost} worse; "
        f"{show_chance(change.p_worse)} were nothing changed): worse than {comparison.baseline}"
    )


def show_chance(p: float) -> str:
    """Return a p-value as a reader wants it."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _cells(change: Change) -> list[str]:
    measure, moved = change.measure, change.difference
    return [
        measure.name,
        f"{measure.show(change.before)} → {measure.show(change.after)}",
        measure.show_change(moved.value),
        measure.show_interval_of_change(moved.ci95),
        "" if change.won is None else f"{change.won}/{change.lost}",
        show_chance(moved.p).removeprefix("p ").removeprefix("= "),
    ]


def _table(title: str, *columns: str, **style: Any) -> Table:
    # As Text: a folder called [a] is no markup.
    table = Table(title=Text(title, style="table.title"), title_justify="left", **style)
    table.add_column("measure", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table

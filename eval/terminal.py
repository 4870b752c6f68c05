"""The scores as a table for the terminal."""

from rich.table import Table

from eval.catalogue import MEASURES
from eval.scores import Scores


def headline_table(scores: Scores) -> Table:
    """Return the headline measures that are defined, with intervals, over all questions."""
    table = Table(title=f"{scores.gold}: {len(scores.questions)} questions", title_justify="left")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_column("95% interval", justify="right")
    table.add_column("n", justify="right")
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

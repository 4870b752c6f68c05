"""The tables: every measure with its interval, and the slices side by side."""

from itertools import groupby

from eval.catalogue import JUDGED_WORDS, MEASURES, Measure
from eval.report.markup import Html, fill, join
from eval.scores import Measurement, Scores, Slice

_SLICED = (
    "right",
    "hit@10",
    "supported@10",
    f"contained@{JUDGED_WORDS}",
    "cites_known",
    "answered",
    "abstention_recall",
)

_SCORES = """<div class="scroll" role="region" tabindex="0" aria-labelledby="scores"><table>
<caption>Over all $questions questions</caption>
<thead><tr><th scope="col">Measure</th><th scope="col" class="number">Value</th>
<th scope="col" class="number">95% interval</th><th scope="col">from 0 to 1</th>
<th scope="col" class="number">n</th><th scope="col">What it says</th></tr></thead>
$groups</table></div>"""

_GROUP = """<tbody class="group"><tr><th class="group" scope="rowgroup" colspan="6">$name</th></tr>
$rows</tbody>
"""

_ROW = """<tr><th scope="row">$name</th><td class="number">$value</td>
<td class="number">$interval</td><td class="bar">$bar</td><td class="number">$n</td>
<td class="says">$says</td></tr>
"""

_SLICES = """<div class="scroll" role="region" tabindex="0" aria-labelledby="slices">
<table class="slices">
<caption>Value, and beneath it the 95% interval; — where nothing is defined</caption>
<thead><tr><th scope="col">Slice</th><th scope="col" class="number">Questions</th>$names</tr>
</thead>
<tbody>$rows</tbody></table></div>"""

_BAR = """<svg viewBox="0 0 128 12" role="presentation" preserveAspectRatio="none">
<rect class="bar-back" x="0" y="4" width="128" height="4"/>
<rect class="bar-range" x="$low" y="2" width="$width" height="8"/>
<rect class="bar-value" x="$value" y="0" width="3" height="12"/></svg>"""


def render_scores(scores: Scores) -> Html:
    """Return every defined measure over all questions, group by group."""
    defined = [measure for measure in MEASURES.values()
               if scores.measures[measure.name].value is not None]  # fmt: skip
    groups = join(
        fill(_GROUP, name=name, rows=join(_row(each, scores.measures[each.name]) for each in group))
        for name, group in groupby(defined, key=lambda measure: measure.group)
    )
    return fill(_SCORES, questions=len(scores.questions), groups=groups)


def render_slices(scores: Scores) -> Html:
    """Return the deciding measures for each slice that has questions."""
    names = [name for name in _SLICED if scores.measures[name].value is not None]
    columns = join(fill('<th scope="col" class="number">$name</th>', name=name) for name in names)
    rows = join(_slice_row(part, names) for part in scores.slices if part.questions)
    return fill(_SLICES, names=columns, rows=rows)


def _row(measure: Measure, measurement: Measurement) -> Html:
    less = " (less is better)" if measure.better == "lower" else ""
    return fill(
        _ROW,
        name=measure.name,
        value=measure.show(measurement.value),
        interval=measure.show_interval(measurement.ci95),
        bar=_bar(measure, measurement),
        n=measurement.n,
        says=f"{measure.says}{less}",
    )


def _slice_row(part: Slice, names: list[str]) -> Html:
    start = '<tr><th scope="row">$name</th><td class="number">$questions</td>$cells</tr>\n'
    cells = join(_cell(MEASURES[name], part.measures[name]) for name in names)
    return fill(start, name=part.name, questions=part.questions, cells=cells)


def _cell(measure: Measure, measurement: Measurement) -> Html:
    template = '<td class="number">$value<small>$interval</small></td>'
    interval = "–".join(map(measure.show, measurement.ci95)) if measurement.ci95 else ""
    return fill(template, value=measure.show(measurement.value), interval=interval)


def _bar(measure: Measure, measurement: Measurement) -> Html:
    if measure.unit != "share" or measurement.value is None:
        return Html("")
    low, high = measurement.ci95 or (measurement.value, measurement.value)
    return fill(
        _BAR,
        low=f"{low * 128:.1f}",
        width=f"{(high - low) * 128:.1f}",
        value=f"{measurement.value * 125:.1f}",
    )

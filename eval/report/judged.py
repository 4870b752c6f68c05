"""What a language model thinks of the answers, in a section of its own."""

from eval.judging import Judged
from eval.report.markup import Html, fill, join

_SECTION = """<section aria-labelledby="judged">
<h2 id="judged">Judged by a model</h2>
<p class="note">These are marks by $name, not measurements: another model, or another run, may mark
otherwise. Nothing else on this page rests on them.$failed</p>
<div class="scroll" role="region" tabindex="0" aria-labelledby="judged"><table>
<thead><tr><th scope="col">Mark</th><th scope="col" class="number">Mean</th>
<th scope="col" class="number">95% interval</th><th scope="col" class="number">n</th>
<th scope="col">What it says</th></tr></thead>
<tbody>$rows</tbody></table></div>
</section>
"""

_ROW = """<tr><th scope="row">$name</th><td class="number">$value</td>
<td class="number">$interval</td><td class="number">$n</td><td class="says">$says</td></tr>
"""


def render_judged(judged: Judged | None) -> Html:
    """Return the section, or nothing without a judge."""
    if judged is None:
        return Html("")
    rows = join(
        fill(
            _ROW,
            name=name,
            value=f"{value:.3f}",
            interval=f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else "—",
            n=n,
            says=judged.says[name],
        )
        for name, (value, interval, n) in judged.means.items()
    )
    failed = f" Mind: {judged.gave_up}." if judged.failed else ""
    return fill(_SECTION, name=judged.name, failed=failed, rows=rows)

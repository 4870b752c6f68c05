"""The plots: retrieval by k, and risk by coverage."""

from eval.predictions import DEPTH
from eval.report.markup import Html, fill
from eval.report.svg import Axis, Line, line_plot
from eval.scores import Scores
from eval.set_measures import risk_curve

_FIGURE = """<figure><figcaption><b>$title</b> <span>$says</span></figcaption>
$plot</figure>
"""


def render_plots(scores: Scores) -> Html:
    """Return the plots for which there is something to show, side by side."""
    plots = fill("$retrieval$risk", retrieval=_retrieval(scores), risk=_risk(scores))
    return fill('<div class="plots">$plots</div>', plots=plots)


def _retrieval(scores: Scores) -> Html:
    lines = [
        Line(name, points)
        for name, points in (("supported@k", _supported(scores)), ("hit@k", _hits(scores)))
        if points
    ]
    if not lines:
        return Html("")
    says = (
        "Share of questions with a known article, or one that contains the answer, in the first k."
    )
    x, y = Axis("k", 1, DEPTH, (1, 5, 10, 15, 20)), Axis("share of questions", 0, 1)
    plot = line_plot("Retrieval by k", lines, x, y)
    return fill(_FIGURE, title="Retrieval by k.", says=says, plot=plot)


def _hits(scores: Scores) -> list[tuple[float, float]]:
    """Points (k, hit@k) for every k, over the questions with known articles."""
    return _shares([score.known_rank for score in scores.questions if score.known])


def _supported(scores: Scores) -> list[tuple[float, float]]:
    """Points (k, supported@k) for every k, over the questions for which it is defined."""
    defined = [score for score in scores.questions if score.values["supported@1"] is not None]
    return _shares([score.supporting_rank for score in defined])


def _shares(firsts: list[int | None]) -> list[tuple[float, float]]:
    if not firsts:
        return []
    return [
        (k, sum(first is not None and first <= k for first in firsts) / len(firsts))
        for k in range(1, DEPTH + 1)
    ]


def _risk(scores: Scores) -> Html:
    curve = risk_curve(scores.questions)
    if not curve:
        return Html("")
    says = (
        "Share of wrong answers, were only the most confident ones shown. Low on the left is good."
    )
    x = Axis("coverage: share of questions answered", 0, 1)
    y = Axis("risk: share of these wrong", 0, 1)
    plot = line_plot("Risk by coverage", [Line("risk", curve)], x, y)
    return fill(_FIGURE, title="Risk by coverage.", says=says, plot=plot)

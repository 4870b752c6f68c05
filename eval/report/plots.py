"""The plots: retrieval by k, risk by coverage, calibration and latency."""

from eval.predictions import DEPTH
from eval.report.markup import Html, fill, join
from eval.report.svg import Axis, Dot, Line, line_plot, scaled_axis, scatter_plot
from eval.scores import Scores
from eval.set_measures import reliability_curve, risk_curve

_FIGURE = """<figure><figcaption><b>$title</b> <span>$says</span></figcaption>
$plot</figure>
"""


def render_plots(scores: Scores) -> Html:
    """Return the plots for which there is something to show, side by side."""
    plots = join(plot(scores) for plot in (_retrieval, _risk, _calibration, _latency))
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


def _calibration(scores: Scores) -> Html:
    points = reliability_curve(scores.questions)
    if not points:
        return Html("")
    says = (
        "Confidence against the share of answers that are right, in ten bins; the larger the dot, "
        "the more answers. On the line, confidence means what it says."
    )
    answers = sum(size for _, _, size in points)
    dots = [Dot(c, right, size / answers, f"{size} answers") for c, right, size in points]
    x, y = Axis("mean confidence", 0, 1), Axis("share right", 0, 1)
    plot = scatter_plot("Calibration", dots, x, y)
    return fill(_FIGURE, title="Calibration.", says=says, plot=plot)


def _latency(scores: Scores) -> Html:
    predictions = (score.prediction for score in scores.questions)
    seconds = sorted(p.seconds for p in predictions if p.seconds is not None)
    if len(seconds) < 2:
        return Html("")
    shares = [(time, rank / len(seconds)) for rank, time in enumerate(seconds, start=1)]
    says = "Share of questions answered within so many seconds."
    x, y = scaled_axis("seconds a question", seconds[-1]), Axis("share of questions", 0, 1)
    plot = line_plot("Latency", [Line("latency", shares)], x, y)
    return fill(_FIGURE, title="Latency.", says=says, plot=plot)

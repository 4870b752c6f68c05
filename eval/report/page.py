"""The page: verdict, scores, plots, slices, questions, in that order."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from eval.report.comparison import render_comparison
from eval.report.headline import render_headline
from eval.report.judged import render_judged
from eval.report.markup import Html, fill
from eval.report.plots import render_plots
from eval.report.questions import render_questions
from eval.report.tables import render_scores, render_slices
from eval.scores import Scores

_FOLDER = Path(__file__).parent


def render_report(scores: Scores) -> str:
    """Return the report on `scores` as a self-contained HTML page.

    Its content security policy lets nothing be loaded and nothing run but the page's own style
    and script, by their hashes: an article's text cannot become code.
    """
    style, script = _asset("style.css"), _asset("script.js")
    return fill(
        _asset("page.html"),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        gold=scores.gold,
        system=scores.system,
        scored=scores.scored.replace("T", " ").replace("+00:00", " UTC"),
        state="".join(f" · {part} {hashed}" for part, hashed in scores.state.items()),
        skipped=_skipped(scores.skipped),
        headline=render_headline(scores),
        comparison=render_comparison(scores.comparison),
        scores=render_scores(scores),
        plots=render_plots(scores),
        slices=render_slices(scores),
        judged=render_judged(scores.judged),
        questions=render_questions(scores),
    )


def _asset(name: str) -> Html:
    return Html((_FOLDER / name).read_text("utf-8"))


def _hash(content: str) -> str:
    return b64encode(sha256(content.encode()).digest()).decode()


def _skipped(lines: int) -> str:
    return f" · {lines} unreadable gold lines skipped" if lines else ""

"""The catalogue of measures: what each is called, what it says, and which way is better.

Definitions in full stand in the docstrings of the `*_measures` modules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

CUTOFFS = (1, 3, 5, 10, 20)
DEEP_CUTOFFS = (5, 10, 20)
WORD_LIMITS = (20, 60, 100)
JUDGED_WORDS = 60

Better = Literal["higher", "lower", "neither"]
Unit = Literal["share", "words", "seconds", "count"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `headline` ones are shown in the terminal; all are in scores.json."""

    name: str
    group: str
    says: str
    unit: Unit = "share"
    better: Better = "higher"
    headline: bool = False

    def show(self, value: float | None) -> str:
        """Return `value` as a reader wants it, with its unit where that is not plain."""
        if value is None:
            return "—"
        if self.unit == "seconds":
            return f"{value:.2f} s" if value >= 0.1 else f"{value * 1000:.1f} ms"
        return f"{value:.1f}" if self.unit == "words" else f"{value:.3f}"

    def show_change(self, value: float) -> str:
        """Return how far the measure moved, with its sign."""
        return f"{'−' if value < 0 else '+'}{self.show(abs(value))}"

    def show_interval(self, interval: tuple[float, float] | None) -> str:
        """Return both limits of `interval` as a reader wants them."""
        return f"{self.show(interval[0])} to {self.show(interval[1])}" if interval else "—"

    def show_interval_of_change(self, interval: tuple[float, float] | None) -> str:
        """Return both limits of how far the measure moved, with their signs."""
        return " to ".join(map(self.show_change, interval)) if interval else "—"


def _verdict() -> Iterator[Measure]:
    says = "questions answered rightly, or rightly declined"
    yield Measure("right", "Verdict", says, headline=True)


def _retrieval() -> Iterator[Measure]:
    group = "Retrieval"
    for k in CUTOFFS:
        says = f"a known article is among the first {k}"
        yield Measure(f"hit@{k}", group, says, headline=k in (1, 5, 10))
    for k in CUTOFFS:
        says = f"one of the first {k} is known or contains the answer"
        yield Measure(f"supported@{k}", group, says, headline=k in (1, 10))
    for k in DEEP_CUTOFFS:
        yield Measure(f"recall@{k}", group, f"share of the known articles among the first {k}")
    for k in DEEP_CUTOFFS:
        yield Measure(f"precision@{k}", group, f"share of the first {k} that are known articles")
    for k in DEEP_CUTOFFS:
        says = f"known articles among the first {k}, early ones counting more"
        yield Measure(f"ndcg@{k}", group, says, headline=k == 10)
    says = "1 / rank of the first known article, within the first 10"
    yield Measure("mrr@10", group, says, headline=True)
    yield Measure("map", group, "mean average precision over the articles retrieved")


def _answers() -> Iterator[Measure]:
    group = "Answers"
    says = "short answer, else the text, equals a gold answer"
    yield Measure("exact_match", group, says, headline=True)
    says = "words shared with the best gold answer"
    yield Measure("f1", group, says, headline=True)
    for words in WORD_LIMITS:
        says = f"first {words} words contain a gold answer"
        yield Measure(f"contained@{words}", group, says, headline=words == JUDGED_WORDS)
    yield Measure("contained", group, "the whole answer contains a gold answer")
    says = "length of the answers given"
    yield Measure("words", group, says, "words", "neither", headline=True)


def _citations() -> Iterator[Measure]:
    group = "Citations"
    yield Measure("cites_known", group, "cites at least one known article", headline=True)
    yield Measure("citation_precision", group, "share of citations that are of known articles")
    yield Measure("citation_recall", group, "share of the known articles that are cited")
    says = "share of citations whose quote is what the article says at its span"
    yield Measure("verbatim", group, says, headline=True)
    says = "share of statements without a citation"
    yield Measure("uncited_statements", group, says, better="lower", headline=True)
    says = "share of a statement's words that the quotes it cites hold"
    yield Measure("grounding", group, says, headline=True)
    yield Measure("support", group, "support of the statements, as the system itself reports it")
    says = "statements taken out for want of support, a question"
    yield Measure("rejected_statements", group, says, "count", "neither")


def _abstention() -> Iterator[Measure]:
    group = "Abstention"
    yield Measure("answered", group, "share of answerable questions answered", headline=True)
    says = "share of abstentions that were right"
    yield Measure("abstention_precision", group, says, headline=True)
    says = "share of unanswerable questions left unanswered"
    yield Measure("abstention_recall", group, says, headline=True)
    says = "an answerable question has more confidence than an unanswerable one (ROC area)"
    yield Measure("confidence_auc", group, says, headline=True)
    says = "mean risk as coverage grows: are the confident answers the right ones?"
    yield Measure("risk_coverage_area", group, says, better="lower")
    says = "how far confidence is from the share of right answers (expected calibration error)"
    yield Measure("calibration_error", group, says, better="lower")
    says = "squared distance of confidence from right or wrong"
    yield Measure("brier", group, says, better="lower")


def _conflicts() -> Iterator[Measure]:
    group = "Conflicts"
    says = "share of conflicts that the answer shows"
    yield Measure("conflict_found", group, says, headline=True)
    says = "share of other questions for which it shows one"
    yield Measure("conflict_false_alarm", group, says, better="lower", headline=True)
    yield Measure("all_answers_contained", group, "share of conflicts with every side told")


def _time() -> Iterator[Measure]:
    says = "the question was read to be about the right days"
    yield Measure("window_right", "Time", says, headline=True)


def _running() -> Iterator[Measure]:
    group = "Running"
    yield Measure("failed", group, "share of questions that got no answer at all", better="lower")
    for name in ("p50", "p95", "p99"):
        says = f"time a question, {name[1:]}th percentile"
        yield Measure(f"latency_{name}", group, says, "seconds", "lower", headline=name != "p99")


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for part in (
        _verdict,
        _retrieval,
        _answers,
        _citations,
        _abstention,
        _conflicts,
        _time,
        _running,
    )
    for measure in part()
}

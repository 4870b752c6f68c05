"""Verdict: whether a question was answered rightly, and if not, at which stage it was lost."""

from dataclasses import dataclass
from typing import Literal

from eval.catalogue import JUDGED_WORDS
from eval.score import QuestionScore

Kind = Literal["failed", "wrong", "overanswered", "abstained", "partial", "unjudged", "right"]

# Worst first: the order in which a reader should see them.
KINDS: tuple[Kind, ...] = (
    "failed", "wrong", "overanswered", "abstained", "partial", "unjudged", "right",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of outcome, and a sentence that says why."""

    kind: Kind
    reason: str


def judge(score: QuestionScore) -> Verdict:
    """Return the verdict on one question; the measure `right` says what is right."""
    if score.answer is None:
        return Verdict("failed", f"No answer came back: {score.prediction.error or 'not asked'}.")
    if score.question.unanswerable:
        return _judge_unanswerable(score.answer.abstained)
    if score.question.is_answerable is None:
        return Verdict("unjudged", "The gold has neither an answer nor a known article.")
    if score.answer.abstained:
        return Verdict("abstained", f"Abstained, although {_abstained_on(score)}.")
    return _judge_answer(score)


def _judge_unanswerable(abstained: bool) -> Verdict:
    if abstained:
        return Verdict("right", "Rightly abstained.")
    return Verdict("overanswered", "Answered, although the archive holds no answer.")


def _judge_answer(score: QuestionScore) -> Verdict:
    if score.values["right"] is None:
        return Verdict("unjudged", "The gold's answers have no words to look for.")
    if score.values["right"]:
        return Verdict("right", _how_right(score))
    if score.values["all_answers_contained"] == 0 and score.values["contained"]:
        return Verdict("partial", "Tells one side of the conflict, not every side.")
    if score.values["contained"]:
        return Verdict("wrong", f"The answer comes after the first {JUDGED_WORDS} words.")
    return Verdict("wrong", _where_lost(score))


def _how_right(score: QuestionScore) -> str:
    if score.values["verbatim"] not in (None, 1):
        return "Right words, but a quote is not what the article says."
    if score.values["cites_known"] == 0:
        return "Right words, cited from articles other than the known ones."
    return "Right." if score.question.answers else "Cites a known article."


def _where_lost(score: QuestionScore) -> str:
    """Name the stage: retrieval, the choice of what to cite, or the choice of words."""
    holding = [article for article in score.retrieved if article.known or article.holds_answer]
    if not holding:
        return f"Not retrieved: none of the first {len(score.retrieved)} articles holds the answer."
    if score.values["cites_known"] or any(article.cited for article in holding):
        return "Cites an article that answers, but not the words that do."
    best = holding[0]
    what = "the known article" if best.known else "an article that contains the answer"
    return f"Retrieved but not cited: {what} was at rank {best.rank}."


def _abstained_on(score: QuestionScore) -> str:
    if score.known_rank:
        return f"the known article was at rank {score.known_rank}"
    if any(article.holds_answer for article in score.retrieved):
        return "an article that contains the answer was retrieved"
    return "the archive answers this; none of the articles retrieved does"

"""LLM judges: what a language model thinks of the answers, apart from what is measured.

Their marks change from model to model and from run to run, and no threshold or comparison rests on
them.
"""

from eval.judging.judge import Case, Judge, Marks
from eval.judging.judged import Judged, judge_answers

__all__ = ["Case", "Judge", "Judged", "Marks", "judge_answers"]

"""Measures of reading time. None means undefined: unscored."""

from eval.answer import Answer
from eval.gold import GoldWindow


def window_right(answer: Answer | None, window: GoldWindow | None) -> float | None:
    """Return 1 where the question was read to be about exactly the days of the gold, else 0.

    A gold window without days says that the question names none. None where the gold is silent.
    """
    if window is None:
        return None
    days = tuple(day.isoformat() if day else None for day in (window.start, window.end))
    return float(answer is not None and answer.window == days)

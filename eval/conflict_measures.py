"""Measures of showing that outlets disagree. None means undefined: unscored."""


def conflict_found(shown: int, conflict: bool) -> float | None:
    """Return 1 where the gold says conflict and the answer shows one, 0 where not, else None."""
    return float(shown > 0) if conflict else None


def conflict_false_alarm(shown: int, conflict: bool) -> float | None:
    """Return 1 where the answer shows a conflict that the gold does not know, else 0.

    None for gold conflicts.
    """
    return None if conflict else float(shown > 0)

"""The gold yes-or-no questions, and how what is given is counted."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from eval.verdicts import GoldVerdict, give, read_verdicts

DAY = date(2024, 5, 2)


def test_the_gold_asks_for_yes_for_no_and_for_neither() -> None:
    questions = read_verdicts()
    assert len({one.question for one in questions}) == len(questions)
    assert {one.verdict for one in questions} == {"yes", "no", None}


@pytest.mark.parametrize(
    ("gold", "given", "right"),
    [("yes", "yes", True), ("yes", "no", False), (None, "no", False), ("no", None, None)],
)
def test_what_is_right(gold: str | None, given: str | None, right: bool | None) -> None:
    short = SimpleNamespace(verdict=given) if given else None
    answerer: Any = SimpleNamespace(ask=lambda q, as_of: SimpleNamespace(short_answer=short))
    (found,) = give(answerer, [GoldVerdict("Did it?", DAY, gold)])
    assert found.is_right is right

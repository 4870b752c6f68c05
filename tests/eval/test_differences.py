"""What is printed of answers whose sources differ."""

from types import SimpleNamespace
from typing import Any

from eval.differences import read_questions, told


def test_the_questions_are_asked_once_each() -> None:
    questions = read_questions()
    assert len(questions) > 100
    assert len(set(questions)) == len(questions)


def test_each_side_is_told_with_its_article() -> None:
    answer: Any = SimpleNamespace(
        question="How many?",
        conflicts=[SimpleNamespace(kind="change", statements=[0])],
        statements=[SimpleNamespace(text="12 ships.", citations=[1])],
        citations=[SimpleNamespace(article_id="a1", publisher="Hill Post", published="2024-03-02")],
    )
    assert list(told(answer)) == ["change\tHow many?", "\ta1\tHill Post\t2024-03-02\t12 ships."]

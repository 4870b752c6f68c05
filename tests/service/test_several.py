"""Lists, where a question asks for several things."""

import pytest

from indexer.sentences import Span
from service.question import understand
from service.several import how_many, with_others


@pytest.mark.parametrize(
    ("question", "most"),
    [
        ("Which two countries signed the pact?", 2),
        ("What three cities will the line join?", 3),
        ("Who are the two finalists?", 2),
        ("Which countries signed the pact?", 5),
        ("Which country signed the pact?", 1),
        ("Which of the two parties won?", 1),
        ("Which series won the prize?", 1),
        ("Who won the two prizes?", 1),
        ("Which two-time champion won?", 1),
        ("Which five-star hotel burned down?", 1),
        ("What 7-Eleven store was robbed?", 1),
        ("Which Olympics were the dearest?", 1),
    ],
)
def test_how_many_are_asked_for(question: str, most: int) -> None:
    assert how_many(understand(question)) == most


@pytest.mark.parametrize(
    ("question", "text", "phrase", "told"),
    [
        ("Which two countries?", "Norway and Sweden have signed.", "Sweden", "Norway and Sweden"),
        (
            "Which two countries?", "The Netherlands and the United Kingdom met.", "Netherlands",
            "Netherlands and the United Kingdom",
        ),
        (
            "Which countries joined?", "In 1999 Poland, Hungary and the Czech Republic joined.",
            "Hungary", "Poland, Hungary and the Czech Republic",
        ),
        (
            "Who are the two finalists?", "Ada Voss and Ilse Mar will meet.", "Ilse Mar",
            "Ada Voss and Ilse Mar",
        ),
        ("Which cities were hit?", "In Norway, Oslo and Bergen were.", "Oslo", "Oslo and Bergen"),
        ("Which country joined?", "Norway and Sweden have signed.", "Sweden", "Sweden"),
        ("Which two countries?", "Norway, Sweden and Finland met.", "Sweden", "Sweden"),
        ("Which two countries?", "Norway and Sweden and Finland met.", "Finland", "Finland"),
        ("Which two countries?", "Norway, not Sweden, signed.", "Norway", "Norway"),
    ],
)  # fmt: skip
def test_a_phrase_is_told_with_its_list(question: str, text: str, phrase: str, told: str) -> None:
    before = "Sele. "
    start = len(before) + text.index(phrase)
    found = with_others(
        understand(question), before + text, Span(len(before), len(before + text)),
        Span(start, start + len(phrase)),
    )  # fmt: skip
    assert (before + text)[found.start : found.end] == told

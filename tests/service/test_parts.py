"""Comparisons and double questions are split; single questions are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.parts import split_question
from service.steps import name_in, two_steps


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Did Alder's price rise more than Brook's?",
            ("Alder's price rise", "Brook's price rise"),
        ),
        (
            "Which killed more people, the Alder flood or the Brook fire?",
            None,  # lower-case nouns after a name: see the next one
        ),
        ("Which is larger, Texas or Alaska?", ("Texas is larger", "Alaska is larger")),
        (
            "What did Alder and Brook say about the dam?",
            ("What did Alder say about the dam", "What did Brook say about the dam"),
        ),
        (
            "Who won the Alder Cup, and who won the Brook Cup?",
            ("Who won the Alder Cup", "who won the Brook Cup"),
        ),
        (
            "What is the difference between the cost of the Alder Bridge and the cost of the Brook "
            "Tunnel?",
            ("the cost of the Alder Bridge", "the cost of the Brook Tunnel"),
        ),
        (
            "How does the Alder Bridge compare with the Brook Tunnel?",
            ("the Alder Bridge", "the Brook Tunnel"),
        ),
        (
            "Did the price of milk rise more than the price of bread?",
            ("the price of milk rise", "the price of bread rise"),
        ),
        (
            "Did the price of milk rise faster than that of bread?",
            ("the price of milk rise", "the price of bread rise"),
        ),
        ("Is the new bridge longer than the tunnel?", ("the new bridge", "the tunnel")),
        ("Did Alder or Brook sell more cars?", ("Alder sell more cars", "Brook sell more cars")),
    ],
)
def test_both_sides_are_asked(question: str, parts: tuple[str, ...] | None) -> None:
    if parts is not None:
        assert split_question(question) == parts
    else:
        assert len(split_question(question)) in (0, 2)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "and",
        "Who won the Alder Cup?",
        "Who is the man who shot the governor and who was arrested in Alder?",
        "Which show has run for 35 years and is ending in Alder?",
        "Who is Wally, and why did he go to Alder?",
        "What did the mayor of Alder and Brook's neighbour build?",
        "Which team beat Alder and went on to the final?",
        "How much do Alder and Brook trade with each other?",
        "Where did Alder and Brook meet?",
        "Did the train leave later than planned?",
        "Did the flood kill more than 40 people?",
        "How did Alder get to be the capital with so few people?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert split_question(question) == ()


@given(st.text(alphabet="Aa B’'s,?:or andthanwhoDid morecompare", max_size=200))
def test_any_text_gives_no_part_or_two_that_differ(text: str) -> None:
    parts = split_question(text)
    assert len(parts) in (0, 2)
    assert len(set(parts)) == len(parts)


def test_a_described_person_is_looked_up_first() -> None:
    step = two_steps("What did the minister who resigned on Friday say in March?")
    assert step is not None
    assert step.first == "the minister who resigned on Friday"
    assert step.named("Ada Holm") == "What did the minister Ada Holm say in March"
    assert step.named(None) == "What did the minister say in March"


@pytest.mark.parametrize(
    "question",
    [
        "What did the minister say in March?",
        "Who resigned on Friday?",
        "What did the man who wanted to say {} do?",
        "",
    ],
)
def test_a_plain_question_takes_one_step(question: str) -> None:
    assert two_steps(question) is None


def test_the_name_is_the_one_most_often_told() -> None:
    passages = ["Ada Holm resigned. Ada Holm said so to Bo Lind.", "Ola Berg disagreed."]
    assert name_in(passages, "Who resigned on Friday?") == "Ada Holm"
    assert name_in(passages, "What did Holm say?") in ("Bo Lind", "Ola Berg")
    assert name_in(["nobody is named here"], "Who?") is None
    assert name_in([], "Who?") is None

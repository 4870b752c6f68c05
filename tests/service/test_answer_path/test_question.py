"""Questions: the kind of answer wanted, its noun, and what cannot be asked."""

from datetime import date

import pytest

from service.errors import QuestionError
from service.question import MAX_CHARACTERS, AnswerKind, understand

KINDS = [
    ("Who won the election?", AnswerKind.PERSON),
    ("Which historian said so?", AnswerKind.PERSON),
    ("Whose house burned?", AnswerKind.PERSON),
    ("Where did the leaders meet?", AnswerKind.PLACE),
    ("Which city hosts the summit?", AnswerKind.PLACE),
    ("When did the bridge open?", AnswerKind.TIME),
    ("In what year did it close?", AnswerKind.TIME),
    ("How many people died?", AnswerKind.NUMBER),
    ("How old is the bridge?", AnswerKind.NUMBER),
    ("What was the death toll?", AnswerKind.NUMBER),
    ("Did the bridge open?", AnswerKind.YES_NO),
    ("Which temple burned?", AnswerKind.OTHER),
    ("Why did it close?", AnswerKind.OTHER),
    ("The bridge is closed. Who says so?", AnswerKind.PERSON),
    ("Which party does Ada Krol, who won the seat, lead?", AnswerKind.OTHER),
    ("What happened when the bridge opened?", AnswerKind.OTHER),
    ("Which country was shaken by a magnitude 6 quake?", AnswerKind.PLACE),
    ("What is his age?", AnswerKind.NUMBER),
    ("What was her name?", AnswerKind.PERSON),
    ("What share do they hold after Krol v. Voss?", AnswerKind.NUMBER),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_the_kind_of_phrase_asked_for(text: str, kind: AnswerKind) -> None:
    assert understand(text).kind is kind


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Which temple did they show her?", "temple"),
        ("Which historian said that?", "historian"),
        ("What company was sold?", "company"),
        ("Which football club won the cup?", "club"),
        ("What is the name of the new ship?", "ship"),
        ("What was the ship’s name?", "ship"),
        ("What is the new ship called?", "ship"),
        ("Which city hosts the summit?", "city"),
        ("Which highly praised play opened?", "play"),
        ("Which newly elected mayor resigned?", "mayor"),
        ("Which family won?", "family"),
        ("Which country’s president resigned?", "country"),
        ("Which states’ governors met?", "states"),
        ("Which women’s team won?", "team"),
        ("Which of the company’s products failed?", "products"),
        ("What is the country’s capital?", "capital"),
        ("What recently sank near Orla?", None),
        ("Who won?", None),
        ("What is it?", None),
    ],
)
def test_the_noun_asked_for(text: str, head: str | None) -> None:
    assert understand(text).head == head


@pytest.mark.parametrize("text", ["", "  \n\t", "\x00\x07", "\ud800"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="the question is empty; ask something"):
        understand(text)


def test_a_question_may_be_long_but_not_longer() -> None:
    assert understand("a" * MAX_CHARACTERS).text
    with pytest.raises(QuestionError, match=r"has 2,001 characters; at most 2,000"):
        understand("a" * (MAX_CHARACTERS + 1))


def test_a_reversed_window_is_refused() -> None:
    with pytest.raises(QuestionError, match=r"ends \(2024-01-01\) before it starts.*swap"):
        understand("Who?", start=date(2024, 2, 1), end=date(2024, 1, 1))


def test_limits_of_the_caller_go_before_words_of_the_question() -> None:
    question = understand("Who won in 2022?", as_of=date(2024, 7, 10), end=date(2021, 5, 1))
    assert question.limit is question.window
    assert question.window and question.window.end == date(2021, 5, 1)
    assert understand("Who won in 2022?").limit is None


def test_control_characters_and_line_breaks_become_spaces() -> None:
    assert understand(" Who\x00\nwon\t it? ").text == "Who won it?"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Did Liz Truss visit the Alder Bridge?", ("Liz Truss", "Alder Bridge")),
        ("Who leads the Bank of England?", ("Bank of England",)),
        ("NATO's summit", ("NATO",)),
        ("What opened on Sunday in June?", ()),
        ("what is it", ()),
        ("What's new on 27 March or in June 2023?", ()),
        ("Who won the 2023 Tour of Selvia?", ("2023 Tour of Selvia",)),
    ],
)
def test_names_are_runs_of_capitals(text: str, names: tuple[str, ...]) -> None:
    assert understand(text).names == names


def test_a_question_in_english_draws_no_remark_on_its_language() -> None:
    assert understand("Who said die Hand of the El Niño in Las Vegas?").notes == ()

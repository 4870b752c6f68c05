"""Yes or no: given with the sentence that says so, and only where it is clear."""

from datetime import date
from pathlib import Path

import pytest
from answer_parts import answerer_over, stored

from indexer.sentences import Span
from service.answer import Answer
from service.disagreement.claim import Sentence
from service.question import understand
from service.verdict.proposition import Proposition
from service.verdict.reading import holds_by
from tests.conftest import article

DAY = date(2024, 5, 2)


def told_of(folder: Path, question: str, *texts: str) -> Answer:
    outlets = ("The Drava Post", "Selvia Times")
    articles = [
        article(text, id=outlet, title="Tarn bridge", published="2024-05-01", publisher=outlet)
        for outlet, text in zip(outlets, texts, strict=False)
    ]
    return answerer_over(folder, articles).ask(question, as_of=DAY)


def test_the_short_answer_is_the_sentence_that_says_so(folder: Path) -> None:
    said = "Engineers said that the Tarn bridge was not damaged by the flood on Tuesday."
    answer = told_of(folder, "Was the Tarn bridge damaged by the flood?", said)
    assert answer.short_answer
    assert answer.short_answer.verdict == "no"
    assert answer.short_answer.text == said
    assert answer.citations[answer.short_answer.citation - 1].quote == said
    assert answer.short_answer.clarified and answer.short_answer.clarified.startswith("[No] Eng")


def test_no_verdict_where_outlets_differ(folder: Path) -> None:
    answer = told_of(
        folder,
        "Did the Tarn bridge survive the flood?",
        "The Tarn bridge survived the flood of Tuesday, the mayor of Drava said in the evening.",
        "The Tarn bridge did not survive the flood of Tuesday, engineers at the site said.",
    )
    assert answer.conflicts
    assert answer.short_answer is None


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("Did Selvia join the union?", "Selvia joined the union on Tuesday.", True),
        ("Did Selvia join the union?", "Selvia has not joined the union.", False),
        ("Did Selvia join the union?", "Selvia may join the union this year.", None),
        ("Did Selvia join the union?", "Selvia was expected to join the union.", None),
        ("Did Selvia join the union?", "Orla joined the union, as Selvia had hoped.", None),
        ("Did Selvia join the union?", "Did Selvia join the union?", None),
        ("Will Selvia join the union?", "Selvia will join the union in June.", True),
        ("Was the dam closed by the mayor?", "The mayor closed the dam on Tuesday.", True),
        ("Was the dam closed?", "The dam remains open, the mayor said.", False),
        ("Did Ada Voss win the race?", "Ada Voss lost the race by a second.", False),
        ("Did Ben Orr win the race?", "Ada Voss won the race from Ben Orr.", None),
        ("Did Orla mine the dam?", "Orla said that Selvia's army had mined the dam.", None),
        ("Did Ada Voss sign 40 orders?", "Ada Voss signed 30 orders on Tuesday.", None),
        ("Is the dam a danger to Drava?", "The dam is no danger to Drava, engineers said.", False),
        ("Has the cause of the fire been found?", "The cause of the fire was never found.", False),
        ("True or false: Selvia joined the union.", "Selvia joined the union today.", True),
        ("Selvia did not join the union. True or false?", "Selvia joined the union today.", False),
        ("Is it true that Selvia joined the union?", "Selvia joined the union today.", True),
        ("Was anyone hurt in the flood at Tarn?", "No one was hurt in the flood at Tarn.", False),
        ("Was anyone hurt in the flood at Tarn?", "The flood at Tarn hurt 12 people.", True),
        (
            "Did Ada Voss open the bridge?",
            "Ada Voss, who had not asked for it, opened the bridge.",
            True,
        ),
        ("Were all the ferries sunk?", "Two of the ferries were sunk.", None),
        ("Did the ferry sink?", "The ferry was not only late, it sank.", None),
        ("Did the ferry sink?", "It is not denied that the ferry never sank.", None),
    ],
)
def test_what_a_sentence_says(question: str, sentence: str, holds: bool | None) -> None:
    proposition = Proposition.of(understand(question, as_of=DAY))
    assert proposition
    whole = Span(0, len(sentence))
    assert holds_by(proposition, Sentence.of(stored(sentence), whole, whole)) is holds


@pytest.mark.parametrize("question", ["Is it?", "Did?", "Was it so?", "True or false?"])
def test_a_question_without_a_matter_puts_nothing_forward(question: str) -> None:
    assert Proposition.of(understand(question, as_of=DAY)) is None


def test_a_question_of_another_kind_gets_no_verdict(folder: Path) -> None:
    said = "The Tarn bridge was not damaged by the flood on Tuesday, engineers said in Drava."
    answer = told_of(folder, "When was the Tarn bridge damaged by the flood?", said)
    assert answer.short_answer is None or answer.short_answer.verdict is None

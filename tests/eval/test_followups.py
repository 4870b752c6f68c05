"""The gold conversations, and how many of their follow-ups are completed rightly."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eval.followups import GoldTurn, Outcome, hold, read_dialogues
from indexer.build import add_articles, manifest_of
from indexer.embed import create_embedder
from indexer.index import publish_news
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.record import Record
from service.answer import Answerer

ARTICLES = Path(__file__).parents[2] / "corpus" / "articles"
FOLLOWUPS = 40
RIGHT = 34


def test_there_are_enough_follow_ups() -> None:
    dialogues = read_dialogues()
    turns = [turn for dialogue in dialogues for turn in dialogue.turns[1:]]
    assert sum(bool(turn.essentials) for turn in turns) >= FOLLOWUPS
    assert all(turn.essentials or turn.alone for turn in turns)
    assert len({dialogue.id for dialogue in dialogues}) == len(dialogues)


@pytest.mark.parametrize(
    ("completed", "right"),
    [
        ("When did the Orla dam break?", True),
        ("When did the ORLA DAM break?", True),
        ("When did the Orla damage break?", False),
        ("When did the Orla dam break in Drava?", False),
        (None, False),
    ],
)
def test_what_is_right(completed: str | None, right: bool) -> None:
    turn = GoldTurn("And when?", (("when",), ("Orla dam", "Selvia dam")), without=("Drava",))
    assert turn.is_right(completed) is right


def test_a_question_that_stands_alone_must_stay_so() -> None:
    turn = GoldTurn("When did the Orla dam break?", alone=True)
    assert turn.is_right(None)
    assert not turn.is_right("When did the Orla dam break in Drava?")


@pytest.mark.parametrize(
    ("text", "abstained", "answers", "answered"),
    [
        ("It broke in 2015. [1]", False, ("2015",), True),
        ("It broke in 2015. [1]", False, ("5",), False),
        ("Nothing is said of 2015.", True, ("2015",), False),
        ("It broke.", False, (), None),
    ],
)
def test_an_answer_holds_whole_words_and_is_one(
    text: str, abstained: bool, answers: tuple[str, ...], answered: bool | None
) -> None:
    answer: Any = SimpleNamespace(text=text, abstained=abstained)
    turn = GoldTurn("When?", answers=answers)
    assert Outcome("d", turn, None, answer).is_answered is answered


@pytest.mark.model
def test_most_follow_ups_over_the_sample_are_completed_rightly(tmp_path: Path) -> None:
    embedder = create_embedder()
    record = Record.create(tmp_path / "index", manifest_of(embedder))
    files = [file for file in find_documents([ARTICLES]) if isinstance(file, Document)]
    add_articles(record, embedder, (arrival for file in files for arrival in load(file)))
    publish_news(tmp_path / "index", record)
    record.close()

    answerer = Answerer.open(tmp_path / "index")
    outcomes = list(hold(answerer, read_dialogues(), tmp_path))

    followups = [outcome for outcome in outcomes if not outcome.turn.alone]
    assert sum(outcome.is_right for outcome in followups) >= RIGHT
    assert all(outcome.is_right for outcome in outcomes if outcome.turn.alone)

"""The earliest and the latest: which article tells first, and which last."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from http_service import build_index

from service.answer import Answerer
from service.first_last import by_day
from service.question import Question, understand

AS_OF = date(2024, 7, 10)
SCORES = np.array([9.0, 8.0, 7.0, -np.inf, 6.0], dtype=np.float32)
FIT = np.array([10.0, 9.5, 9.2, 10.0, 5.0], dtype=np.float32)
DAYS = np.array([300, 100, 200, 50, 10], dtype=np.int64)
COUNTS = [
    {
        "id": f"count-{day}", "title": f"Ferry Aurora: {count} people missing",
        "publisher": publisher, "published": day,
        "text": f"The coast guard counted {count} people missing from the ferry Aurora.",
    }
    for day, count, publisher in (
        ("2024-07-02", 40, "Harbour Post"),
        ("2024-07-05", 52, "Example Gazette"),
        ("2024-07-08", 61, "Selvia Times"),
    )
]  # fmt: skip


def asked(text: str) -> Question:
    return understand(text, as_of=AS_OF)


@pytest.mark.parametrize(
    ("text", "earliest"),
    [
        ("How many people were first reported missing?", True),
        ("What did the harbour initially say the ferry cost?", True),
        ("Initially, how many were counted?", True),
        ("What was the earliest count of the missing?", True),
        ("How many were at first thought to be missing?", True),
        ("What was the initial estimate of the damage?", True),
        ("Who was the first woman to cross the strait?", False),
        ("Which company made the initial public offering?", False),
        ("Where does First State Brewing open?", False),
        ("Which was the earliest storm of that strength on record?", False),
        ("Which bridge costs twice the original estimate?", False),
        ("What was the first thing that the mayor did?", False),
        ("In which series was the dinosaur originally featured?", False),
    ],
)
def test_which_wording_asks_for_the_first_telling(text: str, earliest: bool) -> None:
    assert asked(text).earliest is earliest


def test_the_earliest_of_those_that_fit_alike_gets_the_best_score() -> None:
    dealt = by_day(asked("What was the earliest count?"), DAYS, SCORES, FIT)
    assert dealt.tolist() == [7.0, 9.0, 8.0, -np.inf, 6.0]


def test_the_newest_of_those_that_fit_alike_gets_the_best_score() -> None:
    days = np.array([100, 300, 200, 400, 500], dtype=np.int64)
    dealt = by_day(asked("What is the latest count?"), days, SCORES, FIT)
    assert dealt.tolist() == [7.0, 9.0, 8.0, -np.inf, 6.0]


@pytest.mark.parametrize(
    "text", ["What was counted?", "What is the latest and the earliest count?"]
)
def test_nothing_changes_where_neither_is_asked_for(text: str) -> None:
    assert by_day(asked(text), DAYS, SCORES, FIT) is SCORES


def test_undated_articles_and_those_out_of_reach_keep_their_scores() -> None:
    out = np.full(5, -np.inf, dtype=np.float32)
    question = asked("What was the earliest count?")
    assert by_day(question, DAYS, out, FIT) is out
    assert by_day(question, np.zeros(5, dtype=np.int64), SCORES, FIT) is SCORES


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return Answerer.open(build_index(tmp_path_factory.mktemp("first") / "index", COUNTS))


@pytest.mark.parametrize(
    ("question", "first", "count"),
    [
        ("How many people were first counted missing from the ferry Aurora?", 40, "2024-07-02"),
        ("What is the latest count of people missing from the ferry Aurora?", 61, "2024-07-08"),
    ],
)
def test_the_article_that_tells_first_or_last_leads(
    answerer: Answerer, question: str, first: int, count: str
) -> None:
    _, found = answerer.search(question, as_of=AS_OF)
    assert found.hits[0].article.id == f"count-{count}"
    short = answerer.ask(question, as_of=AS_OF).short_answer
    assert short and short.text.startswith(str(first))


def test_as_of_a_day_is_not_widened_to_what_was_told_later(tmp_path: Path) -> None:
    later = COUNTS[2] | {
        "title": "How many people were missing from the ferry Aurora on 3 July 2024",
        "published": "2024-07-30",
    }
    answerer = Answerer.open(build_index(tmp_path / "index", [COUNTS[0], later]))
    question = "How many people were missing from the ferry Aurora as of 3 July 2024?"
    _, found = answerer.search(question, as_of=date(2024, 8, 1))
    assert [hit.article.id for hit in found.hits] == ["count-2024-07-02"]

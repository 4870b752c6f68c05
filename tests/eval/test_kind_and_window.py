"""The slices and the time measure: what a question asks for, and which days it is about."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from eval_fakes import ARTICLES, GOLD, WHERE, FakeSystem, abstention, answer, replies

from eval.gold import Gold, GoldWindow, read_gold
from eval.kind import kind_of
from eval.run import evaluate
from eval.system import ArticleText

MAY = GoldWindow(date(2025, 5, 1), date(2025, 5, 31))
TIME = Path(__file__).parents[2] / "eval" / "gold" / "time.jsonl"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who opened the bridge?", "who"),
        ("The bridge is open. Which ferry was sold?", "which"),
        ("How many ferries were sold?", "how many"),
        ("What percentage voted?", "how many"),
        ("Which city hosted it?", "where"),
        ("On which day was it opened?", "when"),
        ("How was it built?", "how"),
        ("Did the mayor come?", "yes or no"),
        ("Name the bridge.", "other"),
        ("", "other"),
        ("WHOSE idea was it?", "who"),
        ("What did the man who sold it say?", "who"),
    ],
)
def test_kinds_go_by_the_question_word(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_a_question_of_several_outlets_counts_for_each(tmp_path: Path) -> None:
    class Outlets(FakeSystem):
        def article(self, article_id: str) -> ArticleText | None:
            found = ARTICLES.get(article_id)
            return replace(found, publisher=f"Outlet {article_id}") if found else None

    scores = evaluate(GOLD, Outlets(replies()), tmp_path)
    sizes = {part.name: part.questions for part in scores.slices if part.name.startswith("outlet")}
    assert sizes == {"outlet: Outlet a1": 1, "outlet: Outlet a2": 1, "outlet: Outlet a3": 1}


def test_the_gold_may_name_the_kind(tmp_path: Path) -> None:
    gold = Gold("g", (replace(WHERE, kind="summit"),))
    names = [part.name for part in evaluate(gold, FakeSystem(replies()), tmp_path).slices]
    assert "kind: summit" in names
    assert "kind: where" not in names


@pytest.mark.parametrize(
    ("wanted", "read", "right"),
    [
        (MAY, {"from": "2025-05-01", "to": "2025-05-31"}, 1.0),
        (MAY, {"from": "2025-05-01", "to": None}, 0.0),
        (MAY, None, 0.0),
        (GoldWindow(), None, 1.0),
        (GoldWindow(), {"from": None, "to": None}, 1.0),
        (GoldWindow(), {"from": "2025-05-01", "to": None}, 0.0),
        (GoldWindow(start=date(2025, 5, 1)), {"from": "2025-05-01", "to": None}, 1.0),
        (None, {"from": "2025-05-01", "to": None}, None),
    ],
)
def test_a_window_is_right_when_both_ends_are(
    tmp_path: Path, wanted: GoldWindow | None, read: dict[str, str | None] | None, right: float
) -> None:
    gold = Gold("g", (replace(WHERE, window=wanted),))
    system = FakeSystem({WHERE.question: (answer("Nara.", window=read), ["a1"])})
    assert evaluate(gold, system, tmp_path).measures["window_right"].value == right


def test_where_only_the_window_is_known_nothing_else_is_scored(tmp_path: Path) -> None:
    gold = Gold("g", (replace(WHERE, answers=(), documents=(), window=MAY),))
    said = abstention() | {"window": {"from": "2025-05-01", "to": "2025-05-31"}}
    scores = evaluate(gold, FakeSystem({WHERE.question: (said, ["a1"])}), tmp_path)
    defined = {name for name, found in scores.measures.items() if found.value is not None}
    assert defined <= {"window_right", "failed", "rejected_statements"} | {
        f"latency_p{n}" for n in (50, 95, 99)
    }
    assert scores.measures["window_right"].value == 1
    assert scores.slice("answerable").questions == 0


def test_the_time_suite_is_gold() -> None:
    questions = read_gold(TIME).questions
    assert len(questions) > 100
    assert all(question.window and question.asked for question in questions)

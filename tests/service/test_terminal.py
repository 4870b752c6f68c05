"""What a person sees of an answer in the terminal."""

from datetime import date
from pathlib import Path

import pytest
from http_service import build_index

from service.answer import Answerer
from service.terminal import print_answer

QUESTION = "How many people died in the flood at Drava?"
KILLED = "Did the flood at Drava kill people on Monday night?"


def shown(
    folder: Path,
    counts: list[tuple[str, str, str]],
    capsys: pytest.CaptureFixture[str],
    question: str = QUESTION,
) -> str:
    articles = [
        {
            "id": outlet,
            "title": "Flood at Drava",
            "publisher": outlet,
            "published": day,
            "text": text,
        }
        for outlet, day, text in counts
    ]
    answerer = Answerer.open(build_index(folder / "index", articles))
    print_answer(answerer, answerer.ask(question, as_of=date(2024, 3, 9)))
    return capsys.readouterr().out


def test_what_was_overtaken_is_not_called_a_disagreement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(
        tmp_path,
        [
            ("Hill Post", "2024-03-01", "At least 12 people died in the flood at Drava so far."),
            ("Tarn News", "2024-03-05", "The flood at Drava killed 31 people, the mayor now says."),
        ],
        capsys,
    )
    assert "This changed over time: [1] and [2]" in text
    assert "disagree" not in text


def test_a_conflict_is_called_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(
        tmp_path,
        [
            ("Hill Post", "2024-03-05", "The flood at Drava killed 12 people on Monday night."),
            ("Tarn News", "2024-03-05", "The flood at Drava killed 31 people on Monday night."),
        ],
        capsys,
    )
    assert "The sources disagree: [1] and [2]" in text


def test_a_verdict_is_said_in_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = "The flood at Drava killed 12 people on Monday night."
    text = shown(tmp_path, [("Hill Post", "2024-03-05", told)], capsys, KILLED)
    assert "Short answer: yes [1]" in text

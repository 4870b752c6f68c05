"""The bench of the service under load: it counts answers, heeds refusals, and sees what breaks."""

import asyncio
import json
from pathlib import Path

import pytest

from eval.bench.load import _level
from eval.bench.served import served
from eval.errors import EvalError
from eval.gold import GoldQuestion, read_gold
from tests.service.http_service import build_index

SETTINGS = {"DATELINE_GENERATOR": "fake", "DATELINE_ANSWERING": "1", "DATELINE_WAITING": "1"}


@pytest.fixture
def questions(tmp_path: Path) -> tuple[GoldQuestion, ...]:
    lines = [
        {"id": str(n), "question": f"When will the Alder Bridge open, for the {n}th time?",
         "asked": "2025-04-30", "answers": ["3 May 2025"]}
        for n in range(5)
    ]  # fmt: skip
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return tuple(read_gold(gold).questions)


def test_answers_and_refusals_are_no_errors(
    tmp_path: Path, questions: tuple[GoldQuestion, ...]
) -> None:
    index = build_index(tmp_path / "index")
    with served(index, SETTINGS) as service:
        level = asyncio.run(_level(service, questions, 8, seconds=3))
        alone = asyncio.run(_level(service, questions, 1, seconds=60, most=4))
    assert level.answers > 0
    assert level.refused > 0
    assert level.errors == 0
    assert level.memory_mb > 0
    assert level.core_ms and level.core_ms > 0
    assert (alone.answers, alone.refused, alone.errors) == (4, 0, 0)


def test_what_is_neither_is_an_error(tmp_path: Path, questions: tuple[GoldQuestion, ...]) -> None:
    index = build_index(tmp_path / "index")
    with served(index, {**SETTINGS, "DATELINE_REQUIRE_KEYS": "true"}) as service:
        level = asyncio.run(_level(service, questions, 1, seconds=60, most=3))
    assert (level.answers, level.refused, level.errors) == (0, 0, 3)


def test_a_service_that_cannot_start_is_an_error_that_says_why(tmp_path: Path) -> None:
    settings = {"DATELINE_GENERATOR": "oracle"}
    with (
        pytest.raises(EvalError, match="unknown generator 'oracle'"),
        served(tmp_path / "index", settings),
    ):
        pass

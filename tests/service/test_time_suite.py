"""The time suite: which days a question names, for every line of eval/gold/time.jsonl.

Each line has a `question`, the day of asking `asked`, the `window` that is right (null where
nothing may be read as one) and its `kind`; `documents` are sample articles that must be in reach.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.window import read_window

ROOT = Path(__file__).parents[2]
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "eval" / "gold" / "time.jsonl").read_text().splitlines()
]


def test_the_suite_is_large_enough_to_tell() -> None:
    kinds = Counter(line["kind"] for line in QUESTIONS)
    assert kinds["none"] >= 25
    assert kinds.total() - kinds["none"] >= 60
    assert len({line["id"] for line in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("line", QUESTIONS, ids=lambda line: line["id"])
def test_the_window_is_right(line: dict[str, Any]) -> None:
    as_of = date.fromisoformat(line["asked"])
    reading, _ = read_window(line["question"], as_of)
    found = reading.window.model_dump(mode="json", by_alias=True) if reading else None
    assert found == line["window"], line["question"]
    for name in line.get("documents", ()):
        told = reading.told(as_of) if reading else None
        assert told and told.end, line["question"]
        assert str(told.start or "") <= name[:10] <= str(told.end)
        assert (ROOT / "corpus" / "articles" / name).exists()

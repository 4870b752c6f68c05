"""Precision and recall of the cleaning on labelled lines in the styles of many outlets."""

import json
from pathlib import Path

import pytest

from indexer.clean import clean

LINES = Path(__file__).parent / "cleaning"
BEFORE, AFTER = "The two leaders met for ninety minutes.", "They meet again in May."


def labelled(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (LINES / name).read_text("utf-8").splitlines()]


def reason(text: str) -> str | None:
    removed = clean(f"{BEFORE}\n\n{text}\n\n{AFTER}").removed
    return removed[0].reason if removed else None


def test_the_set_is_large_enough_to_mean_something() -> None:
    assert len(labelled("furniture.jsonl")) >= 150
    assert len(labelled("keep.jsonl")) >= 300


def test_furniture_is_found() -> None:
    missed = [row["text"] for row in labelled("furniture.jsonl") if reason(row["text"]) is None]
    assert missed == []


def test_news_is_never_taken_for_furniture() -> None:
    wrong = [(reason(row["text"]), row["text"]) for row in labelled("keep.jsonl")]
    assert [each for each in wrong if each[0]] == []


@pytest.mark.parametrize("row", labelled("furniture.jsonl")[::9], ids=lambda row: row["text"][:30])
def test_the_text_around_furniture_stays(row: dict[str, str]) -> None:
    assert clean(f"{BEFORE}\n\n{row['text']}\n\n{AFTER}").text == f"{BEFORE}\n\n{AFTER}"


def test_joiners_stay_inside_words_and_emoji_and_go_elsewhere() -> None:
    for text in ("می‌گویند", "क्‍ष", "👨‍👩‍👧"):
        assert clean(text).text == text
    assert clean("a\u200db \u200cc\u200d\u200c").text == "ab c"


def test_lines_of_tables_stay_under_each_heading() -> None:
    row = "• Price change in five years: +4.2%"
    text = f"Oslo\n\n{row}\n\nBergen\n\n{row}"
    assert clean(text).text == text

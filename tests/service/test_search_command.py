"""`dateline search` and its limits as a person runs them."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run

NEWS = """---
title: Alder Bridge to open
publisher: Example Gazette
author: Mary Major
section: Roads
language: en
published: 2025-04-28
---
The Alder Bridge will open to traffic on 3 May 2025, the council said.
"""
QUERY = "Which bridge opens this week?"


@pytest.fixture
def indexed(run: Run, tmp_path: Path) -> Run:
    file = tmp_path / "bridge.md"
    file.write_text(NEWS)
    assert run("index", file, "--model", "fake").code == 0
    return run


def test_explain_shows_how_the_query_was_read(indexed: Run) -> None:
    shown = indexed("search", QUERY, "--as-of", "2025-04-30", "--explain").out
    assert "from 2025-04-28 up to 2025-04-30, read from “this week”" in shown
    assert "answer      other" in shown
    assert "score " in shown and "dense +" in shown


def test_explain_in_json_has_parts_that_add_up_to_the_score(indexed: Run) -> None:
    found = json.loads(indexed("search", QUERY, "--explain", "--json").out)
    assert found["understood"]["window_words"] == "this week"
    assert found["understood"]["published"]["to"]
    assert found["widened"] and "“this week”" in found["notes"][0]
    for hit in found["hits"]:
        assert sum(hit["score_parts"].values()) == pytest.approx(hit["score"], abs=0.01)


def test_without_explain_there_is_no_explanation(indexed: Run) -> None:
    found = json.loads(indexed("search", "bridge", "--json").out)
    assert found["understood"] is None and found["hits"][0]["score_parts"] is None


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("option", "right", "wrong"),
    [("--author", "mary major", "Marry Major"), ("--section", "roads", "Road"),
     ("--language", "en", "em"), ("--publisher", "The Example Gazette", "Exampel Gazette")],
)  # fmt: skip
def test_limits_by_name(indexed: Run, command: str, option: str, right: str, wrong: str) -> None:
    assert indexed(command, "bridge", option, right).code == 0
    refused = indexed(command, "bridge", option, wrong)
    assert (refused.code, refused.out) == (2, "")
    assert f"no {option[2:]} '{wrong}' in this index" in refused.message


@pytest.mark.parametrize("k", ["0", "101", "10000", "-1", "ten"])
def test_another_k_is_wrong_usage(indexed: Run, k: str) -> None:
    refused = indexed("search", "bridge", "-k", k)
    assert (refused.code, refused.out) == (2, "")
    assert "'-k'" in refused.err


def test_notes_go_to_stderr(indexed: Run) -> None:
    shown = indexed("search", "What of the bridge on 31 June 2025?")
    assert shown.code == 0 and "Alder Bridge" in shown.out
    assert "there is no such day" in shown.message


def test_only_punctuation_is_told(indexed: Run) -> None:
    shown = indexed("search", "?!")
    assert (shown.code, shown.out) == (0, "")
    assert "holds no words" in shown.message


@pytest.mark.parametrize("command", ["ask", "search"])
def test_an_index_that_is_a_file_is_named(indexed: Run, tmp_path: Path, command: str) -> None:
    refused = indexed(command, "bridge", "--index", tmp_path / "bridge.md")
    assert (refused.code, refused.out) == (2, "")
    assert "bridge.md is a file, and an index is a folder" in refused.message


class TestWhatIsShown:
    def test_copies_of_a_story_stand_under_it(self, indexed: Run, tmp_path: Path) -> None:
        copy = tmp_path / "copy.md"
        copy.write_text(NEWS.replace("Example Gazette", "Sample Post"))
        assert indexed("index", copy).code == 0
        found = json.loads(indexed("search", QUERY, "--as-of", "2025-04-30", "--json").out)
        (hit,) = found["hits"]
        (also,) = hit["also"]
        assert {hit["publisher"], also["publisher"]} == {"Example Gazette", "Sample Post"}
        shown = indexed("search", QUERY, "--as-of", "2025-04-30").out
        assert f"also: {also['publisher']}" in shown

    def test_the_parts_of_a_comparison_are_told(self, indexed: Run) -> None:
        asked = "Did the price of milk rise more than the price of bread?"
        found = json.loads(indexed("search", asked, "--json").out)
        assert len(found["parts"]) == 2
        assert all(part in indexed("search", asked, "--explain").out for part in found["parts"])
        assert json.loads(indexed("search", "bridge", "--json").out)["parts"] == []

"""The adapter to Dateline itself, with an answerer from a script."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import eval.dateline_system
from eval.dateline_system import DatelineSystem
from eval.system import ArticleText
from indexer.errors import IndexMissing
from indexer.record import Record


@dataclass
class Answer:
    """As much of a pydantic model as the adapter uses."""

    fields: Mapping[str, Any]

    def model_dump(self, *, mode: str, by_alias: bool) -> dict[str, Any]:
        assert (mode, by_alias) == ("json", True)
        return dict(self.fields)


class ScriptedAnswerer:
    generator = SimpleNamespace(name="scripted")

    def consult(self, question: str, *, as_of: date | None) -> SimpleNamespace:
        text = f"{question} {as_of}"
        return SimpleNamespace(answer=Answer({"text": text}), retrieved=["a1", "a2"])

    def article(self, article_id: str) -> SimpleNamespace | None:
        if article_id != "a1":
            return None
        return SimpleNamespace(
            id="a1", title=None, text="Words.", source="file:///a.txt", publisher="P"
        )


def test_passes_questions_answers_and_articles_on() -> None:
    system = DatelineSystem(ScriptedAnswerer(), "Dateline")  # type: ignore[arg-type]
    assert system.ask("Who?", date(2026, 1, 2)) == ({"text": "Who? 2026-01-02"}, ["a1", "a2"])
    assert system.ask("Who?", None)[0] == {"text": "Who? None"}
    assert system.article("a1") == ArticleText("a1", "", "Words.", "file:///a.txt", "P")
    assert system.article("a2") is None


def test_is_named_after_generator_index_and_its_last_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_scripted(folder: Path, *parts: object) -> ScriptedAnswerer:
        opened.append(folder)
        return ScriptedAnswerer()

    Record.create(tmp_path, {}).close()
    monkeypatch.setattr(eval.dateline_system, "Answerer", SimpleNamespace(open=open_scripted))
    system = DatelineSystem.open(tmp_path)
    assert system.name == f"Dateline (scripted) on {tmp_path}, change 0"
    assert opened == [tmp_path]
    assert set(system.state) == {"code", "settings", "index"}
    assert DatelineSystem.open(tmp_path).state == system.state
    monkeypatch.setenv("DATELINE_PORT", "9000")
    assert DatelineSystem.open(tmp_path).state == system.state
    monkeypatch.setenv("DATELINE_RERANKER", "some/model")
    changed = DatelineSystem.open(tmp_path).state
    assert {part for part in changed if changed[part] != system.state[part]} == {"settings"}
    another = DatelineSystem.open(tmp_path, "langchain:fake").state
    assert another["settings"] != changed["settings"]


def test_an_index_made_anew_is_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def state(folder: Path) -> dict[str, str]:
        record = Record.create(folder, {})
        record.changes.log("add", 1, 2)
        record.close()
        return DatelineSystem.open(folder).state

    scripted = SimpleNamespace(open=lambda *parts: ScriptedAnswerer())
    monkeypatch.setattr(eval.dateline_system, "Answerer", scripted)
    first, second = state(tmp_path / "one"), state(tmp_path / "two")
    assert first["index"] != second["index"]
    assert first["code"] == second["code"]


def test_a_missing_index_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="dateline index"):
        DatelineSystem.open(tmp_path / "none")

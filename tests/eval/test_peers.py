"""The bench of peers: what each is given, how it is scored, and what it refuses."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from eval.bench.peers import command, worker
from eval.bench.peers.command import Task, _quality, _table, _task, peers_command
from eval.bench.peers.text import Found, Text
from eval.errors import EvalError
from eval.gold import GoldQuestion


class FirstFewPeer:
    """Finds the articles in the order in which they came."""

    def __init__(self) -> None:
        self.articles: list[Text] = []

    def index(self, articles: Sequence[Text]) -> int:
        self.articles = list(articles)
        return 2 * len(articles)

    def find(self, question: str, asked: date | None) -> Found:
        found = [each.id for each in self.articles]
        return Found(found, f"{self.articles[0].text} {asked}")


def text(name: str, words: str = "The dam broke.") -> Text:
    return Text(name, f"Title {name}", words, "2025-05-03", "Example Gazette")


def question(name: str, *known: str, answer: str = "dam") -> GoldQuestion:
    return GoldQuestion(name, "What broke?", date(2025, 5, 4), (answer,), known)


@pytest.fixture
def archive(tmp_path: Path) -> str:
    lines = [{"id": f"a{n}", "text": f"Report {n} on the dam."} for n in range(30)]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return str(path)


def test_a_limit_keeps_the_known_articles_and_the_questions_about_them(archive: str) -> None:
    questions = [question("q1", "a7"), question("q2", "a9", "gone"), question("q3", "a3", "a5")]
    task = _task([*questions, GoldQuestion("q4", "Who?", unanswerable=True)], [archive], 6)
    names = [each.id for each in task.articles]
    assert len(names) == 6
    assert {"a7", "a3", "a5"} <= set(names)
    assert [each.id for each in task.questions] == ["q1", "q3"]
    assert task.articles == _task(questions, [archive], 6).articles, "drawn alike each time"
    assert len(_task(questions, [archive], None).articles) == 30


def test_a_limit_under_the_known_articles_leaves_their_questions_out(archive: str) -> None:
    questions = [question("q1", "a7"), question("q3", "a3", "a5")]
    task = _task(questions, [archive], 2)
    assert [each.id for each in task.articles] == ["a3", "a7"]
    assert [each.id for each in task.questions] == ["q1"]


def test_questions_about_other_articles_are_refused(archive: str) -> None:
    with pytest.raises(EvalError, match="no question's known articles"):
        _task([question("q1", "zz")], [archive], None)


def test_unknown_and_missing_peers_are_named(monkeypatch: pytest.MonkeyPatch, archive: str) -> None:
    gold = Path(archive)
    with pytest.raises(EvalError, match="no peer 'lucene'; there are dateline, langchain"):
        peers_command(gold, [archive], peer=["lucene"])
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    with pytest.raises(EvalError, match=r"txtai needs the extra `peers`"):
        peers_command(gold, [archive], peer=["txtai"])


def test_the_worker_indexes_asks_and_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(worker.MAKERS, "few", lambda folder: FirstFewPeer())
    task = Task([text("a"), text("b")], [question("q1", "b"), question("q2", "a")])
    articles, asked, out = tmp_path / "a", tmp_path / "q", tmp_path / "o"
    command._write(articles, ({n: getattr(t, n) for n in Text.__slots__} for t in task.articles))
    command._write(asked, (each.as_json() for each in task.questions))
    worker.work("few", articles, asked, out)
    *found, figures = map(json.loads, out.read_text().splitlines())
    assert [line["id"] for line in found] == ["q1", "q2"]
    assert found[0]["shown"] == "The dam broke. 2025-05-04"
    assert found[0]["cpu"] >= 0
    assert figures["passages"] == 4
    assert figures["index_cpu_s"] >= 0
    assert 0 < figures["idle_mb"] <= figures["peak_mb"]
    quality = _quality(found, task)
    assert quality["hit@1"] == 0.5
    assert quality["hit@5"] == 1
    assert quality["mrr@10"] == 0.75
    assert quality["supported@1"] == 1
    assert quality["contained@60"] == 1


def test_the_table_has_ratios_to_the_first(tmp_path: Path) -> None:
    rows = {"dateline": {"hit@1": 0.5, "index_s": 10.0}, "other": {"hit@1": 0.25, "index_s": 25.0}}
    console = Console(record=True, width=100)
    console.print(_table(rows, Task([text("a")], [question("q", "a")])))
    shown = " ".join(console.export_text().split())
    assert "1 articles, 1 questions" in shown
    assert "25 (2.5×)" in shown
    assert "0.250" in shown

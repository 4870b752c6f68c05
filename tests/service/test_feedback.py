"""Feedback: kept over HTTP, exported as gold questions, and forgotten with what it quotes."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from http_service import ADMIN, build_index, serving
from starlette.testclient import TestClient

import service.feedback
from eval.gold import read_gold
from service.feedback import FILE_NAME, FeedbackStore, Judgement
from tests.conftest import Run

QUESTION = "When will the Alder Bridge open again?"
WHOLE = {
    "question": QUESTION,
    "as_of": "2025-04-30",
    "thumb": "up",
    "comment": "That was quick 🍎.\nThanks.",
    "answer_text": "The Alder Bridge will open on 3 May 2025. [1]",
    "article_ids": ["bridge-1", "2024/orchard"],
}


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with serving(build_index(folder)) as client:
        yield client


def test_a_judgement_is_kept_as_it_was_sent(client: TestClient, folder: Path) -> None:
    response = client.post("/v1/feedback", json=WHOLE)
    assert response.status_code == 201
    (entry,) = FeedbackStore(folder).all()
    assert response.json() == {"id": entry.id}
    assert entry.judgement == Judgement(
        QUESTION, "up", date(2025, 4, 30), str(WHOLE["comment"]), str(WHOLE["answer_text"]),
        ("bridge-1", "2024/orchard"),
    )  # fmt: skip


def test_a_question_and_a_thumb_are_enough(client: TestClient, folder: Path) -> None:
    body = {"question": QUESTION, "thumb": "down"}
    assert client.post("/v1/feedback", json=body).status_code == 201
    assert FeedbackStore(folder).all()[0].judgement == Judgement(QUESTION, "down")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"thumb": "sideways"}, "#/thumb"),
        ({"thumb": None}, "#/thumb"),
        ({"question": ""}, "#/question"),
        ({"question": "a" * 2001}, "#/question"),
        ({"question": 5}, "#/question"),
        ({"comment": "a" * 2001}, "#/comment"),
        ({"comment": "a\x00"}, "#/comment"),
        ({"comment": "a\ud800"}, "#/comment"),
        ({"answer_text": "a" * 20_001}, "#/answer_text"),
        ({"article_ids": ["a"] * 51}, "#/article_ids"),
        ({"article_ids": [""]}, "#/article_ids/0"),
        ({"article_ids": ["a" * 501]}, "#/article_ids/0"),
        ({"article_ids": "bridge-1"}, "#/article_ids"),
        ({"as_of": "soon"}, "#/as_of"),
        ({"mood": "good"}, "#/mood"),
    ],
)
def test_a_fault_is_pointed_at_and_nothing_is_kept(
    client: TestClient, folder: Path, change: dict[str, Any], pointer: str
) -> None:
    headers = {"Content-Type": "application/json"}
    content = json.dumps({**WHOLE, **change})
    response = client.post("/v1/feedback", content=content, headers=headers)
    assert response.status_code == 422
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]
    assert FeedbackStore(folder).all() == []


def test_feedback_that_cannot_be_kept_is_a_503_without_our_paths(
    client: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.feedback, "MOST", 1)
    codes = [client.post("/v1/feedback", json=WHOLE).status_code for _ in range(2)]
    assert codes == [201, 503]
    monkeypatch.setattr(service.feedback, "MOST", 1_000)
    monkeypatch.setattr(service.feedback, "MOST_BYTES", 40_000)
    codes = [client.post("/v1/feedback", json=WHOLE).status_code for _ in range(200)]
    assert (codes[0], codes[-1]) == (201, 503)
    assert (folder / FILE_NAME).stat().st_size < 60_000
    (folder / FILE_NAME).write_bytes(b"not a database" * 99)
    response = client.post("/v1/feedback", json=WHOLE)
    assert response.status_code == 503
    assert response.json()["type"] == "urn:dateline:problem:feedback-unusable"
    assert str(folder) not in response.text
    assert "retry-after" in response.headers


def test_many_at_once_are_all_kept(client: TestClient, folder: Path) -> None:
    def send(number: int) -> int:
        return client.post("/v1/feedback", json={**WHOLE, "comment": str(number)}).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(send, range(24))) == {201}
    assert {entry.judgement.comment for entry in FeedbackStore(folder).all()} == {
        str(number) for number in range(24)
    }


def test_with_an_erased_article_go_the_answers_that_quoted_it(
    client: TestClient, folder: Path
) -> None:
    client.post("/v1/feedback", json=WHOLE)
    client.post("/v1/feedback", json={**WHOLE, "article_ids": ["bridge-2"]})
    assert client.delete("/v1/articles/bridge-1?purge=true", headers=ADMIN).status_code == 204
    kept = [entry.judgement.answer_text for entry in FeedbackStore(folder).all()]
    assert kept == [None, WHOLE["answer_text"]]


class TestExport:
    def test_a_thumb_up_makes_a_gold_question(
        self, client: TestClient, run: Run, tmp_path: Path
    ) -> None:
        client.post("/v1/feedback", json=WHOLE)
        out = tmp_path / "candidates.jsonl"
        exported = run("feedback", "export", "--out", out)
        assert (exported.code, exported.out) == (0, "")
        assert "1 exported" in exported.message
        (question,) = read_gold(out).questions
        assert question.question == QUESTION
        assert question.asked == date(2025, 4, 30)
        assert question.relevant == ("bridge-1", "2024/orchard")

    def test_a_thumb_down_says_what_it_lacks(
        self, client: TestClient, run: Run, tmp_path: Path
    ) -> None:
        client.post("/v1/feedback", json={**WHOLE, "thumb": "down"})
        client.post("/v1/feedback", json=WHOLE)
        lines = [json.loads(line) for line in run("feedback", "export").out.splitlines()]
        assert [line["thumb"] for line in lines] == ["down", "up"]
        assert lines[0]["relevant"] == []
        assert lines[0]["cited"] == ["bridge-1", "2024/orchard"]
        out = tmp_path / "candidates.jsonl"
        run("feedback", "export", "--out", out)
        gold = read_gold(out, lenient=True)
        assert len(gold.questions) == len(gold.problems) == 1

    def test_what_was_removed_since_is_not_named(self, client: TestClient, run: Run) -> None:
        client.post("/v1/feedback", json=WHOLE)
        client.delete("/v1/articles/bridge-1", headers=ADMIN)
        line = json.loads(run("feedback", "export").out)
        assert line["relevant"] == ["2024/orchard"]
        assert "answer_text" not in line

    def test_what_was_exported_can_be_removed(
        self, client: TestClient, run: Run, folder: Path
    ) -> None:
        client.post("/v1/feedback", json=WHOLE)
        assert len(run("feedback", "export", "--remove").out.splitlines()) == 1
        assert run("feedback", "export").out == ""
        with sqlite3.connect(folder / FILE_NAME) as db:
            assert db.execute("SELECT count(*) FROM feedback").fetchone() == (0,)
        db.close()
        assert b"Alder" not in (folder / FILE_NAME).read_bytes()

    def test_without_feedback_or_index_there_is_nothing_to_export(self, run: Run) -> None:
        outcome = run("feedback", "export")
        assert (outcome.code, outcome.out) == (0, "")

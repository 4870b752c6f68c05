import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from http_service import ADMIN, ARTICLES, build_index, serving
from live_service import live
from starlette.testclient import TestClient

import service.archive
from service.access.keys import KeyFile
from service.answer import Answerer
from service.app import create_app
from service.settings import Settings

QUESTION = {"question": "When will the Alder Bridge open again?"}


def test_says_that_it_is_ready_and_from_what(tmp_path: Path) -> None:
    with serving(build_index(tmp_path / "index")) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {
            "status": "ready",
            "articles": 3,
            "generation": 1,
            "model": "fake",
            "first_day": "2024-09-10",
            "last_day": "2025-05-02",
            "damage": None,
            "warnings": [],
            "missing": [],
        }


def test_describes_the_archive(tmp_path: Path) -> None:
    with serving(build_index(tmp_path / "index")) as client:
        facts = client.get("/v1/archive").json()
    assert (facts["articles"], facts["publisher_count"]) == (3, 2)
    assert (facts["first_day"], facts["last_day"]) == ("2024-09-10", "2025-05-02")
    assert facts["publishers"][0] == {"name": "Example Gazette", "articles": 2}
    assert [story["article_id"] for story in facts["newest"]] == ["bridge-2", "bridge-1"]


def test_an_archive_without_articles_is_ready(tmp_path: Path) -> None:
    with serving(build_index(tmp_path / "index", [])) as client:
        assert client.get("/readyz").json()["articles"] == 0
        assert client.get("/v1/archive").json()["newest"] == []
        assert client.post("/v1/ask", json=QUESTION).json()["abstained"]


def test_a_missing_index_is_named_with_its_remedy_and_taken_when_it_appears(
    tmp_path: Path,
) -> None:
    with serving(tmp_path / "index") as client:
        assert client.get("/healthz").status_code == 200
        for response in (
            client.get("/readyz"),
            client.post("/v1/ask", json=QUESTION),
            client.post("/v1/search", json={"query": "bridge"}),
            client.get("/v1/articles/bridge-1"),
            client.post("/v1/articles", json=ARTICLES[0], headers=ADMIN),
        ):
            assert response.status_code == 503
            assert response.json()["type"] == "urn:dateline:problem:index-missing"
            assert "dateline index" in response.json()["detail"]
        assert "dateline_index_articles NaN" in client.get("/metrics").text
        build_index(tmp_path / "index")
        assert client.get("/readyz").json()["articles"] == 3
        assert client.post("/v1/ask", json=QUESTION).json()["citations"]


def test_where_keys_are_required_strangers_read_of_no_folder_and_the_log_tells_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path / "nothing", require_keys=True) as client:
        _, secret = KeyFile(tmp_path / "nothing").add("site", origins=["https://news.example"])
        page = {"Authorization": f"Bearer {secret}", "Origin": "https://news.example"}
        _, secret = KeyFile(tmp_path / "nothing").add("reader")
        responses = [
            client.get("/readyz"),
            client.post("/v1/ask", json=QUESTION, headers=page),
        ]
        told = client.post(
            "/v1/ask", json=QUESTION, headers={"Authorization": f"Bearer {secret}"}
        ).json()
    for response in responses:
        assert response.status_code == 503
        assert response.json()["type"] == "urn:dateline:problem:index-missing"
        assert str(tmp_path) not in response.text
    assert "dateline index" in told["detail"]
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    reasons = [line["reason"] for line in lines if line["event"] == "request"]
    assert len(reasons) == 3
    assert all(str(tmp_path) in reason for reason in reasons)


def test_the_log_does_not_open_conversations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(build_index(tmp_path / "index")) as client:
        asked = {**QUESTION, "conversation": "new"}
        opened = client.post("/v1/ask", json=asked).json()["conversation"]
        for key in (opened, "nobody-has-this-id"):
            client.get(f"/v1/conversations/{key}")
            client.delete(f"/v1/conversations/{key}")
    logged = capsys.readouterr().err
    assert logged.count('"path": "/v1/conversations/..."') == 4
    assert opened not in logged


def test_the_log_gives_no_orders_to_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path / "nothing") as client:
        client.get("/%1b%5b2J%0a/2024/orchard")
    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()][1:]
    assert line["path"] == "/%1B%5B2J%0A/2024/orchard"


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to hold")


def test_an_index_that_is_removed_answers_on_until_another_takes_its_place(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    with serving(index) as client:
        assert client.get("/readyz").json()["damage"] is None
        shutil.rmtree(index)
        for _ in range(8):
            answer = client.post("/v1/ask", json=QUESTION).json()
            assert answer["citations"][0]["article_id"] == "bridge-1"
        assert client.get("/v1/articles/bridge-2").status_code == 200
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert "is gone" in ready.json()["damage"]
        assert client.post("/v1/articles", json=ARTICLES[0], headers=ADMIN).status_code == 503
        build_index(index, ARTICLES[:1])
        _until(lambda: client.get("/readyz").json()["articles"] == 1)
        assert client.get("/readyz").json()["damage"] is None


def test_a_new_index_that_cannot_be_opened_leaves_the_old_one_answering(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = build_index(tmp_path / "index")
    with serving(index) as client:
        shutil.rmtree(index)
        index.mkdir()
        (index / "record.sqlite").write_bytes(b"not a database, whatever its name says" * 9)
        _until(lambda: "cannot be opened" in (client.get("/readyz").json()["damage"] or ""))
        assert client.post("/v1/ask", json=QUESTION).json()["citations"]
        shutil.rmtree(index)
        build_index(index, ARTICLES[:1])
        monkeypatch.setattr(service.archive, "RETRY_SECONDS", 0.0)
        _until(lambda: client.get("/readyz").json()["articles"] == 1)


def test_an_index_that_cannot_be_opened_is_tried_again_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    index.mkdir()
    (index / "record.sqlite").write_bytes(b"not a database, whatever its name says" * 9)
    with serving(index) as client:
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["type"] == "urn:dateline:problem:index-mismatch"
        shutil.rmtree(index)
        build_index(index)
        assert client.get("/readyz").status_code == 503
        monkeypatch.setattr(service.archive, "RETRY_SECONDS", 0.0)
        assert client.get("/readyz").status_code == 200


def test_tells_of_damage_and_serves_on(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    for file in (index / "generations").rglob("*"):
        if file.is_file() and file.name != "manifest.json":
            file.write_bytes(b"damaged")
    with serving(index) as client:
        ready = client.get("/readyz").json()
        assert "checksum" in ready["damage"]
        assert client.post("/v1/ask", json=QUESTION).json()["citations"]


@pytest.mark.parametrize("content", [b"damaged", b"", None])
def test_files_that_are_damaged_while_they_are_mapped_are_let_go(
    tmp_path: Path, content: bytes | None
) -> None:
    index = build_index(tmp_path / "index")
    with live(index, generator="fake") as service:
        assert service.send("/readyz")[1]["damage"] is None
        for file in (index / "generations").rglob("*"):
            if file.is_file() and file.name != "manifest.json":
                size = file.stat().st_size
                file.write_bytes(b"x" * size if content is None else content)
        for _ in range(3):
            status, answer = service.ask(QUESTION["question"])
            assert (status, answer["citations"][0]["article_id"]) == (200, "bridge-1")
        assert "checksum" in service.send("/readyz")[1]["damage"]
        assert service.process.poll() is None


def test_serves_an_answerer_that_it_was_given(tmp_path: Path) -> None:
    answerer = Answerer.open(build_index(tmp_path / "index"), "fake")
    settings = Settings(index=tmp_path / "elsewhere", allowed_hosts=("testserver",))
    app = create_app(settings, answerer)
    with TestClient(app) as client:
        assert client.get("/readyz").json()["articles"] == 3


def test_counts_for_prometheus(tmp_path: Path) -> None:
    with serving(build_index(tmp_path / "index"), generator="extractive") as client:
        client.post("/v1/ask", json={"question": "Who designed the Moon base?"})
        client.get("/v1/articles/nobody")
        client.get("/nowhere")
        response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    for line in (
        'http_requests_total{handler="/v1/ask",method="POST",status="200"} 1.0',
        'handler="/v1/articles/{article_id:path}",method="GET",status="404"} 1.0',
        'http_requests_total{handler="other",method="GET",status="404"} 1.0',
        'http_request_duration_seconds_count{handler="/v1/ask",method="POST"} 1.0',
        "dateline_abstentions_total 1.0",
        "dateline_rejected_statements_total 0.0",
        "dateline_retrieval_seconds_count 1.0",
        "dateline_index_articles 3.0",
        "dateline_waiting_questions 0.0",
    ):
        assert line in response.text


def test_two_apps_in_a_process_count_apart(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    with serving(index) as one, serving(index) as other:
        one.get("/healthz")
        assert "/healthz" not in other.get("/metrics").text


def test_requests_have_ids(tmp_path: Path) -> None:
    with serving(tmp_path / "index") as client:
        given = client.get("/healthz", headers={"X-Request-ID": "abc-1"})
        assert given.headers["x-request-id"] == "abc-1"
        for unusable in ("a b", "x" * 65, "<b>"):
            response = client.get("/nowhere", headers={"X-Request-ID": unusable})
            assert len(response.headers["x-request-id"]) == 32
            assert response.json()["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("log_questions", [False, True])
def test_logs_requests_and_questions_only_when_asked_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], log_questions: bool
) -> None:
    with serving(build_index(tmp_path / "index"), log_questions=log_questions) as client:
        client.get("/", params={"q": QUESTION["question"]})
        client.post("/v1/ask", json=QUESTION, headers={"X-Request-ID": "id-1"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    asked = [line for line in lines if line["request_id"] == "id-1"]
    assert asked[-1]["event"] == "request"
    assert (asked[-1]["status"], asked[-1]["path"]) == (200, "/v1/ask")
    assert any("Alder" in json.dumps(line) for line in lines) is log_questions

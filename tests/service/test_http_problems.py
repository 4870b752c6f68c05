import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from http_service import ADMIN, build_index, serving
from starlette.testclient import TestClient

from indexer.errors import ModelError
from service.answer import Answerer

JSON = {"Content-Type": "application/json"}
STATUSES = {"400", "401", "403", "404", "413", "422", "500", "503"}
LARGE = "a" * 1_000_001


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serving(build_index(tmp_path / "index")) as client:
        yield client


def _check(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert set(problem) - {"errors"} == {
        "type", "title", "status", "detail", "instance", "request_id",
    }  # fmt: skip
    assert problem["status"] == status
    assert problem["title"] and problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]
    return problem


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", "/v1/articles/nobody", {}, 404),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/static/nothing.js", {}, 404),
        ("GET", "/static/../app.py", {}, 404),
        ("GET", "/static/%2e%2e/app.py", {}, 404),
        ("GET", "/v1/ask/", {}, 404),
        ("GET", "/v1/ask", {}, 405),
        ("DELETE", "/", {}, 405),
        ("POST", "/static/style.css", {}, 405),
        ("OPTIONS", "/v1/ask", {}, 405),
        ("POST", "/v1/articles", {"json": {}}, 401),
        ("POST", "/v1/ask", {"content": LARGE, "headers": JSON}, 413),
        ("POST", "/v1/ask", {"content": "{}", "headers": {**JSON, "Content-Length": b"\xb2"}}, 422),
        ("POST", "/v1/ask", {"content": iter([LARGE.encode()]), "headers": JSON}, 413),
        ("POST", "/v1/ask", {"content": "{", "headers": JSON}, 422),
        ("POST", "/v1/ask", {"content": b"\xff\xfe\xff", "headers": JSON}, 400),
        ("POST", "/v1/ask", {"content": "[" * 100_000, "headers": JSON}, 400),
        ("POST", "/v1/ask", {"content": '{"question": "x"}'}, 422),
        ("POST", "/v1/ask", {}, 422),
        ("POST", "/v1/ask", {"json": []}, 422),
        ("GET", "/v1/articles/bridge-1?version=x", {}, 422),
        ("GET", "/v1/articles/bridge-1?version=99999999999999999999", {}, 422),
    ],
)
def test_every_status_has_the_shape(
    client: TestClient, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    _check(client.request(method, path, **options), status)


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({}, "#/question", "required"),
        ({"question": 3}, "#/question", "string"),
        ({"question": None}, "#/question", "string"),
        ({"question": "a\x00b"}, "#/question", "U+0000"),
        ({"question": "a\x1bb"}, "#/question", "U+001B"),
        ({"question": "a\ud800b"}, "#/question", "U+D800"),
        ({"question": "x", "publisher": "\x07"}, "#/publisher", "U+0007"),
        ({"question": "x", "as_of": "2025-02-30"}, "#/as_of", "day is out of range"),
        ({"question": "x", "as_of": "yesterday"}, "#/as_of", "YYYY-MM-DD"),
        ({"question": "x", "as_of": 20250101}, "#/as_of", "YYYY-MM-DD"),
        ({"question": "x", "from": "0001-01-01"}, "#/from", "1000"),
        ({"question": "x", "to": "9999-12-31"}, "#/to", "2999"),
        ({"question": "x", "start": "2025-01-01"}, "#/start", "not permitted"),
        ({"question": "x", "detail": "yes"}, "#/detail", "boolean"),
        ({"question": "x", "a/b~c d": 1}, "#/a~1b~0c%20d", "not permitted"),
        ({"question": "x", "a\ud800": 1}, "#", "unicode string"),
    ],
)
def test_a_faulty_field_is_pointed_at(
    client: TestClient, body: dict[str, Any], pointer: str, words: str
) -> None:
    problem = _check(client.post("/v1/ask", content=json.dumps(body), headers=JSON), 422)
    assert problem["type"] == "urn:dateline:problem:request-invalid"
    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]
    assert words in problem["errors"][0]["detail"]
    assert words in problem["detail"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": "x", **{f"a{n}": n for n in range(50_000)}}),
        ("/v1/search", {"query": "x", **{f"a{n}": n for n in range(50_000)}}),
        ("/v1/feedback", {f"a{n}": n for n in range(50_000)}),
        ("/v1/ask", {f"a{n}": n for n in range(99)}),
        ("/v1/articles", [{}] * 1000),
    ],
)
def test_a_body_full_of_faults_gets_a_short_answer(
    client: TestClient, path: str, body: object
) -> None:
    response = client.post(path, json=body, headers=ADMIN)
    _check(response, 422)
    assert len(response.content) < 5_000


def test_of_a_long_conversation_the_first_fault_is_enough(client: TestClient) -> None:
    for content in ([{}] * 200_000, [{"role": "user", "content": [{}] * 200_000}]):
        body = {"model": "dateline", "messages": content}
        response = client.post("/v1/chat/completions", json=body)
        assert response.status_code == 400
        assert response.json()["error"]["param"].startswith("messages.0.")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"question": ""}, "empty"),
        ({"question": " \n\t "}, "empty"),
        ({"question": "a" * 2001}, "2,001 characters"),
        ({"question": "x", "from": "2025-02-01", "to": "2025-01-01"}, "ends (2025-01-01) before"),
        ({"question": "x", "publisher": "Exampel Gazette"}, "Example Gazette"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_an_unusable_question_is_told_why(
    client: TestClient, path: str, body: dict[str, Any], words: str
) -> None:
    if path == "/v1/search":
        body = {**body, "query": body["question"]}
        del body["question"]
    problem = _check(client.post(path, json=body), 422)
    assert problem["type"] == "urn:dateline:problem:question-unusable"
    assert words in problem["detail"]


def test_the_longest_question_is_taken(client: TestClient) -> None:
    assert client.post("/v1/ask", json={"question": "a" * 2000}).status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (ModelError("the model is gone"), 503, True),
        (sqlite3.OperationalError("database is locked"), 503, True),
        (RuntimeError("a secret of ours"), 500, False),
    ],
)
def test_failures_of_ours(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
    told: bool,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Answerer, "ask", fail)
    response = client.post("/v1/ask", json={"question": "What?"})
    problem = _check(response, status)
    assert (str(error) in problem["detail"]) is told
    assert ("retry-after" in response.headers) is told
    assert "content-security-policy" in response.headers


def test_an_unset_key_and_a_missing_index_have_the_shape(tmp_path: Path) -> None:
    with serving(tmp_path / "nothing", admin_key=None) as client:
        _check(client.delete("/v1/articles/x", headers=ADMIN), 403)
        _check(client.get("/readyz"), 503)


def test_the_description_names_the_problems(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert "Problem" in description["components"]["schemas"]
    assert "HTTPValidationError" not in description["components"]["schemas"]
    reference = {"$ref": "#/components/schemas/Problem"}
    for path, methods in description["paths"].items():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status in STATUSES:
                    content = response["content"]["application/problem+json"]
                    assert content["schema"] == reference, path

"""Keys over HTTP: who is let in, from where, and how often; nothing is read before that."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from http_service import ADMIN, ARTICLES, build_index, serving
from starlette.testclient import TestClient

from service.access.keys import FILE_NAME, KeyFile

QUESTION = {"question": "When will the Alder Bridge open again?"}
PAGE = "https://news.example"
CHAT = {"model": "dateline", "messages": [{"role": "user", "content": QUESTION["question"]}]}


def bearer(secret: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", **headers}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return build_index(tmp_path / "index")


@pytest.fixture
def keys(index: Path) -> KeyFile:
    return KeyFile(index)


@pytest.fixture
def client(index: Path) -> Iterator[TestClient]:
    with serving(index, require_keys=True) as client:
        yield client


def _kind(response: Any) -> tuple[int, str]:
    problem = response.json()
    return response.status_code, problem["type"].rpartition(":")[2]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/ask"), ("POST", "/v1/search"), ("GET", "/v1/articles/bridge-1"),
        ("GET", "/v1/archive"), ("GET", "/metrics"), ("GET", "/v1/nothing-yet"),
    ],
)  # fmt: skip
def test_without_a_key_nothing_is_told(client: TestClient, method: str, path: str) -> None:
    for headers, kind in (({}, "key-missing"), (bearer("dl_wrong"), "key-wrong")):
        response = client.request(method, path, headers=headers)
        assert _kind(response) == (401, kind)
        assert response.headers["www-authenticate"].startswith("Bearer")


def test_openai_s_paths_refuse_in_openai_s_shape(client: TestClient) -> None:
    for response in (client.post("/v1/chat/completions", json=CHAT), client.get("/v1/models")):
        assert response.status_code == 401
        assert response.json()["error"]["code"] == "key_missing"


@pytest.mark.parametrize("path", ["/", "/docs", "/widget.js", "/healthz", "/readyz"])
def test_pages_and_health_need_no_key(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_key_asks_and_does_not_change(client: TestClient, keys: KeyFile) -> None:
    _, secret = keys.add("reader")
    assert client.post("/v1/ask", json=QUESTION, headers=bearer(secret)).status_code == 200
    assert client.get("/metrics", headers=bearer(secret)).status_code == 200
    completed = client.post("/v1/chat/completions", json=CHAT, headers=bearer(secret))
    assert completed.status_code == 200
    for response in (
        client.post("/v1/articles", json=ARTICLES[0], headers=bearer(secret)),
        client.delete("/v1/articles/bridge-1", headers=bearer(secret)),
    ):
        assert _kind(response) == (403, "key-scope")
    assert client.get("/v1/articles/bridge-1", headers=bearer(secret)).status_code == 200


def test_an_admin_key_does_both(client: TestClient, keys: KeyFile) -> None:
    _, secret = keys.add("desk", ("admin",))
    assert client.post("/v1/ask", json=QUESTION, headers=bearer(secret)).status_code == 200
    response = client.delete("/v1/articles/bridge-1", headers=bearer(secret))
    assert response.status_code == 204


def test_the_admin_key_of_the_settings_does_both(client: TestClient) -> None:
    assert client.post("/v1/ask", json=QUESTION, headers=ADMIN).status_code == 200
    assert client.delete("/v1/articles/bridge-1", headers=ADMIN).status_code == 204


def test_a_revoked_key_is_refused_at_once(client: TestClient, keys: KeyFile) -> None:
    key, secret = keys.add("reader")
    assert client.post("/v1/ask", json=QUESTION, headers=bearer(secret)).status_code == 200
    keys.revoke(key.id)
    refused = client.post("/v1/ask", json=QUESTION, headers=bearer(secret))
    assert _kind(refused) == (401, "key-wrong")


@pytest.mark.parametrize(
    ("content", "headers"),
    [(b"{", {}), (b"\xff", {}), (b"x" * 2_000_000, {}), (b"{", {"Content-Type": "text/plain"})],
)
def test_a_stranger_s_body_is_not_even_read(
    client: TestClient, content: bytes, headers: dict[str, str]
) -> None:
    for path in ("/v1/ask", "/v1/articles"):
        response = client.post(path, content=content, headers=headers)
        assert _kind(response) == (401, "key-missing")


def test_a_page_s_key_works_on_that_page_alone(client: TestClient, keys: KeyFile) -> None:
    _, secret = keys.add("site", origins=[PAGE])
    good = client.post("/v1/ask", json=QUESTION, headers=bearer(secret, Origin=PAGE))
    assert good.status_code == 200
    assert good.headers["access-control-allow-origin"] == PAGE
    for origin in ("https://evil.example", "https://news.example.evil.example", "null", None):
        headers = bearer(secret, **({"Origin": origin} if origin else {}))
        refused = client.post("/v1/ask", json=QUESTION, headers=headers)
        assert _kind(refused) == (403, "key-origin")
        assert "access-control-allow-origin" not in refused.headers


def test_a_page_s_key_cannot_do_what_pages_do_not(client: TestClient, keys: KeyFile) -> None:
    _, secret = keys.add("site", origins=[PAGE])
    headers = bearer(secret, Origin=PAGE)
    assert client.get("/v1/articles/bridge-1", headers=headers).status_code == 200
    assert _kind(client.get("/metrics", headers=headers)) == (403, "key-scope")
    assert client.post("/v1/chat/completions", json=CHAT, headers=headers).status_code == 403
    assert client.delete("/v1/articles/bridge-1", headers=headers).status_code == 403


def test_a_page_of_our_own_reads_without_naming_its_origin(
    client: TestClient, keys: KeyFile
) -> None:
    _, secret = keys.add("own page", origins=["http://testserver"])
    same = bearer(secret, **{"Sec-Fetch-Site": "same-origin"})
    assert client.get("/v1/archive", headers=same).status_code == 200
    cross = bearer(secret, **{"Sec-Fetch-Site": "cross-site"})
    assert _kind(client.get("/v1/archive", headers=cross)) == (403, "key-origin")


def test_a_preflight_is_answered_for_the_origins_of_keys(client: TestClient, keys: KeyFile) -> None:
    key, _ = keys.add("site", origins=[PAGE])
    preflight = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    allowed = client.options("/v1/ask", headers=preflight)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == PAGE
    assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
    keys.revoke(key.id)
    assert _kind(client.options("/v1/ask", headers=preflight)) == (403, "origin-not-allowed")


def test_a_key_has_its_rate_and_is_told_when_to_come_back(
    client: TestClient, keys: KeyFile
) -> None:
    _, secret = keys.add("slow reader", rate="3/hour")
    _, other = keys.add("reader")
    answers = [client.get("/v1/archive", headers=bearer(secret)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert _kind(answers[3]) == (429, "rate-exceeded")
    assert 1 <= int(answers[3].headers["retry-after"]) <= 7200
    assert client.get("/v1/archive", headers=bearer(other)).status_code == 200


@pytest.mark.parametrize(
    ("address", "limited"),
    [("203.0.113.9", True), ("2001:db8::1", True), ("::ffff:203.0.113.9", True),
     ("unknown", True), ("_hidden", True), ("127.0.0.1", False), ("::1", False), ("", False)],
)  # fmt: skip
def test_an_address_without_a_key_has_a_rate_unless_it_is_ours(
    index: Path, address: str, limited: bool
) -> None:
    with serving(index, require_keys=False, address_rate="2/hour") as client:
        stranger = TestClient(client.app, client=(address, 1))
        codes = [stranger.get("/v1/archive").status_code for _ in range(4)]
    assert codes == ([200, 200, 429, 429] if limited else [200] * 4)


def test_addresses_of_one_household_count_together(index: Path) -> None:
    with serving(index, require_keys=False, address_rate="2/hour") as client:
        codes = [
            TestClient(client.app, client=(f"2001:db8::{n}", 1)).get("/v1/archive").status_code
            for n in range(1, 4)
        ]
        other = TestClient(client.app, client=("2001:db8:0:1::1", 1)).get("/v1/archive")
    assert codes == [200, 200, 429]
    assert other.status_code == 200


def test_guessing_keys_is_limited_too(index: Path) -> None:
    with serving(index, require_keys=True, address_rate="3/hour") as client:
        stranger = TestClient(client.app, client=("203.0.113.9", 1))
        codes = [
            stranger.get("/v1/archive", headers=bearer(f"dl_{n}")).status_code for n in range(5)
        ]
    assert codes == [401, 401, 401, 429, 429]


def test_damaged_keys_let_nobody_in_and_keep_their_place_to_themselves(
    client: TestClient, index: Path, keys: KeyFile
) -> None:
    _, secret = keys.add("reader")
    whole = (index / FILE_NAME).read_bytes()
    faulty = whole.replace(b'"rate": null', b'"rate": "often"')
    odd = whole.replace(b'"ask"', b'"root"')
    assert whole not in (faulty, odd)
    for content in (b"{", b'[{"id": 3}]', b"\xff", b'{"a": 1}', b"[3]", faulty, odd):
        (index / FILE_NAME).write_bytes(content)
        refused = client.post("/v1/ask", json=QUESTION, headers=bearer(secret))
        assert _kind(refused) == (503, "keys-unreadable")
        assert str(index) not in refused.text
    (index / FILE_NAME).unlink()
    assert _kind(client.post("/v1/ask", json=QUESTION, headers=bearer(secret)))[0] == 401
    assert client.get("/healthz").status_code == 200


def test_where_no_keys_are_needed_one_that_is_not_ours_does_no_harm(index: Path) -> None:
    with serving(index, require_keys=False) as client:
        completed = client.post("/v1/chat/completions", json=CHAT, headers=bearer("sk-anything"))
    assert completed.status_code == 200


def test_the_log_names_the_key_and_never_its_secret(
    index: Path, keys: KeyFile, capsys: pytest.CaptureFixture[str]
) -> None:
    key, secret = keys.add("reader")
    with serving(index, require_keys=True) as client:
        client.post("/v1/ask", json=QUESTION, headers=bearer(secret))
    logged = capsys.readouterr().err
    assert json.loads(logged.splitlines()[-1])["key"] == key.id
    assert secret not in logged


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""]
)
def test_a_name_that_is_not_ours_is_misdirected(index: Path, host: str) -> None:
    with serving(index, require_keys=False, allowed_hosts=()) as client:
        refused = client.get("/v1/archive", headers={"Host": host})
        assert _kind(refused) == (421, "host-unknown")
        for own in ("127.0.0.1", "localhost:8000", "[::1]:8000", "[::1]", "LOCALHOST"):
            assert client.get("/v1/archive", headers={"Host": own}).status_code == 200

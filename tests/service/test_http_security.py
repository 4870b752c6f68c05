import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_service import HOSTILE, build_index, serving
from starlette.testclient import TestClient

ORIGIN = "https://news.example"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serving(build_index(tmp_path / "index")) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/widget.js", "/static/page.js", "/readyz", "/nowhere", "/openapi.json"]
)
def test_everything_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    for directive in (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
        "img-src 'self' data:", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ):  # fmt: skip
        assert directive in policy.split("; ")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_pages_of_other_origins_may_load_the_widget_and_no_more(client: TestClient) -> None:
    policies = {
        path: client.get(path).headers["cross-origin-resource-policy"]
        for path in ("/widget.js", "/", "/static/page.js", "/v1/archive")
    }
    assert policies.pop("/widget.js") == "cross-origin"
    assert set(policies.values()) == {"same-origin"}


def test_hostile_words_are_data_and_never_markup(client: TestClient) -> None:
    body = {"query": f"Alder Bridge {HOSTILE}"}
    for response in (
        client.post("/v1/ask", json={"question": f"What did the sign read? {HOSTILE}"}),
        client.post("/v1/search", json=body),
        client.get("/v1/articles/bridge-2"),
        client.get("/v1/archive"),
        client.get(f"/v1/articles/{HOSTILE}"),
        client.post("/v1/ask", json={"question": "x", "publisher": HOSTILE}),
        client.get(f"/{HOSTILE}"),
    ):
        assert re.fullmatch(r"application/(problem\+)?json", response.headers["content-type"])
        assert response.headers["x-content-type-options"] == "nosniff"
    page = client.get("/", params={"q": HOSTILE})
    assert "alert" not in page.text


def test_only_web_addresses_become_links(client: TestClient) -> None:
    body = {"question": "What did repairs cost?", "from": "2025-05-01", "to": "2025-05-31"}
    (citation,) = client.post("/v1/ask", json=body).json()["citations"]
    assert citation["url"].startswith("javascript:")
    assert citation["link"] is None


def test_a_request_id_cannot_carry_a_header(client: TestClient) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": "a\tSet-Cookie: b=c"})
    assert "set-cookie" not in response.headers
    assert "b=c" not in str(response.headers)


def test_origins_are_refused_unless_they_are_listed(tmp_path: Path, client: TestClient) -> None:
    preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client.get("/", headers=preflight).headers
    with serving(tmp_path / "index", allowed_origins=(ORIGIN,)) as open_client:
        asked = open_client.post("/v1/ask", json={"question": "x"}, headers={"Origin": ORIGIN})
        allowed = open_client.options("/v1/ask", headers=preflight)
        other = open_client.options("/v1/ask", headers={**preflight, "Origin": "https://x.example"})
        failed = open_client.get("/nowhere", headers={"Origin": ORIGIN})
    for response in (asked, allowed, failed):
        assert response.headers["access-control-allow-origin"] == ORIGIN
    assert (allowed.status_code, allowed.content) == (204, b"")
    assert "access-control-allow-origin" not in other.headers
    assert other.status_code == 403
    assert other.headers["content-type"] == "application/problem+json"
    assert "access-control-allow-credentials" not in asked.headers


def test_a_body_of_the_largest_size_is_taken(tmp_path: Path) -> None:
    body = b'{"question": "What?"}'
    headers = {"Content-Type": "application/json"}
    with serving(build_index(tmp_path / "index"), max_body_bytes=len(body)) as client:
        assert client.post("/v1/ask", content=body, headers=headers).status_code == 200
        assert client.post("/v1/ask", content=body + b" ", headers=headers).status_code == 413

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from http_service import build_index, serving
from starlette.testclient import TestClient

FOLDER = Path(__file__).parents[2] / "service" / "widget"
PAGES = FOLDER / "pages"


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.found += [value for name in ("src", "href") if (value := facts.get(name))]
        self.inline += [name for name in facts if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in facts):
            self.inline.append(tag)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serving(build_index(tmp_path / "index")) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_loads_only_our_own_files_and_has_nothing_inline(
    client: TestClient, path: str
) -> None:
    response = client.get(path)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Links()
    page.feed(response.text)
    assert page.found
    assert page.inline == []
    for link in page.found:
        assert re.match(r"/(?!/)", link)
        assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/widget.js", "text/javascript; charset=utf-8"),
        ("/static/page.js", "text/javascript; charset=utf-8"),
        ("/static/docs.js", "text/javascript; charset=utf-8"),
        ("/static/style.css", "text/css; charset=utf-8"),
        ("/static/icon.svg", "image/svg+xml"),
    ],
)
def test_files_have_their_types(client: TestClient, path: str, kind: str) -> None:
    assert client.get(path).headers["content-type"] == kind


@pytest.mark.parametrize("script", sorted(PAGES.glob("*.js")), ids=lambda path: path.name)
def test_scripts_build_nodes_and_never_markup(script: Path) -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b"
    )
    assert re.findall(forbidden, script.read_text()) == []


def test_the_page_names_no_article_of_any_archive() -> None:
    # Example questions come from what the archive holds.
    files = [*PAGES.iterdir(), *(path for path in (FOLDER / "src").rglob("*") if path.is_file())]
    words = "".join(path.read_text() for path in files)
    for name in ("Nara", "Japan", "Korea", "Takaichi"):
        assert name not in words


def test_the_widget_is_sent_zipped_and_only_when_it_changed(client: TestClient) -> None:
    plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    zipped = client.get("/widget.js", headers={"Accept-Encoding": "gzip, br"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < 30_000
    assert zipped.content == plain.content == (FOLDER / "widget.js").read_bytes()
    again = client.get("/widget.js", headers={"If-None-Match": zipped.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/", "/docs", "/widget.js", "/static/page.js"])
def test_no_page_meets_a_file_of_another_release(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["package.json", "widget.js", "src/chat.ts", "..%2fwidget.js"])
def test_only_the_files_of_the_pages_are_served(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_the_docs_have_something_to_say_of_each_operation(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    operations = {
        (method, path): operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }
    assert ("post", "/v1/ask") in operations
    assert ("delete", "/v1/articles/{article_id}") in operations
    for operation in operations.values():
        assert operation["description"]
        assert operation["tags"]

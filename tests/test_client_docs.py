"""The snippets of the clients' pages run as they stand, against a running service."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.http_service import build_index
from tests.service.live_service import ROOT, Live, live

PAGES = ROOT / "docs" / "clients"
LOCAL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("docs")
    with live(build_index(folder / "my-index"), generator="fake") as service:
        yield service


def snippets(language: str) -> list[tuple[str, str]]:
    """Return the page and the code of each block in this language; `sh` is what names none."""
    fence = "" if language == "sh" else language
    return [
        (page.stem, code)
        for page in sorted(PAGES.glob("*.md"))
        for code in re.findall(rf"^```{fence}\n(.*?)^```$", page.read_text(), re.M | re.S)
    ]


def _run(command: list[str], service: Live) -> str:
    folder = service.log.parent  # where my-index lies
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KEY": "unused"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_client_has_a_page_with_a_snippet() -> None:
    assert {page for page, _ in snippets("python")} >= {"http", "langchain", "mcp", "openai"}


@pytest.mark.parametrize(("page", "code"), snippets("python"))
def test_python_runs(service: Live, page: str, code: str) -> None:
    told = _run([sys.executable, "-c", code.replace(LOCAL, service.url)], service)
    assert "Alder Bridge" in told


@pytest.mark.parametrize(("page", "code"), [s for s in snippets("sh") if "curl" in s[1]])
def test_curl_runs(service: Live, page: str, code: str) -> None:
    told = _run(["sh", "-c", code.replace(LOCAL, service.url)], service)
    assert '"citations"' in told or '"id"' in told


def test_the_pages_name_every_setting_that_they_should(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "deploy.md").read_text()
    for name in ("require_keys", "key_rate", "address_rate", "waiting", "answering", "body_seconds",
                 "allowed_origins", "trusted_proxies", "shutdown_seconds"):  # fmt: skip
        assert f"`{name}`" in page

"""A real browser on a fake archive. Skips without Chromium, but never in CI."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import CHROMIUM, FLAGS, Visit
from fake_archive import FakeArchive, running
from playwright.sync_api import Browser, Page, Request, sync_playwright


# A browser a module: Playwright keeps an event loop running, which other tests must not meet.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "CI needs Chromium: apt-get install chromium"
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def archive() -> Iterator[FakeArchive]:
    with running(FakeArchive()) as archive:
        yield archive


@pytest.fixture
def visit(browser: Browser, archive: FakeArchive) -> Iterator[Visit]:
    """Return a function that opens a path of the fake archive, if any.

    No page may throw an error or ask for anything elsewhere.
    """
    complaints: list[str] = []
    contexts = []

    def visit(path: str | None = "/", **options: object) -> Page:
        context = browser.new_context(**{"reduced_motion": "reduce", **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(error.stack or str(error)))
        page.on("request", lambda request: complaints.extend(foreign(request, archive.address)))
        if path is not None:
            page.goto(archive.address + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def foreign(request: Request, address: str) -> list[str]:
    """Return the request's address if it leads anywhere but to the archive."""
    known = request.url.startswith((address, "data:", "blob:"))
    return [] if known else [f"asked for {request.url}"]


@pytest.fixture(scope="session")
def axe() -> str:
    script = Path(__file__).parents[2] / "service/widget/node_modules/axe-core/axe.min.js"
    if not script.is_file():
        assert not os.environ.get("CI"), "CI needs axe-core: npm ci in service/widget"
        pytest.skip("no axe-core here: npm ci --prefix service/widget")
    return script.read_text()

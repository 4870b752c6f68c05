"""The widget on the service itself, with its own policies, over a small index."""

from collections.abc import Iterator

import pytest
from checking import violations
from playwright.sync_api import Browser, expect
from pointing import ask, chip, panel
from serving import serving

from service.app import create_app
from service.settings import Settings
from tests.service.http_service import ARTICLES, HOSTILE, build_index

QUESTION = "When will the Alder Bridge open again?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index = build_index(tmp_path_factory.mktemp("widget") / "index")
    with serving(create_app(Settings(index=index, generator="fake"))) as address:
        yield address


def test_a_question_is_answered_with_the_exact_words_of_an_article(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.add_init_script(
        "window.violations = [];"
        "addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective))"
    )
    page.goto(address)
    expect(page.get_by_role("heading", name="What the archive holds")).to_be_visible()
    # A title that is markup is shown as words.
    expect(page.get_by_role("button", name=HOSTILE)).to_be_visible()
    asked = ask(page, QUESTION)
    expect(asked.get_by_text("Sources", exact=True)).to_be_visible()
    chip(asked, 1).click()
    mark = panel(page).locator("mark")
    expect(mark).to_be_visible()
    quote = mark.inner_text()
    assert any(quote in article["text"] for article in ARTICLES)
    expect(panel(page).get_by_role("button", name="Show the whole article")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("window.violations") == []
    page.close()


def test_the_address_asks(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/?q={QUESTION}")
    expect(page.get_by_role("article", name=QUESTION)).to_be_visible()
    expect(page.get_by_text("Sources", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("article")).to_have_count(1)
    page.close()


def test_an_unusable_question_is_refused_with_the_reason(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("button", name="Limits").click()
    page.get_by_label("Outlet", exact=True).fill("The Nowhere Times")
    asked = ask(page, QUESTION)
    expect(asked.get_by_text("The archive cannot use this question")).to_be_visible()
    expect(asked.get_by_text("no publisher 'The Nowhere Times' in this index")).to_be_visible()
    page.close()


def test_axe_finds_nothing_on_the_page_of_the_api(browser: Browser, address: str, axe: str) -> None:
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{address}/docs")
    page.locator("summary").filter(has_text="/v1/ask").click()
    assert violations(page, axe) == []
    page.close()

"""How a reader points at the parts of a widget."""

from playwright.sync_api import Locator, Page


def field(page: Page) -> Locator:
    """Return where questions are typed."""
    return page.get_by_role("textbox", name="Your question")


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter, and return its turn."""
    field(page).fill(question)
    field(page).press("Enter")
    return turn(page, question)


def turn(page: Page, question: str) -> Locator:
    """Return the last turn with this question."""
    return page.get_by_role("article", name=question).last


def chip(within: Page | Locator, number: int) -> Locator:
    """Return the first chip of a source."""
    return within.locator(".chip").get_by_text(str(number), exact=True).first


def panel(page: Page) -> Locator:
    """Return the dialog with a source."""
    return page.locator("dialog.panel")


def announced(page: Page) -> Locator:
    """Return the only place that speaks to screen readers."""
    return page.locator("dateline-chat [role=status]")

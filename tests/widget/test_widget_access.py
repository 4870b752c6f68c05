"""Zero violations of axe-core in every state, light and dark, on a desk and in a hand."""

import re
from collections.abc import Callable

import pytest
import told
from browsing import Visit
from checking import DESK, HAND, violations
from fake_archive import FakeArchive, Refusal
from hosting import hosted
from playwright.sync_api import Page, ViewportSize, expect
from pointing import ask, chip, panel

FERRY = "When is the last night ferry?"
State = Callable[[Page, FakeArchive], None]


def welcome(page: Page, archive: FakeArchive) -> None:
    expect(page.get_by_role("button", name=FERRY)).to_be_visible()


def searching(page: Page, archive: FakeArchive) -> None:
    archive.answers[FERRY] = ["hold"]
    expect(ask(page, FERRY).get_by_text("Searching the archive …")).to_be_visible()


def streaming(page: Page, archive: FakeArchive) -> None:
    archive.answers[FERRY] = [*archive.steps(told.ferry(FERRY))[:-2], "hold"]
    expect(ask(page, FERRY).get_by_text(told.LAST_CROSSING)).to_be_visible()


def stopped(page: Page, archive: FakeArchive) -> None:
    streaming(page, archive)
    page.get_by_role("button", name="Stop").click()


def answered(page: Page, archive: FakeArchive) -> None:
    expect(ask(page, FERRY).locator(".short")).to_be_visible()


def card(page: Page, archive: FakeArchive) -> None:
    answered(page, archive)
    chip(page, 1).hover()
    expect(page.get_by_role("tooltip")).to_be_visible()


def source(page: Page, archive: FakeArchive) -> None:
    answered(page, archive)
    chip(page, 1).click()
    expect(panel(page).locator("mark")).to_be_visible()
    expect(panel(page).get_by_role("button", name="Show the whole article")).to_be_visible()


def article(page: Page, archive: FakeArchive) -> None:
    source(page, archive)
    panel(page).get_by_role("button", name="Show the whole article").click()


def conflict(page: Page, archive: FakeArchive) -> None:
    archive.tells(told.opposed(FERRY))
    expect(ask(page, FERRY).get_by_text("The sources disagree")).to_be_visible()


def declined(page: Page, archive: FakeArchive) -> None:
    archive.tells(told.declined(FERRY), told.hit())
    expect(ask(page, FERRY).get_by_text("What the archive has nearby")).to_be_visible()


def timeline(page: Page, archive: FakeArchive) -> None:
    answered(page, archive)
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator(".timeline li")).to_have_count(1)


def complaint(page: Page, archive: FakeArchive) -> None:
    answered(page, archive)
    page.get_by_role("button", name="Bad answer").click()
    expect(page.get_by_label("What was wrong? (optional)")).to_be_visible()


def timeline_fails(page: Page, archive: FakeArchive) -> None:
    archive.timeline = Refusal(503, "The model is being loaded.")
    answered(page, archive)
    page.get_by_role("button", name="Timeline").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def judgement_fails(page: Page, archive: FakeArchive) -> None:
    archive.feedback = Refusal(503, "Feedback cannot be kept just now.")
    complaint(page, archive)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def judged(page: Page, archive: FakeArchive) -> None:
    answered(page, archive)
    page.get_by_role("button", name="Good answer").click()
    expect(page.get_by_text("Thank you.").last).to_be_visible()


def nearby(page: Page, archive: FakeArchive) -> None:
    declined(page, archive)
    page.get_by_role("button", name="Farholm to lose").click()
    expect(panel(page).locator("mark")).to_be_visible()


def asked_in_vain(page: Page, archive: FakeArchive) -> None:
    answered(page, archive)
    archive.answers[FERRY] = Refusal(500)
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def follow_up(page: Page, archive: FakeArchive) -> None:
    archive.tells({**told.ferry(FERRY), "completed_question": "When is it in June?"})
    answered(page, archive)
    expect(page.get_by_text("Understood as:")).to_be_visible()


def limits(page: Page, archive: FakeArchive) -> None:
    page.get_by_role("button", name="Limits").click()
    page.get_by_label("Articles from").fill("2031-06-01")
    page.get_by_label("Articles up to").fill("2031-05-01")
    expect(page.locator(".hint")).to_be_visible()


def refused(page: Page, archive: FakeArchive) -> None:
    archive.answers[FERRY] = Refusal(401)
    expect(ask(page, FERRY).get_by_text("This page may not ask")).to_be_visible()


def waiting(page: Page, archive: FakeArchive) -> None:
    archive.answers[FERRY] = Refusal(429, headers={"Retry-After": "60"})
    expect(ask(page, FERRY).get_by_role("button", name=re.compile("Try again in"))).to_be_visible()


def offline(page: Page, archive: FakeArchive) -> None:
    page.context.set_offline(True)
    expect(ask(page, FERRY).get_by_text("You are offline")).to_be_visible()


def cut(page: Page, archive: FakeArchive) -> None:
    archive.answers[FERRY] = [*archive.steps(told.ferry(FERRY))[:-2], "cut"]
    expect(ask(page, FERRY).get_by_text("The connection was lost")).to_be_visible()


STATES = [welcome, searching, streaming, stopped, answered, card, source, article, conflict,
          declined, nearby, follow_up, timeline, timeline_fails, complaint, judged,
          judgement_fails, asked_in_vain, limits, refused, waiting, offline, cut]  # fmt: skip


@pytest.fixture
def full(archive: FakeArchive) -> FakeArchive:
    """Return the archive with all that a service can offer."""
    archive.facts = told.facts(features=["timeline", "feedback"], suggestions=[FERRY])
    entry = {"date": "2031-05-05", "text": told.VOTE, "citations": [1]}
    cited = told.citation(1, told.VOTE)
    archive.timeline = {"entries": [entry], "citations": [cited], "reason": None}
    archive.tells(told.ferry(FERRY, notes=["“Night” was read as a time."]))
    return archive


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(visit: Visit, full: FakeArchive, axe: str, state: State) -> None:
    page = visit()
    state(page, full)
    assert violations(page, axe) == []


@pytest.mark.parametrize("size", [DESK, HAND], ids=["desk", "hand"])
@pytest.mark.parametrize(
    "state",
    [None, welcome, card, source, waiting],
    ids=lambda state: state.__name__ if state else "closed",
)
def test_axe_finds_nothing_in_the_launcher(
    visit: Visit, full: FakeArchive, axe: str, state: State | None, size: ViewportSize
) -> None:
    # On a small screen the window is a modal dialog, chosen when it opens.
    head = '<meta name="color-scheme" content="light dark">'
    path = hosted(full, "<p>A page.</p><dateline-chat launcher></dateline-chat>", head)
    page = visit(path, viewport=size)
    if state:
        page.get_by_role("button", name="Ask the archive").click()
        state(page, full)
    assert violations(page, axe) == []


def test_axe_finds_nothing_from_right_to_left_in_german(
    visit: Visit, full: FakeArchive, axe: str
) -> None:
    # axe takes a page without a background for a white one, also at night.
    head = (
        '<meta name="color-scheme" content="light dark">'
        "<style>body { background: light-dark(#fff, #201f1c) }</style>"
    )
    page = visit(hosted(full, "<dateline-chat></dateline-chat>", head, "de", attributes="dir=rtl"))
    question = page.get_by_role("textbox", name="Ihre Frage")
    question.fill(FERRY)
    question.press("Enter")
    expect(page.locator(".short")).to_be_visible()
    assert violations(page, axe) == []

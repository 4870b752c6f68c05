"""Draw docs/widget/*.png: `python tests/widget/screenshots.py`. Needs Chromium and Pillow.

Each picture has one state twice, light and dark, of invented articles on a fake archive.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import told  # noqa: E402
from browsing import CHROMIUM, FLAGS  # noqa: E402
from fake_archive import FakeArchive, Refusal, running  # noqa: E402
from pointing import ask, chip, panel  # noqa: E402

OUT = ROOT / "docs" / "widget"
FERRY = "When is the last night ferry from Farholm?"
WHEN = "Does the night ferry end in June or in July?"
WHO = "Who designed the new ferry terminal?"
COLOURS = 128
DESK: ViewportSize = {"width": 760, "height": 860}
HAND: ViewportSize = {"width": 400, "height": 780}

State = Callable[[Page, FakeArchive], None]


def welcome(page: Page, archive: FakeArchive) -> None:
    expect(page.get_by_role("button", name="Farholm").first).to_be_visible()


def streaming(page: Page, archive: FakeArchive) -> None:
    archive.answers[FERRY] = [*archive.steps(told.ferry(FERRY), told.hit())[:-2], "hold"]
    expect(ask(page, FERRY).get_by_text(told.LAST_CROSSING)).to_be_visible()
    expect(page.locator(".progress")).to_be_visible()


def answer(page: Page, archive: FakeArchive) -> None:
    expect(ask(page, FERRY).locator(".short")).to_be_visible()


def card(page: Page, archive: FakeArchive) -> None:
    answer(page, archive)
    chip(page.locator(".said").nth(1), 1).hover()
    expect(page.get_by_role("tooltip")).to_be_visible()


def source(page: Page, archive: FakeArchive) -> None:
    answer(page, archive)
    chip(page, 1).click()
    expect(panel(page).get_by_role("button", name="Show the whole article")).to_be_visible()


def conflict(page: Page, archive: FakeArchive) -> None:
    archive.tells(told.opposed(WHEN))
    expect(ask(page, WHEN).get_by_text("The sources disagree")).to_be_visible()


def abstention(page: Page, archive: FakeArchive) -> None:
    archive.tells(told.declined(WHO), told.hit(), told.hit("ferry-2", told.JULY))
    expect(ask(page, WHO).get_by_text("What the archive has nearby")).to_be_visible()


def timeline(page: Page, archive: FakeArchive) -> None:
    answer(page, archive)
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator(".timeline li")).to_have_count(2)
    page.evaluate("scrollTo(0, document.querySelector('#archive').offsetTop - innerHeight)")


def waiting(page: Page, archive: FakeArchive) -> None:
    archive.answers[FERRY] = Refusal(429, "Ten questions a minute.", {"Retry-After": "30"})
    expect(ask(page, FERRY).get_by_text("Too many questions just now")).to_be_visible()
    page.get_by_role("button", name="Limits").click()


def launcher(page: Page, archive: FakeArchive) -> None:
    page.get_by_role("button", name="Ask the archive").click()
    answer(page, archive)


HOST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A host</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<script src="/widget.js" defer></script><h1>Island Herald</h1>
<dateline-chat launcher></dateline-chat>
"""
STATES: list[tuple[State, str, ViewportSize]] = [
    *((state, "/", DESK) for state in (welcome, streaming, answer, card, source)),
    *((state, "/", DESK) for state in (conflict, abstention, timeline, waiting)),
    (launcher, "/host/phone", HAND),
]


def furnished(archive: FakeArchive) -> FakeArchive:
    """Put in what the states show."""
    titles = ("Farholm to lose its night ferry", "Night ferry sails until July")
    archive.facts = told.facts(
        suggestions=[f"What happened: “{title}”?" for title in titles],
        features=["timeline", "feedback", "conversations"],
    )
    archive.tells(told.ferry(FERRY), told.hit())
    archive.timeline = {
        "entries": [
            {"date": "2031-05-05", "text": told.VOTE, "citations": [1]},
            {"date": "2031-05-07", "text": told.JULY, "citations": [2]},
        ],
        "citations": [told.citation(1, told.VOTE), told.citation(2, told.JULY, "ferry-2")],
        "reason": None,
    }
    archive.hosts["phone"] = (HOST, {})
    return archive


def draw(browser: Browser, state: State, path: str, size: ViewportSize, scheme: str) -> bytes:
    """Return the picture of one state in one colour scheme."""
    with running(furnished(FakeArchive())) as archive:
        context = browser.new_context(
            viewport=size,
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(archive.address + path)
        expect(page.get_by_text("1,234").first).to_be_attached()
        state(page, archive)
        # What was scrolled to has to be drawn.
        page.wait_for_timeout(300)
        picture = page.screenshot()
        context.close()
    return picture


def main() -> None:
    """Draw all states."""
    from PIL import Image

    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for state, path, size in STATES:
            both = Image.new("RGB", (2 * size["width"], size["height"]))
            for at, scheme in enumerate(("light", "dark")):
                picture = Image.open(io.BytesIO(draw(browser, state, path, size, scheme)))
                both.paste(picture, (at * size["width"], 0))
            file = OUT / f"{state.__name__}.png"
            both.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
            print(file.relative_to(ROOT), file.stat().st_size, file=sys.stderr)
        browser.close()


if __name__ == "__main__":
    main()

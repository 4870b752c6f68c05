"""How the widget looks on pages of others: hostile, narrow, mirrored, dark, themed, printed."""

import pytest
import told
from browsing import Visit
from fake_archive import FakeArchive
from hosting import hosted
from playwright.sync_api import Page, expect
from pointing import ask, chip, panel

FERRY = "When is the last night ferry?"
CHAT = "<dateline-chat></dateline-chat>"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(32, 31, 28)"

HOSTILE = """
* { all: unset !important; font: italic 60px/3 fantasy !important; color: lime !important;
  letter-spacing: 1em !important; text-transform: uppercase !important; white-space: pre !important;
  text-align: right !important; word-spacing: 2em !important; cursor: none !important; }
dateline-chat { display: none !important; opacity: 0 !important; filter: blur(9px) !important;
  transform: rotate(90deg) !important; pointer-events: none !important; }
dateline-chat *, button, input, textarea, p, h2 { display: none !important; }
dialog { position: static !important; inset: auto !important; }
"""


def test_hostile_styles_do_not_reach_in(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    calm = visit(hosted(archive, "<dateline-chat></dateline-chat>"))
    ask(calm, FERRY)
    expect(calm.locator(".short")).to_be_visible()
    wanted = looks(calm)
    body = "<dateline-chat></dateline-chat>"
    page = visit(hosted(archive, body, f"<style>{HOSTILE}</style>"))
    ask(page, FERRY)
    expect(page.locator(".short")).to_be_visible()
    assert looks(page) == wanted
    chip(page, 1).click()
    expect(panel(page).locator("mark")).to_have_text(told.LAST_CROSSING)


def looks(page: Page) -> list[dict[str, str]]:
    """Return how the parts of the widget look."""
    names = ["fontFamily", "fontSize", "fontStyle", "letterSpacing", "textTransform", "display",
             "textAlign", "whiteSpace", "color", "lineHeight"]  # fmt: skip
    script = (
        "(e, names) => Object.fromEntries(names.map((name) => [name, getComputedStyle(e)[name]]))"
    )
    parts = [".root", ".asked", ".short p", ".said p", ".chip", "textarea", ".actions button"]
    found = [page.locator(f"dateline-chat {part}").first.evaluate(script, names) for part in parts]
    names = ["opacity", "transform", "filter", "pointerEvents", "display"]
    return [*found, page.locator("dateline-chat").evaluate(script, names)]


def test_it_runs_from_right_to_left(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    path = hosted(archive, "<dateline-chat></dateline-chat>", attributes='dir="rtl"')
    page = visit(path, viewport={"width": 900, "height": 700})
    asked = ask(page, FERRY)
    expect(asked.locator(".short")).to_be_visible()
    number = asked.locator(".sources .number").first.bounding_box()
    title = asked.locator(".sources button.title").first.bounding_box()
    assert number and title
    assert number["x"] > title["x"]
    chip(asked, 1).click()
    box = panel(page).bounding_box()
    assert box
    assert box["x"] == 0


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_cut_off_on_a_narrow_or_zoomed_page(
    visit: Visit, archive: FakeArchive, width: int
) -> None:
    # 640 CSS pixels are a window of 1,280 at 200 % zoom.
    archive.tells(told.opposed(FERRY))
    long_word = told.answer("x" * 300, [("y" * 300, [1])], [told.citation(1, "z" * 300, "wide")])
    archive.tells(long_word)
    page = visit("/", viewport={"width": width, "height": 600})
    page.get_by_role("button", name="Limits").click()
    for question in (FERRY, "x" * 300):
        asked = ask(page, question)
        expect(asked.get_by_text("Sources", exact=True)).to_be_visible()
        chip(asked, 1).hover()
        expect(page.get_by_role("tooltip")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        chip(asked, 1).click()
        body = panel(page).locator(".body")
        assert body.evaluate("(e) => e.scrollWidth <= e.clientWidth")
        page.keyboard.press("Escape")


def test_what_has_the_focus_is_not_hidden_by_the_field(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.opposed(FERRY))
    page = visit("/", viewport={"width": 700, "height": 420})
    asked = ask(page, FERRY)
    expect(asked.get_by_text("Sources", exact=True)).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    chip(asked, 1).focus()
    reached = 0
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.locator(".turn :focus")
        if focused.count() == 0:
            break
        reached += 1
        button, form = focused.bounding_box(), page.locator(".composer").bounding_box()
        assert button
        assert form
        assert button["y"] + button["height"] <= form["y"]
    assert reached >= 6


@pytest.mark.parametrize(
    ("head", "scheme", "background"),
    [
        ("", "dark", LIGHT),
        ('<meta name="color-scheme" content="light dark">', "light", LIGHT),
        ('<meta name="color-scheme" content="light dark">', "dark", DARK),
        ("<style>dateline-chat { color-scheme: dark }</style>", "light", DARK),
    ],
    ids=["a light page at night", "both by day", "both at night", "a dark place"],
)
def test_light_and_dark_follow_the_page(
    visit: Visit, archive: FakeArchive, head: str, scheme: str, background: str
) -> None:
    page = visit(hosted(archive, CHAT, head), color_scheme=scheme)
    expect(page.locator(".field")).to_have_css("background-color", background)


def test_properties_and_parts_change_its_looks(visit: Visit, archive: FakeArchive) -> None:
    css = (
        "body { --dateline-accent: rgb(1, 2, 3) } dateline-chat { --dateline-size: 20px }"
        "dateline-chat::part(question) { font-style: italic }"
    )
    archive.tells(told.ferry(FERRY))
    page = visit(hosted(archive, CHAT, f"<style>{css}</style>"))
    asked = ask(page, FERRY)
    button = page.get_by_role("button", name="Ask", exact=True)
    expect(button).to_have_css("background-color", "rgb(1, 2, 3)")
    expect(page.locator(".root")).to_have_css("font-size", "20px")
    expect(asked.get_by_role("heading", name=FERRY)).to_have_css("font-style", "italic")


@pytest.mark.parametrize(("motion", "name"), [("reduce", "none"), ("no-preference", "pulse")])
def test_nothing_moves_for_those_who_want_stillness(
    visit: Visit, archive: FakeArchive, motion: str, name: str
) -> None:
    archive.answers[FERRY] = ["hold"]
    page = visit("/", reduced_motion=motion)
    ask(page, FERRY)
    expect(page.locator(".pulse")).to_have_css("animation-name", name)


def test_a_printed_answer_has_its_quotes_and_no_controls(
    visit: Visit, archive: FakeArchive
) -> None:
    long = "A long sentence that goes on and on, as some do in the news of the day, " * 4
    archive.tells(told.answer(FERRY, [(long, [1])], [told.citation(1, long, "unknown")]))
    page = visit("/", viewport={"width": 600, "height": 800})
    asked = ask(page, FERRY)
    quote = asked.locator(".sources .quote")
    expect(quote).to_have_css("white-space", "nowrap")
    page.emulate_media(media="print")
    expect(quote).to_have_css("white-space", "normal")
    expect(asked.get_by_text(long).first).to_be_visible()
    for hidden in (".composer", ".actions"):
        expect(page.locator(hidden)).to_be_hidden()

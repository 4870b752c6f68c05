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


def test_many_chips_break_into_lines(visit: Visit, archive: FakeArchive) -> None:
    quotes = [f"Sentence number {number}." for number in range(1, 15)]
    cited = [told.citation(n, quote, f"article-{n}") for n, quote in enumerate(quotes, 1)]
    archive.tells(told.answer("All?", [("Many say so.", list(range(1, 15)))], cited))
    page = visit("/", viewport={"width": 320, "height": 600})
    chips = ask(page, "All?").locator(".said .chip")
    expect(chips).to_have_count(14)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    rows = {box["y"] for each in chips.all() if (box := each.bounding_box())}
    assert len(rows) > 1


def test_a_card_is_within_sight_in_the_launcher(visit: Visit, archive: FakeArchive) -> None:
    said = [(f"Statement {n}, of some length, as statements are.", [1]) for n in range(1, 9)]
    archive.tells(told.answer("All?", said, [told.citation(1, told.VOTE)]))
    page = visit(hosted(archive, "<dateline-chat launcher></dateline-chat>"))
    page.get_by_role("button", name="Ask the archive").click()
    chips = ask(page, "All?").locator(".said .chip")
    expect(chips).to_have_count(8)
    log = page.locator(".log").bounding_box()
    assert log
    for each in chips.all():
        each.scroll_into_view_if_needed()
        each.hover()
        card = page.get_by_role("tooltip")
        expect(card).to_be_visible()
        box = card.bounding_box()
        assert box
        assert box["y"] >= log["y"] - 1
        assert box["y"] + box["height"] <= log["y"] + log["height"] + 1
        page.keyboard.press("Escape")
        page.mouse.move(0, 0)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_card_stands_at_its_chip(visit: Visit, archive: FakeArchive, direction: str) -> None:
    cited = told.citation(1, told.LAST_CROSSING)
    statements = [(told.LAST_CROSSING, [1]), (told.LAST_CROSSING[:30], [1])]
    archive.tells(told.answer(FERRY, statements, [cited]))
    path = hosted(archive, CHAT, attributes=f'dir="{direction}"')
    page = visit(path, viewport={"width": 800, "height": 700})
    chips = ask(page, FERRY).locator(".said .chip")
    expect(chips).to_have_count(2)
    for each in chips.all():
        each.hover()
        card = page.get_by_role("tooltip")
        expect(card).to_be_visible()
        box, at = card.bounding_box(), each.bounding_box()
        assert box
        assert at
        assert box["x"] <= at["x"]
        assert at["x"] + at["width"] <= box["x"] + box["width"]
        page.keyboard.press("Escape")


def test_a_low_page_is_not_covered_by_the_field(visit: Visit, archive: FakeArchive) -> None:
    # A window of 1,280 by 1,024 at 400 % zoom.
    archive.tells(told.opposed(FERRY))
    page = visit("/", viewport={"width": 320, "height": 256})
    asked = ask(page, FERRY)
    expect(asked.get_by_text("Sources", exact=True)).to_be_visible()
    asked.evaluate("(turn) => turn.scrollIntoView()")
    expect(asked.get_by_role("heading", name=FERRY)).to_be_in_viewport()
    expect(page.locator(".composer")).not_to_be_in_viewport()


def test_the_field_grows_also_where_styles_cannot_make_it(
    visit: Visit, archive: FakeArchive
) -> None:
    page = visit(None)
    page.add_init_script("CSS.supports = () => false")
    page.goto(archive.address)
    for lines, rows in ((1, "1"), (3, "3"), (20, "6"), (2, "2")):
        page.get_by_role("textbox", name="Your question").fill("line\n" * (lines - 1) + "line")
        expect(page.locator("textarea")).to_have_attribute("rows", rows)


def test_states_show_where_colours_are_forced(visit: Visit, archive: FakeArchive) -> None:
    archive.facts = told.facts(features=["feedback"])
    archive.answers["Slow?"] = ["hold"]
    archive.tells(told.ferry(FERRY))
    page = visit(None, forced_colors="active")
    page.goto(archive.address)
    asked = ask(page, FERRY)
    good = asked.get_by_role("button", name="Good answer")
    empty = "none"
    expect(good.locator("svg")).to_have_css("fill", empty)
    good.click()
    expect(good.locator("svg")).not_to_have_css("fill", empty)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ask(page, "Slow?")
    expect(page.locator(".pulse")).not_to_have_css("background-color", ground)


def test_a_page_with_a_closed_launcher_prints_without_it(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.facts = told.facts(suggestions=[FERRY])
    page = visit(hosted(archive, "<p>A page.</p><dateline-chat launcher></dateline-chat>"))
    expect(page.get_by_role("button", name="Ask the archive")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".log", ".welcome", ".composer", ".launch"):
        expect(page.locator(f"dateline-chat {hidden}")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Ask the archive").click()
    archive.tells(told.ferry(FERRY))
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".short")).to_be_visible()


def test_paper_has_the_archive_before_a_question_and_the_answer_after(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    title = page.get_by_role("heading", name="What the archive holds")
    expect(title).to_be_visible()
    page.emulate_media(media="print")
    expect(title).to_be_visible()
    page.emulate_media(media="screen")
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    page.reload()
    expect(page.locator(".short")).to_be_visible()
    address = page.get_by_text("https://ferry-1.example/story", exact=True).first
    expect(address).to_be_hidden()
    page.emulate_media(media="print")
    expect(title).to_be_hidden()
    expect(address).to_be_visible()

"""What a reader sees of an answer and its sources."""

import re

import pytest
import told
from browsing import Visit
from fake_archive import FakeArchive
from playwright.sync_api import expect
from pointing import announced, ask, chip, field, panel

FERRY = "When is the last night ferry?"


def test_statements_appear_as_they_arrive_with_chips_that_work(
    visit: Visit, archive: FakeArchive
) -> None:
    events = archive.steps(told.ferry(FERRY), told.hit())
    first = next(at for at, step in enumerate(events) if step[0] == "statement")
    archive.answers[FERRY] = [*events[: first + 1], "hold", *events[first + 1 :]]
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.get_by_text(told.LAST_CROSSING)).to_be_visible()
    expect(asked.get_by_text(told.VOTE)).to_have_count(0)
    expect(asked).to_have_attribute("aria-busy", "true")
    chip(asked, 1).click()
    expect(
        panel(page).get_by_role("heading", name="Farholm to lose its night ferry")
    ).to_be_visible()
    page.keyboard.press("Escape")
    archive.release()
    expect(asked.get_by_text(told.VOTE).first).to_be_visible()
    expect(asked.locator(".short")).to_contain_text("30 June")
    expect(asked).to_have_attribute("aria-busy", "false")


def test_a_short_answer_says_which_day_it_means(visit: Visit, archive: FakeArchive) -> None:
    whole = told.ferry(FERRY)
    whole["short_answer"]["clarified"] = "30 June [2031]"
    archive.tells(whole)
    expect(ask(visit(), FERRY).locator(".short")).to_contain_text("30 June [2031]")


def test_a_short_answer_points_at_every_article_that_tells_it(
    visit: Visit, archive: FakeArchive
) -> None:
    whole = told.ferry(FERRY)
    whole["short_answer"]["also_told_by"] = [2]
    archive.tells(whole)
    page = visit()
    chips = ask(page, FERRY).locator(".short .chip")
    expect(chips).to_have_text(["1", "2"])
    chips.nth(1).click()
    expect(panel(page)).to_contain_text(whole["citations"][1]["title"])


def test_a_verdict_is_said_in_a_word_and_borne_out_below(
    visit: Visit, archive: FakeArchive
) -> None:
    whole = told.ferry(FERRY)
    first = whole["statements"][0]["text"]
    whole["short_answer"] |= {"text": first, "clarified": f"[No] {first}", "verdict": "no"}
    archive.tells(whole)
    asked = ask(visit(), FERRY)
    expect(asked.locator(".short")).to_have_text(re.compile(r"^\s*No[\s\u2060]*1\s*$"))
    expect(asked.get_by_text(first).first).to_be_visible()


def test_a_screen_reader_hears_the_start_and_the_finished_answer_and_no_tokens(
    visit: Visit, archive: FakeArchive
) -> None:
    events = archive.steps(told.ferry(FERRY))
    archive.answers[FERRY] = [*events[:-1], "hold", events[-1]]
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.get_by_text(told.VOTE).first).to_be_visible()
    expect(announced(page)).to_have_text("Searching the archive …")
    archive.release()
    expect(announced(page)).to_have_text(re.compile(r"^Answer: The last crossing .* 2 sources\.$"))
    assert page.locator("dateline-chat [aria-live], dateline-chat [role=log]").count() == 0


def test_the_panel_shows_the_exact_quote_in_its_paragraph(
    visit: Visit, archive: FakeArchive
) -> None:
    # The article holds a character beyond the BMP and the quote stands after others.
    archive.tells(told.ferry(FERRY))
    page = visit()
    chip(ask(page, FERRY), 1).click()
    source = panel(page)
    expect(source.locator("mark")).to_have_text(told.LAST_CROSSING)
    paragraph = told.FERRY.split("\n\n")[1]
    expect(source.locator("blockquote p")).to_have_text([paragraph])
    expect(source.get_by_text("Island Herald")).to_be_visible()
    expect(source.get_by_text("5 May 2031")).to_be_visible()
    link = source.get_by_role("link", name="Open the article")
    expect(link).to_have_attribute("href", "https://ferry-1.example/story#:~:text=The")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_the_whole_article_can_be_read_in_the_panel(visit: Visit, archive: FakeArchive) -> None:
    no_address = told.citation(1, told.LAST_CROSSING, url=None, link=None)
    archive.tells(told.answer(FERRY, [(told.LAST_CROSSING, [1])], [no_address]))
    page = visit()
    chip(ask(page, FERRY), 1).click()
    source = panel(page)
    expect(source.locator("mark")).to_be_visible()
    expect(source.get_by_role("link")).to_have_count(0)
    source.get_by_role("button", name="Show the whole article").click()
    expect(source.locator("blockquote p")).to_have_text(told.FERRY.split("\n\n"))
    expect(source.locator("mark")).to_have_text([told.LAST_CROSSING])
    source.get_by_role("button", name="Show only the paragraph").click()
    expect(source.locator("blockquote p")).to_have_count(1)


def test_a_quote_deep_in_a_long_article_is_scrolled_to(visit: Visit, archive: FakeArchive) -> None:
    cited = [told.citation(1, told.DEEP, "long"), told.citation(2, told.VOTE)]
    archive.tells(told.answer(FERRY, [(told.DEEP, [1, 2])], cited))
    page = visit()
    chip(ask(page, FERRY), 1).click()
    panel(page).get_by_role("button", name="Show the whole article").click()
    expect(panel(page).locator("mark")).to_be_in_viewport()
    panel(page).get_by_role("button", name="Next source").click()
    expect(panel(page).get_by_role("heading", name="Farholm")).to_be_in_viewport()


def test_a_quote_stays_when_its_article_has_changed_or_is_gone(
    visit: Visit, archive: FakeArchive
) -> None:
    changed = {**told.citation(1, told.LAST_CROSSING), "start": 3, "end": 40}
    gone = told.citation(2, "Words of an article that was removed.", "gone")
    archive.tells(told.answer(FERRY, [(told.LAST_CROSSING, [1, 2])], [changed, gone]))
    page = visit()
    asked = ask(page, FERRY)
    chip(asked, 1).click()
    expect(panel(page).locator("mark")).to_have_text(told.LAST_CROSSING)
    expect(panel(page).get_by_text("has changed since this answer")).to_be_visible()
    panel(page).get_by_role("button", name="Next source").click()
    expect(panel(page).locator("mark")).to_have_text(gone["quote"])
    expect(panel(page).get_by_text("cannot be loaded now")).to_be_visible()


def test_pointing_at_a_chip_shows_a_card_that_escape_puts_away(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    second = chip(ask(page, FERRY), 2)
    second.hover()
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text("Island Herald")
    expect(card).to_contain_text("5 May 2031")
    expect(card).to_contain_text("Farholm to lose its night ferry")
    expect(card).to_contain_text(f"“{told.VOTE}”")
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    second.hover()
    field(page).focus()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_the_keyboard_reaches_a_source_and_comes_back(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    first = chip(ask(page, FERRY), 1)
    expect(page.get_by_text("Sources", exact=True)).to_be_visible()
    while not page.evaluate("document.activeElement.shadowRoot?.activeElement?.matches('.chip')"):
        page.keyboard.press("Shift+Tab")
    # Backwards from the field, the last chip comes first.
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
    expect(first).to_be_focused()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_visible()
    expect(panel(page).get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(first).to_be_focused()


def test_twelve_sources_all_open(visit: Visit, archive: FakeArchive) -> None:
    quotes = [f"Sentence number {number}." for number in range(1, 13)]
    cited = [told.citation(n, quote, f"article-{n}") for n, quote in enumerate(quotes, 1)]
    said = [(quote, [n]) for n, quote in enumerate(quotes, 1)]
    archive.tells(told.answer("All?", [*said[:2], ("Many say so.", list(range(1, 13)))], cited))
    page = visit()
    asked = ask(page, "All?")
    for number, quote in enumerate(quotes, 1):
        asked.locator(".said").last.locator(".chip").nth(number - 1).click()
        expect(panel(page).locator("mark")).to_have_text(quote)
        expect(panel(page).get_by_text(f"Source {number} of 12")).to_be_visible()
        page.keyboard.press("Escape")


def test_sources_list_outlet_date_correction_and_copies(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    asked = ask(page, FERRY)
    first = asked.locator(".sources li").first
    expect(first).to_contain_text("Island Herald · 5 May 2031")
    expect(first).to_contain_text("Corrected")
    expect(first).to_contain_text("and 2 more outlets")
    first.get_by_role("button").click()
    expect(panel(page).get_by_text(f"“{told.NOTICE}”")).to_be_visible()
    expect(panel(page).get_by_role("link", name="Coast Daily")).to_have_attribute(
        "href", "https://coast.example/ferry"
    )
    expect(panel(page).get_by_text("Radio Strait")).to_be_visible()


def test_a_conflict_shows_both_sides_with_outlet_and_date(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.opposed("When?"))
    page = visit()
    asked = ask(page, "When?")
    expect(asked.get_by_role("heading", name="The sources disagree")).to_be_visible()
    sides = asked.locator(".side")
    expect(sides).to_have_count(2)
    expect(sides.nth(0)).to_contain_text("Island Herald · 5 May 2031")
    expect(sides.nth(0)).to_contain_text(told.LAST_CROSSING)
    expect(sides.nth(1)).to_contain_text("Strait Post · 7 May 2031")
    expect(sides.nth(1)).to_contain_text(told.JULY)
    assert sides.nth(0).bounding_box()["y"] == sides.nth(1).bounding_box()["y"]  # type: ignore[index]
    expect(asked.get_by_text(told.VOTE).first).to_be_visible()


def test_an_abstention_offers_what_the_archive_has(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.declined("Who?"), told.hit(), told.hit("ferry-2", told.JULY))
    page = visit()
    asked = ask(page, "Who?")
    expect(asked.get_by_text("The archive does not answer this up to 8 May 2031.")).to_be_visible()
    expect(announced(page)).to_have_text("The archive does not answer this up to 8 May 2031.")
    asked.get_by_role("button", name="Night ferry sails until July").click()
    expect(panel(page).locator("mark")).to_have_text(told.JULY)


def test_the_focus_comes_back_to_a_chip_also_when_the_answer_ended_meanwhile(
    visit: Visit, archive: FakeArchive
) -> None:
    for question, whole in (("Plain?", told.ferry("Plain?")), ("Two?", told.opposed("Two?"))):
        events = archive.steps(whole)
        archive.answers[question] = [*events[:-1], "hold", events[-1]]
    page = visit()
    for question in ("Plain?", "Two?"):
        asked = ask(page, question)
        first = asked.locator(".said").get_by_role("button", name="Source 1").first
        first.press("Enter")
        expect(panel(page)).to_be_visible()
        archive.release()
        expect(asked).to_have_attribute("aria-busy", "false")
        page.keyboard.press("Escape")
        expect(panel(page)).to_be_hidden()
        focused = asked.locator(".chip:focus")
        expect(focused).to_have_text("1")
        archive.hold()


def test_a_chip_keeps_the_focus_when_the_rest_of_the_answer_comes(
    visit: Visit, archive: FakeArchive
) -> None:
    events = archive.steps(told.ferry(FERRY))
    archive.answers[FERRY] = [*events[:-1], "hold", events[-1]]
    page = visit()
    asked = ask(page, FERRY)
    second = asked.locator(".said").filter(has_text=told.VOTE).locator(".chip")
    second.focus()
    archive.release()
    expect(asked.locator(".short")).to_be_visible()
    expect(second).to_be_focused()


def test_marking_words_beyond_the_edge_of_the_panel_leaves_it_open(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(viewport={"width": 1000, "height": 700})
    chip(ask(page, FERRY), 1).click()
    quote = panel(page).locator("mark").bounding_box()
    assert quote
    page.mouse.move(quote["x"] + 20, quote["y"] + 5)
    page.mouse.down()
    page.mouse.move(100, quote["y"] + 5, steps=4)
    page.mouse.up()
    assert page.evaluate("getSelection().toString().length") > 0
    expect(panel(page)).to_be_visible()
    page.mouse.click(100, 300)
    expect(panel(page)).to_be_hidden()


def test_escape_puts_a_card_away_wherever_the_focus_is(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    asked = ask(page, FERRY)
    page.get_by_role("link", name="Dateline").focus()
    chip(asked, 2).hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("[Island Herald, 5 May 2031] The ferry ends.", "The ferry ends."),
        ("[sic] The ferry ends.", "[sic] The ferry ends."),
        ("The ferry ends [sic] soon.", "The ferry ends [sic] soon."),
    ],
)
def test_a_side_loses_its_outlet_and_nothing_else(
    visit: Visit, archive: FakeArchive, said: str, shown: str
) -> None:
    whole = told.opposed("When?")
    whole["statements"][0]["text"] = said
    archive.tells(whole)
    page = visit()
    expect(ask(page, "When?").locator(".side p[dir]").first).to_contain_text(shown)
    assert page.locator(".side .said").first.inner_text().startswith(shown)


def test_words_that_were_announced_do_not_stay_to_be_read_twice(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(None)
    page.clock.install()
    page.goto(archive.address)
    ask(page, FERRY)
    page.clock.run_for(300)
    expect(announced(page)).to_have_text(re.compile("^Answer: "))
    page.clock.run_for(12_000)
    expect(announced(page)).to_have_text("")

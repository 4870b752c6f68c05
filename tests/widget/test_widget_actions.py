"""What can be done with an answer: go on, limit, copy, see it in time, judge it."""

import told
from browsing import Visit
from fake_archive import FakeArchive, Refusal
from playwright.sync_api import expect
from pointing import announced, ask, chip, field, panel, turn

FERRY = "When is the last night ferry?"


def test_a_follow_up_goes_on_with_the_conversation(visit: Visit, archive: FakeArchive) -> None:
    archive.facts = told.facts(features=["conversations"])
    first = {**told.ferry(FERRY), "conversation": "c7", "completed_question": None}
    archive.tells(first)
    completed = "Who voted to end the night ferry?"
    archive.tells({**told.ferry("Who did?"), "conversation": "c7", "completed_question": completed})
    page = visit()
    expect(page.get_by_text("1,234", exact=True)).to_be_visible()
    ask(page, FERRY)
    expect(turn(page, FERRY).get_by_text("Sources", exact=True)).to_be_visible()
    expect(field(page)).to_have_attribute("placeholder", "Ask a follow-up …")
    asked = ask(page, "Who did?")
    expect(asked.get_by_text(f"Understood as: {completed}")).to_be_visible()
    assert [body["conversation"] for body in archive.sent("/v1/ask")] == ["new", "c7"]
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("article")).to_have_count(0)
    expect(field(page)).to_be_focused()
    ask(page, FERRY)
    expect(turn(page, FERRY).get_by_text("Sources", exact=True)).to_be_visible()
    assert archive.sent("/v1/ask")[-1]["conversation"] == "new"
    assert archive.sent("/v1/conversations/c7") == [{}]


def test_a_service_without_conversations_is_not_told_of_any(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    expect(ask(page, FERRY).get_by_text("Sources", exact=True)).to_be_visible()
    assert archive.sent("/v1/ask") == [{"question": FERRY}]
    for absent in ("Timeline", "Good answer"):
        expect(page.get_by_role("button", name=absent)).to_have_count(0)


def test_limits_go_along_and_are_shown(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    page.get_by_role("button", name="Limits").click()
    page.get_by_label("Articles from").fill("2031-05-01")
    page.get_by_label("Articles up to").fill("2031-04-01")
    page.get_by_label("Outlet", exact=True).focus()
    backwards = "The first day is after the last one: no article fits."
    expect(page.locator(".hint")).to_have_text(backwards)
    expect(announced(page)).to_have_text(backwards)
    expect(page.get_by_label("Articles up to")).to_have_accessible_description(backwards)
    page.get_by_label("Articles up to").fill("2031-06-01")
    page.get_by_label("Answer as of").fill("2031-05-08")
    page.get_by_label("Outlet", exact=True).fill("Island Herald")
    asked = ask(page, FERRY)
    expect(asked.get_by_text("Island Herald, from 1 May 2031, up to 1 June 2031")).to_be_visible()
    limits = {"from": "2031-05-01", "to": "2031-06-01", "as_of": "2031-05-08"}
    assert archive.sent("/v1/ask") == [{"question": FERRY, "publisher": "Island Herald", **limits}]
    button = page.get_by_role("button", name="Limits 4 set")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    page.get_by_role("button", name="Clear limits").click()
    expect(page.get_by_label("Articles from")).to_be_focused()
    expect(page.get_by_role("button", name="Clear limits")).to_have_count(0)
    ask(page, FERRY)
    expect(page.get_by_role("article")).to_have_count(2)
    assert archive.sent("/v1/ask")[-1] == {"question": FERRY}


def test_an_answer_is_copied_with_its_sources(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    asked = ask(page, FERRY)
    asked.get_by_role("button", name="Copy with sources").click()
    expect(asked.get_by_role("button", name="Copied")).to_be_visible()
    plain = page.evaluate("navigator.clipboard.readText()")
    assert plain.splitlines()[0] == FERRY
    assert f"{told.LAST_CROSSING} [1] {told.VOTE} [2]" in plain
    assert "[1] Island Herald, 5 May 2031, “Farholm to lose its night ferry”" in plain
    assert "https://ferry-1.example/story#:~:text=The" in plain
    expect(announced(page)).to_have_text("Copied")
    asked.get_by_role("button", name="Copy as Markdown").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('**'))")
    markdown = page.evaluate("navigator.clipboard.readText()")
    assert f"{told.VOTE} [\\[2\\]](https://ferry-1.example/story#:~:text=The)" in markdown


def test_copying_works_where_the_clipboard_is_refused(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(permissions=["clipboard-read"])
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    asked = ask(page, FERRY)
    asked.get_by_role("button", name="Copy with sources").click()
    expect(asked.get_by_role("button", name="Copied")).to_be_visible()


def test_a_timeline_shows_dated_entries_with_sources(visit: Visit, archive: FakeArchive) -> None:
    archive.facts = told.facts(features=["timeline"])
    archive.tells(told.ferry(FERRY))
    archive.timeline = {
        "entries": [
            {"date": "2031-05-05", "text": told.VOTE, "citations": [1]},
            {"date": "2031-05-07", "text": told.JULY, "citations": [2]},
        ],
        "citations": [told.citation(1, told.VOTE), told.citation(2, told.JULY, "ferry-2")],
        "reason": None,
    }
    page = visit()
    asked = ask(page, FERRY)
    asked.get_by_role("button", name="Timeline").click()
    entries = asked.locator(".timeline li")
    expect(entries).to_have_count(2)
    expect(entries.nth(0)).to_contain_text("5 May 2031")
    expect(entries.nth(1)).to_contain_text(told.JULY)
    chip(entries.nth(1), 2).click()
    expect(panel(page).locator("mark")).to_have_text(told.JULY)
    assert archive.sent("/v1/timeline") == [{"topic": FERRY}]
    page.keyboard.press("Escape")
    button = asked.get_by_role("button", name="Timeline")
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    expect(entries).to_have_count(0)


def test_a_timeline_that_cannot_be_had_says_so(visit: Visit, archive: FakeArchive) -> None:
    archive.facts = told.facts(features=["timeline"])
    archive.tells(told.ferry(FERRY))
    archive.timeline = Refusal(503)
    page = visit()
    asked = ask(page, FERRY)
    asked.get_by_role("button", name="Timeline").click()
    expect(asked.get_by_text("The archive is not ready")).to_be_visible()
    archive.timeline = {"entries": [], "citations": [], "reason": "Nothing is dated."}
    asked.get_by_role("button", name="Try again").click()
    expect(asked.get_by_text("Nothing is dated.")).to_be_visible()


def test_focus_is_never_lost_with_a_button_that_goes_away(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.facts = told.facts(suggestions=[FERRY])
    archive.tells(told.ferry(FERRY))
    page = visit()
    page.get_by_role("button", name=FERRY).press("Enter")
    asked = turn(page, FERRY)
    expect(asked.locator(".short")).to_be_visible()
    expect(asked.get_by_role("heading", name=FERRY)).to_be_focused()
    archive.answers[FERRY] = Refusal(500)
    asked.get_by_role("button", name="Ask again").press("Enter")
    expect(asked.get_by_text("Something went wrong")).to_be_visible()
    expect(asked.get_by_role("heading", name=FERRY)).to_be_focused()
    archive.answers["Other?"] = Refusal(500)
    ask(page, "Other?")
    archive.tells(told.ferry(FERRY))
    asked.get_by_role("button", name="Try again").press("Enter")
    expect(asked.locator(".short")).to_be_visible()
    expect(asked.get_by_role("heading", name=FERRY)).to_be_focused()


def test_thumbs_send_what_was_judged(visit: Visit, archive: FakeArchive) -> None:
    archive.facts = told.facts(features=["feedback"])
    archive.tells(told.ferry(FERRY))
    page = visit()
    asked = ask(page, FERRY)
    asked.get_by_role("button", name="Bad answer").click()
    asked.get_by_label("What was wrong? (optional)").fill("It is in July.")
    asked.get_by_role("button", name="Send").click()
    expect(asked.get_by_text("Thank you. Your judgement was sent.")).to_be_visible()
    expect(asked.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/v1/feedback"):
        asked.get_by_role("button", name="Good answer").click()
    expect(asked.get_by_role("button", name="Good answer")).to_have_attribute(
        "aria-pressed", "true"
    )
    common = {
        "question": FERRY,
        "as_of": "2031-05-08",
        "answer_text": told.ferry(FERRY)["text"],
        "article_ids": ["ferry-1"],
    }
    assert archive.sent("/v1/feedback") == [
        {**common, "thumb": "down", "comment": "It is in July."},
        {**common, "thumb": "up"},
    ]


def test_suggestions_are_asked_with_one_press(visit: Visit, archive: FakeArchive) -> None:
    archive.facts = told.facts(suggestions=[FERRY])
    archive.tells(told.ferry(FERRY))
    page = visit()
    page.get_by_role("button", name=FERRY).click()
    expect(turn(page, FERRY).locator(".short")).to_contain_text("30 June")


def test_a_comment_outlives_a_failure_and_is_sent_once(visit: Visit, archive: FakeArchive) -> None:
    archive.facts = told.facts(features=["feedback"])
    archive.tells(told.ferry(FERRY))
    archive.feedback = Refusal(503, "Feedback cannot be kept just now.")
    page = visit()
    asked = ask(page, FERRY)
    asked.get_by_role("button", name="Bad answer").click()
    asked.get_by_label("What was wrong? (optional)").fill("It is in July.")
    page.wait_for_function("Object.values(sessionStorage).some((v) => v.includes('in July.'))")
    page.reload()
    why = asked.get_by_label("What was wrong? (optional)")
    expect(why).to_have_value("It is in July.")
    asked.get_by_role("button", name="Send").click()
    expect(asked.get_by_text("Feedback cannot be kept just now.")).to_be_visible()
    archive.feedback = None
    archive.received.clear()
    asked.get_by_role("button", name="Try again").evaluate("(e) => { e.click(); e.click(); }")
    expect(asked.get_by_text("Thank you. Your judgement was sent.")).to_be_visible()
    assert [body["comment"] for body in archive.sent("/v1/feedback")] == ["It is in July."]


def test_a_follow_up_is_asked_again_as_it_was_understood(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.facts = told.facts(features=["conversations"])
    completed = "Who voted to end the night ferry?"
    follow_up = {**told.ferry("Who did?"), "conversation": "c7", "completed_question": completed}
    archive.tells(follow_up)
    archive.tells({**told.ferry(completed), "conversation": "c7"})
    page = visit()
    expect(page.get_by_text("1,234", exact=True)).to_be_visible()
    asked = ask(page, "Who did?")
    expect(asked.locator(".short")).to_be_visible()
    with page.expect_request("**/v1/ask") as sent:
        asked.get_by_role("button", name="Ask again").click()
    assert sent.value.post_data_json["question"] == completed
    expect(asked.locator(".short")).to_be_visible()
    expect(asked.get_by_text(f"Understood as: {completed}")).to_be_visible()
    expect(asked.get_by_role("heading", name="Who did?")).to_be_visible()


def test_markdown_shows_words_as_they_are_and_links_to_the_web_only(
    visit: Visit, archive: FakeArchive
) -> None:
    odd = "1986. *Two* cost $5 & $6 &lt;b> [x](y)"
    cited = [
        told.citation(1, odd, "odd", link="https://e.example/a_(b)\\c#:~:text=x%20y\n z"),
        told.citation(2, "- words", "other", link="javascript:alert(1)"),
    ]
    archive.tells(told.answer(FERRY, [(odd, [1]), ("- words", [2])], cited))
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    asked = ask(page, FERRY)
    asked.get_by_role("button", name="Copy as Markdown").click()
    expect(asked.get_by_role("button", name="Copied")).to_be_visible()
    markdown = page.evaluate("navigator.clipboard.readText()")
    assert r"1986\. \*Two\* cost \$5 \& \$6 \&lt;b\> \[x\](y) " in markdown
    assert r"[\[1\]](https://e.example/a_%28b%29/c#:~:text=x%20y%20z)" in markdown
    assert r"\- words \[2\]" in markdown
    assert "javascript:" not in markdown
    asked.get_by_role("button", name="Copy with sources").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => !text.includes('**'))")
    assert "javascript:" not in page.evaluate("navigator.clipboard.readText()")


def test_a_new_conversation_is_not_undone_by_a_reload(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit("/#key=pk")
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("article")).to_have_count(0)
    assert page.url == f"{archive.address}/#key=pk"
    page.reload()
    expect(page.get_by_text("1,234", exact=True)).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)
    assert len(archive.sent("/v1/ask")) == 1


def test_a_day_that_is_being_typed_is_no_limit_yet(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    page.get_by_role("button", name="Limits").click()
    page.get_by_label("Articles from").fill("2031-05-01")
    page.get_by_label("Articles up to").focus()
    page.keyboard.type("06012")
    # The year is 2 so far, as the browser sees it.
    expect(page.get_by_label("Articles up to")).to_have_value("0002-06-01")
    expect(page.locator(".hint")).to_have_count(0)
    page.keyboard.type("031")
    page.get_by_label("Outlet", exact=True).focus()
    ask(page, FERRY)
    expect(page.locator(".short")).to_be_visible()
    (sent,) = archive.sent("/v1/ask")
    assert sent["from"] == "2031-05-01"
    assert sent["to"] == "2031-06-01"

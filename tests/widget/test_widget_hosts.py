"""The widget on pages of others: strict, hostile, crowded, in other languages and directions."""

import html
from typing import Any

import pytest
import told
from browsing import Visit
from fake_archive import FakeArchive
from hosting import hosted
from playwright.sync_api import expect
from pointing import ask, chip, field, panel

FERRY = "When is the last night ferry?"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)


def test_a_strict_policy_with_trusted_types_is_kept(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.opposed(FERRY))
    path = hosted(archive, "<dateline-chat></dateline-chat>", policy=STRICT)
    page = visit(None)
    page.add_init_script(
        "window.violations = [];"
        "addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective))"
    )
    page.goto(archive.address + path)
    asked = ask(page, FERRY)
    chip(asked, 1).click()
    expect(panel(page).locator("mark")).to_have_text(told.LAST_CROSSING)
    assert page.evaluate("window.violations") == []
    # The styles are there: constructed sheets need no permission for inline styles.
    assert page.locator("dialog.panel").evaluate("(e) => getComputedStyle(e).position") == "fixed"


def test_a_hidden_widget_is_hidden(visit: Visit, archive: FakeArchive) -> None:
    page = visit(hosted(archive, "<dateline-chat hidden></dateline-chat>"))
    page.wait_for_function("() => !!customElements.get('dateline-chat')")
    expect(page.locator("dateline-chat")).to_be_hidden()


def test_two_widgets_keep_apart(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    archive.tells(told.declined("Who?"))
    two = '<dateline-chat label="One"></dateline-chat><dateline-chat label="Two"></dateline-chat>'
    page = visit(hosted(archive, two))
    for name, question in (("One", FERRY), ("Two", "Who?")):
        inside = page.get_by_role("group", name=name)
        inside.get_by_role("textbox", name="Your question").fill(question)
        inside.get_by_role("textbox", name="Your question").press("Enter")
        expect(inside.get_by_role("article", name=question)).to_be_visible()
    for _ in range(2):
        one, other = page.get_by_role("group", name="One"), page.get_by_role("group", name="Two")
        expect(one.get_by_role("article")).to_have_count(1)
        expect(one.locator(".short")).to_be_visible()
        expect(other.get_by_role("article")).to_have_count(1)
        expect(other.get_by_text("No answer in the archive")).to_be_visible()
        page.reload()


ATTACK = '<img src=x onerror="window.hit=1"><script>window.hit=2</script>${window.hit=3}{{hit=4}}'
ADDRESSES = [
    "javascript:window.hit=5",
    " javascript:window.hit=5",
    "java\nscript:window.hit=5",
    "data:text/html,<script>opener.hit=6</script>",
    "vbscript:x",
    "//evil.example",
    "JAVASCRIPT:window.hit=5//https://",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_that_is_told_is_executed(visit: Visit, archive: FakeArchive, address: str) -> None:
    fields: dict[str, Any] = {
        "title": ATTACK,
        "publisher": ATTACK,
        "authors": [ATTACK],
        "published": ATTACK,
        "url": address,
        "link": address,
        "also": [{"publisher": ATTACK, "url": address}],
        "correction": {"quote": ATTACK, "start": 0, "end": len(ATTACK)},
    }
    cited = told.citation(1, ATTACK, ATTACK, **fields)
    found = {**told.hit(), "title": ATTACK, "url": address, "publisher": ATTACK, "passages": []}
    whole = told.answer(
        ATTACK,
        [(ATTACK, [1])],
        [cited],
        notes=[ATTACK],
        short_answer={"text": ATTACK, "citation": 1},
    )
    archive.facts = told.facts(publishers=[{"name": ATTACK, "articles": 1}], suggestions=[ATTACK])
    archive.answers[ATTACK] = archive.steps(whole, found)
    declined = {**told.declined("No?"), "reason": ATTACK, "text": ATTACK}
    archive.answers["No?"] = archive.steps(declined, found)
    page = visit(hosted(archive, f'<dateline-chat label="{html.escape(ATTACK)}"></dateline-chat>'))
    page.on("popup", lambda popup: pytest.fail(f"opened {popup.url}"))
    expect(page.get_by_role("button", name=ATTACK)).to_be_visible()
    asked = ask(page, ATTACK)
    chip(asked, 1).hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    chip(asked, 1).click()
    expect(panel(page).locator("mark")).to_have_text(ATTACK)
    page.keyboard.press("Escape")
    expect(ask(page, "No?").get_by_text("No answer in the archive")).to_be_visible()
    page.reload()
    expect(page.get_by_role("article")).to_have_count(2)
    assert page.evaluate("window.hit") is None
    assert page.locator("dateline-chat a").count() == 0
    assert page.locator("dateline-chat :is(img, script, iframe)").count() == 0


def test_events_tell_the_page_what_happens(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(hosted(archive, "<dateline-chat></dateline-chat>"))
    page.evaluate(
        "window.heard = []; for (const name of ['question', 'answer', 'citation-open', 'error'])"
        "addEventListener(`dateline-${name}`, ({type, detail}) => heard.push([type, detail]))"
    )
    answered = page.evaluate(
        "(q) => document.querySelector('dateline-chat').ask(q).then((a) => a.text)", FERRY
    )
    assert answered == told.ferry(FERRY)["text"]
    chip(page, 2).click()
    ask_nothing = "document.querySelector('dateline-chat').ask('  ')"
    assert page.evaluate(ask_nothing) is None
    assert page.evaluate("document.querySelector('dateline-chat').ask('unknown')") is None
    heard = page.evaluate("heard")
    assert [name for name, _ in heard] == [
        "dateline-question", "dateline-answer", "dateline-citation-open",
        "dateline-question", "dateline-error",
    ]  # fmt: skip
    assert heard[0][1] == {"question": FERRY, "limits": {}}
    assert heard[1][1]["answer"]["short_answer"]["text"] == "30 June"
    assert heard[2][1]["citation"]["quote"] == told.VOTE
    assert heard[4][1]["status"] == 500


def test_attributes_set_key_and_limits(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    chat = (
        f'<dateline-chat endpoint="{archive.address}/" key="pk-1" publisher="Island Herald" '
        'as-of="2031-05-08" from="2031-05-01" to="2031-05-31"></dateline-chat>'
    )
    page = visit(hosted(archive, chat))
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    limits = {"publisher": "Island Herald", "as_of": "2031-05-08",
              "from": "2031-05-01", "to": "2031-05-31"}  # fmt: skip
    assert archive.sent("/v1/ask") == [{"question": FERRY, **limits}]
    assert archive.headers[-1]["authorization"] == "Bearer pk-1"


def test_the_page_takes_a_key_from_its_address(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(None)
    keys: list[str] = []
    page.on(
        "request",
        lambda request: (
            "/v1/" in request.url and keys.append(request.headers.get("authorization", "missing"))
        ),
    )
    with page.expect_request(
        lambda request: (
            request.url.endswith("/v1/archive")
            and request.headers.get("authorization") == "Bearer pk-2"
        )
    ):
        page.goto(f"{archive.address}/#key=pk-2")
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    assert archive.headers[-1]["authorization"] == "Bearer pk-2"
    assert page.url.endswith("#key=pk-2")
    assert "missing" not in keys


def test_a_key_that_is_set_later_is_used(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(hosted(archive, "<dateline-chat></dateline-chat>"))
    archive.facts = told.facts(suggestions=["Known only now?"])
    page.evaluate("document.querySelector('dateline-chat').key = 'pk-3'")
    expect(page.get_by_role("button", name="Known only now?")).to_be_visible()
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    assert archive.headers[-1]["authorization"] == "Bearer pk-3"


def test_the_launcher_opens_closes_and_gives_focus_back(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(hosted(archive, "<dateline-chat launcher></dateline-chat>"))
    launcher = page.get_by_role("button", name="Ask the archive")
    expect(field(page)).to_be_hidden()
    launcher.press("Enter")
    expect(launcher).to_have_attribute("aria-expanded", "true")
    expect(field(page)).to_be_focused()
    asked = ask(page, FERRY)
    chip(asked, 1).click()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(field(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_hidden()
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")
    page.evaluate("document.querySelector('dateline-chat').open()")
    expect(field(page)).to_be_focused()
    page.evaluate("document.querySelector('dateline-chat').close()")
    expect(field(page)).to_be_hidden()


def test_the_launcher_fills_a_small_screen(visit: Visit, archive: FakeArchive) -> None:
    path = hosted(archive, "<a href='#'>Behind</a><dateline-chat launcher></dateline-chat>")
    page = visit(path, viewport={"width": 360, "height": 640})
    page.get_by_role("button", name="Ask the archive").click()
    box = page.locator("dialog.window").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 640}
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Ask the archive")).to_be_focused()


def test_it_speaks_german_where_the_page_does(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(hosted(archive, "<dateline-chat></dateline-chat>", lang="de-AT"))
    question = page.get_by_role("textbox", name="Ihre Frage")
    question.fill(FERRY)
    question.press("Enter")
    expect(page.get_by_text("Quellen", exact=True)).to_be_visible()
    expect(page.get_by_text("5. Mai 2031").first).to_be_visible()
    expect(page.get_by_text(f"„{told.VOTE}“")).to_be_visible()
    expect(page.locator(".root")).to_have_attribute("lang", "de")


def test_it_goes_on_when_it_is_moved(visit: Visit, archive: FakeArchive) -> None:
    events = archive.steps(told.ferry(FERRY))
    archive.answers[FERRY] = [*events[:-1], "hold", events[-1]]
    page = visit(None)
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})"
    )
    page.goto(archive.address + hosted(archive, "<div></div><dateline-chat></dateline-chat>"))
    asked = ask(page, FERRY)
    chip(asked, 1).click()
    expect(panel(page)).to_be_visible()
    page.evaluate("document.querySelector('div').append(document.querySelector('dateline-chat'))")
    expect(panel(page)).to_be_hidden()
    archive.release()
    expect(asked.locator(".short")).to_be_visible()
    assert len(archive.sent("/v1/ask")) == 1


def test_a_conversation_stays_with_its_widget_when_another_comes_before_it(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(hosted(archive, '<dateline-chat class="mine"></dateline-chat>'))
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    page.evaluate("document.querySelector('main').prepend(document.createElement('dateline-chat'))")
    mine = page.locator(".mine")
    expect(page.get_by_role("textbox", name="Your question")).to_have_count(2)
    page.evaluate("document.querySelector('main').append(document.querySelector('.mine'))")
    expect(mine.get_by_role("article")).to_have_count(1)
    page.reload()
    expect(mine.get_by_role("article")).to_have_count(1)


def test_what_a_page_set_before_the_script_came_is_used_from_the_first(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    early = "/host/early.js"
    archive.hosts["early.js"] = (
        "Object.assign(document.querySelector('dateline-chat'), {key: 'pk-4', from: '2031-05-01'})",
        {"Content-Type": "text/javascript"},
    )
    body = f'<dateline-chat></dateline-chat><script src="{early}"></script>'
    path = hosted(archive, body)
    page = visit(None)
    keys = []
    page.on(
        "request",
        lambda request: "/v1/" in request.url and keys.append(request.headers.get("authorization")),
    )
    page.goto(archive.address + path)
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    assert keys == ["Bearer pk-4", "Bearer pk-4"]
    assert archive.sent("/v1/ask") == [{"question": FERRY, "from": "2031-05-01"}]


def test_another_archive_does_not_learn_of_the_conversation_with_the_first(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.facts = told.facts(features=["conversations"])
    archive.tells({**told.ferry(FERRY), "conversation": "c7"})
    page = visit(hosted(archive, "<dateline-chat></dateline-chat>"))
    expect(page.locator(".holdings")).to_be_visible()
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    with page.expect_response("**/other/v1/archive"):
        page.evaluate("document.querySelector('dateline-chat').endpoint = '/other'")
    page.route(
        "**/other/v1/ask",
        lambda route: (
            archive.received.append(("other", route.request.post_data_json)),
            route.abort(),
        ),
    )
    expect(ask(page, "And then?").get_by_text("The archive cannot be reached")).to_be_visible()
    assert archive.sent("other") == [{"question": "And then?"}]


def test_limits_can_be_set_by_the_page_at_any_time(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(hosted(archive, "<dateline-chat></dateline-chat>"))
    expect(field(page)).to_be_visible()
    page.evaluate(
        "Object.assign(document.querySelector('dateline-chat'),"
        " {asOf: '2031-05-08', publisher: 'Island Herald'})"
    )
    expect(page.get_by_role("button", name="Limits 2 set")).to_be_visible()
    page.evaluate("document.querySelector('dateline-chat').publisher = null")
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    assert archive.sent("/v1/ask") == [{"question": FERRY, "as_of": "2031-05-08"}]


def test_a_launcher_can_be_opened_and_asked_as_soon_as_it_is_made(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(hosted(archive, "<p>A page.</p>"))
    page.evaluate(
        "() => { window.chat = document.createElement('dateline-chat'); chat.launcher = true;"
        " document.body.append(chat); chat.open(); }"
    )
    expect(field(page)).to_be_focused()
    answered = page.evaluate(
        "(q) => { const other = document.createElement('dateline-chat');"
        " const promise = other.ask(q).then((a) => a.short_answer.text);"
        " document.body.append(other); return promise; }",
        FERRY,
    )
    assert answered == "30 June"


def test_closing_takes_no_focus_from_the_page(visit: Visit, archive: FakeArchive) -> None:
    page = visit(hosted(archive, "<input aria-label=Name><dateline-chat launcher></dateline-chat>"))
    page.get_by_role("button", name="Ask the archive").click()
    expect(field(page)).to_be_focused()
    page.get_by_label("Name").focus()
    page.evaluate("document.querySelector('dateline-chat').close()")
    expect(field(page)).to_be_hidden()
    expect(page.get_by_label("Name")).to_be_focused()


def test_escape_in_a_full_window_stops_first_and_closes_next(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.answers[FERRY] = ["hold"]
    path = hosted(archive, "<dateline-chat launcher></dateline-chat>")
    page = visit(path, viewport={"width": 640, "height": 500})
    page.get_by_role("button", name="Ask the archive").click()
    asked = ask(page, FERRY)
    expect(asked.get_by_text("Searching the archive")).to_be_visible()
    page.keyboard.press("Escape")
    expect(asked.get_by_text("Stopped before anything had arrived.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_hidden()


def test_the_keyboard_of_a_screen_makes_room_for_the_answer(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    path = hosted(archive, "<dateline-chat></dateline-chat>")
    page = visit(path, viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    expect(field(page)).not_to_be_focused()


@pytest.mark.parametrize(
    ("facts", "on_a_page", "on_our_page"),
    [
        (
            {"articles": 0, "publisher_count": 0, "publishers": [], "first_day": None},
            "The archive is empty so far.",
            "The archive is empty. `dateline index PATH` puts articles in.",
        ),
        (
            {"articles": 1, "publisher_count": 1, "last_day": None},
            "1 article from 1 outlet",
            "no date",
        ),
        ({"articles": 7, "publisher_count": 0, "publishers": []}, "7 articles ·", "7 May 2031"),
        ({"publisher_count": 52}, "1,234 articles from 52 outlets", "and 50 more"),
    ],
    ids=["empty", "one", "no outlets", "many outlets"],
)
def test_what_the_archive_holds_is_told_in_plain_words(
    visit: Visit, archive: FakeArchive, facts: dict[str, Any], on_a_page: str, on_our_page: str
) -> None:
    archive.facts = told.facts(**facts)
    page = visit(hosted(archive, "<dateline-chat></dateline-chat>"))
    expect(page.locator(".holdings")).to_contain_text(on_a_page)
    page.goto(archive.address)
    expect(page.get_by_text(on_our_page, exact=True)).to_be_visible()


@pytest.mark.parametrize("lang", ["constructor", "__proto__", "xx", "EN-us", ""])
def test_a_language_that_is_unknown_is_english(
    visit: Visit, archive: FakeArchive, lang: str
) -> None:
    page = visit(hosted(archive, f'<dateline-chat lang="{lang}"></dateline-chat>', lang=lang))
    expect(field(page)).to_be_visible()


def test_it_stops_when_it_is_taken_off_the_page(visit: Visit, archive: FakeArchive) -> None:
    archive.answers[FERRY] = ["hold"]
    page = visit(hosted(archive, "<dateline-chat></dateline-chat>"))
    ask(page, FERRY)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    with page.expect_event("requestfailed"):
        page.evaluate("document.querySelector('dateline-chat').remove()")
    page.evaluate("document.querySelector('main').append(document.createElement('dateline-chat'))")
    expect(page.get_by_text("Stopped before anything had arrived.")).to_be_visible()

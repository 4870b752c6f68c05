"""Nothing typed is lost, and every failure has a way on."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest
import told
from browsing import Visit
from fake_archive import FakeArchive, Refusal, Step, Whole
from playwright.sync_api import expect
from pointing import announced, ask, chip, field, turn

FERRY = "When is the last night ferry?"


def part_of(archive: FakeArchive, *then: Step) -> list[Step]:
    """Return the events up to the first statement, and then others."""
    events = archive.steps(told.ferry(FERRY))
    return [*events[: [step[0] for step in events].index("statement") + 1], *then]


def test_stopping_keeps_what_had_arrived(visit: Visit, archive: FakeArchive) -> None:
    archive.answers[FERRY] = part_of(archive, "hold")
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.get_by_text(told.LAST_CROSSING)).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(asked.get_by_text("Stopped. What had arrived stays.")).to_be_visible()
    expect(asked.get_by_text(told.LAST_CROSSING)).to_be_visible()
    expect(field(page)).to_be_focused()
    archive.tells(told.ferry(FERRY))
    asked.get_by_role("button", name="Ask again").click()
    expect(asked.locator(".short")).to_contain_text("30 June")
    expect(page.get_by_role("article")).to_have_count(1)


def test_escape_stops(visit: Visit, archive: FakeArchive) -> None:
    archive.answers[FERRY] = ["hold"]
    page = visit()
    asked = ask(page, FERRY)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(asked.get_by_text("Stopped before anything had arrived.")).to_be_visible()


def test_a_new_question_gives_the_running_one_up(visit: Visit, archive: FakeArchive) -> None:
    archive.answers["Slow?"] = ["hold"]
    archive.tells(told.ferry(FERRY))
    page = visit()
    ask(page, "Slow?")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    asked = ask(page, FERRY)
    expect(asked.locator(".short")).to_contain_text("30 June")
    expect(turn(page, "Slow?").get_by_text("Stopped before anything")).to_be_visible()


def test_a_slow_answer_says_so(visit: Visit, archive: FakeArchive) -> None:
    archive.answers[FERRY] = ["hold", *archive.steps(told.ferry(FERRY))]
    page = visit(None)
    page.clock.install()
    page.goto(archive.address)
    asked = ask(page, FERRY)
    page.clock.run_for(300)
    expect(asked.get_by_text("Searching the archive …")).to_be_visible()
    page.clock.run_for(6000)
    expect(asked.get_by_text("This takes longer than usual.")).to_be_visible()
    archive.release()
    expect(asked.locator(".short")).to_contain_text("30 June")


def test_offline_keeps_the_question_until_there_is_a_network(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    page.context.set_offline(True)
    asked = ask(page, FERRY)
    expect(asked.get_by_text("You are offline")).to_be_visible()
    expect(announced(page)).to_have_text(re.compile("^You are offline"))
    page.context.set_offline(False)
    asked.get_by_role("button", name="Try again").click()
    expect(asked.locator(".short")).to_contain_text("30 June")


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (401, "This page may not ask the archive"),
        (403, "This page may not ask the archive"),
        (404, "The archive cannot use this question"),
        (422, "The archive cannot use this question"),
        (500, "Something went wrong in the archive"),
    ],
)
def test_a_refusal_says_why_and_offers_ways_on(
    visit: Visit, archive: FakeArchive, status: int, title: str
) -> None:
    archive.answers[FERRY] = Refusal(status, "The cause and its remedy.")
    page = visit()
    page.evaluate("addEventListener('dateline-error', ({detail}) => { window.heard = detail })")
    asked = ask(page, FERRY)
    expect(asked.get_by_text(title)).to_be_visible()
    expect(asked.get_by_text("The cause and its remedy.")).to_be_visible()
    expect(announced(page)).to_have_text(f"{title}. The cause and its remedy.")
    heard = page.evaluate("window.heard")
    assert (heard["status"], heard["question"]) == (status, FERRY)
    asked.get_by_role("button", name="Edit the question").click()
    expect(field(page)).to_have_value(FERRY)
    expect(field(page)).to_be_focused()


@pytest.mark.parametrize(
    ("status", "title"), [(429, "Too many questions just now"), (503, "The archive is not ready")]
)
def test_whoever_must_wait_sees_how_long(
    visit: Visit, archive: FakeArchive, status: int, title: str
) -> None:
    archive.answers[FERRY] = Refusal(status, headers={"Retry-After": "3"})
    page = visit(None)
    page.clock.install()
    page.goto(archive.address)
    asked = ask(page, FERRY)
    page.clock.run_for(300)
    expect(asked.get_by_text(title)).to_be_visible()
    button = asked.get_by_role("button", name=re.compile("^Try again"))
    expect(button).to_have_attribute("aria-disabled", "true")
    button.dispatch_event("click")
    assert len(archive.sent("/v1/ask")) == 1
    page.clock.run_for(4000)
    expect(button).to_have_text("Try again")
    expect(announced(page)).to_have_text("You can try again now.")
    archive.tells(told.ferry(FERRY))
    button.click()
    page.clock.run_for(300)
    expect(asked.locator(".short")).to_contain_text("30 June")


def test_every_wait_counts_down_also_when_others_are_answered(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.answers["Busy?"] = Refusal(429, headers={"Retry-After": "5"})
    archive.tells(told.ferry(FERRY))
    page = visit(None)
    page.clock.install()
    page.goto(archive.address)
    busy = ask(page, "Busy?")
    page.clock.run_for(300)
    expect(busy.get_by_role("button", name="Try again in 5 s")).to_be_visible()
    asked = ask(page, FERRY)
    page.clock.run_for(2000)
    expect(asked.locator(".short")).to_be_visible()
    expect(busy.get_by_role("button", name="Try again in 3 s")).to_be_visible()
    page.clock.run_for(4000)
    expect(busy.get_by_role("button", name="Try again", exact=True)).to_be_enabled()


def test_asking_again_in_vain_keeps_the_answer_that_was_there(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.locator(".short")).to_be_visible()
    page.context.set_offline(True)
    asked.get_by_role("button", name="Ask again").click()
    expect(asked.get_by_text("You are offline")).to_be_visible()
    expect(asked.locator(".short")).to_contain_text("30 June")
    page.context.set_offline(False)
    archive.answers[FERRY] = ["hold"]
    asked.get_by_role("button", name="Try again").click()
    expect(asked.get_by_text("Searching the archive")).to_be_visible()
    expect(asked.locator(".short")).to_have_count(0)
    page.evaluate("window.heard = 0; addEventListener('dateline-answer', () => { window.heard++ })")
    page.get_by_role("button", name="Stop").click()
    expect(announced(page)).to_have_text("Stopped.")
    expect(asked.locator(".short")).to_contain_text("30 June")
    expect(asked.get_by_role("button", name="Ask again")).to_have_count(1)
    chip(asked, 2).click()
    expect(page.locator("dialog.panel mark")).to_have_text(told.VOTE)
    assert page.evaluate("window.heard") == 0


def test_editing_a_question_keeps_the_next_one(visit: Visit, archive: FakeArchive) -> None:
    archive.answers[FERRY] = Refusal(422)
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.get_by_text("Change the question or its limits.")).to_be_visible()
    field(page).fill("And the bus")
    for _ in range(2):
        asked.get_by_role("button", name="Edit the question").click()
        expect(field(page)).to_have_value(f"{FERRY}\nAnd the bus")


def test_a_question_of_any_length_is_sent_whole(visit: Visit, archive: FakeArchive) -> None:
    question = "Why? " * 600
    archive.answers[question.strip()] = Refusal(422, "At most 2,000 characters are taken.")
    page = visit()
    ask(page, question.strip())
    expect(page.locator(".trouble").get_by_text("At most 2,000 characters")).to_be_visible()
    page.get_by_role("button", name="Edit the question").click()
    expect(field(page)).to_have_value(question.strip())


def test_a_stream_that_is_cut_keeps_its_statements(visit: Visit, archive: FakeArchive) -> None:
    archive.answers[FERRY] = part_of(archive, "cut")
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.get_by_text("The connection was lost")).to_be_visible()
    expect(asked.get_by_text(told.LAST_CROSSING)).to_be_visible()
    chip(asked, 1).click()
    expect(page.locator("dialog.panel mark")).to_have_text(told.LAST_CROSSING)
    page.keyboard.press("Escape")
    archive.tells(told.ferry(FERRY))
    asked.get_by_role("button", name="Try again").click()
    expect(asked.locator(".short")).to_contain_text("30 June")
    expect(asked.get_by_text("The connection was lost")).to_have_count(0)


def test_an_error_within_the_stream_is_one(visit: Visit, archive: FakeArchive) -> None:
    problem = {"status": 503, "title": "Gone", "detail": "The model is being loaded."}
    archive.answers[FERRY] = part_of(archive, ("error", problem))
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.get_by_text("The archive is not ready")).to_be_visible()
    expect(asked.get_by_text("The model is being loaded.")).to_be_visible()


def test_events_are_read_as_the_standard_says(visit: Visit, archive: FakeArchive) -> None:
    whole = json.dumps(told.ferry(FERRY), ensure_ascii=False, indent=1)
    lines = "".join(f"data: {line}\r\n" for line in whole.splitlines())
    raw = f"\ufeff: a comment\r\nretry: 5\r\nid\r\nevent:answer\r\n{lines}\r\n".encode()
    # Cut everywhere, also between CR and LF and within characters.
    cuts = [0, 1, 2, 11, 12, *range(20, len(raw), 7), len(raw)]
    archive.answers[FERRY] = [raw[start:end] for start, end in pairwise(cuts)]
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.locator(".short")).to_contain_text("30 June")


@pytest.mark.parametrize(
    "script",
    [
        [b"event: answer\ndata: {not json\n\n"],
        [b"event: answer\ndata: null\n\n"],
        [b"event: answer\ndata: {}\n\n"],
        [b"event: error\ndata: null\n\n"],
        [("passages", {"hits": [{"title": 5}]})],
        [("statement", {"position": 0, "statement": "words", "citations": []})],
        [("answer", {**told.ferry(FERRY), "citations": [{"number": 1}]})],
        ["flood"],
        Whole({}),
        Whole(["an answer"]),
    ],
    ids=lambda script: str(script)[:40],
)
def test_what_is_no_answer_is_a_failure(
    visit: Visit, archive: FakeArchive, script: list[Step] | Whole
) -> None:
    archive.answers[FERRY] = script
    page = visit()
    asked = ask(page, FERRY)
    expect(asked.get_by_text("Something went wrong in the archive")).to_be_visible()
    page.reload()
    archive.tells(told.ferry(FERRY))
    asked.get_by_role("button", name="Try again").click()
    expect(asked.locator(".short")).to_contain_text("30 June")


def test_an_answer_of_an_older_service_is_shown(visit: Visit, archive: FakeArchive) -> None:
    # Of the contract in the first release, and not streamed.
    later = ("notes", "widened", "conversation", "completed_question", "conflicts")
    whole = {name: value for name, value in told.ferry(FERRY).items() if name not in later}
    for cited in whole["citations"]:
        del cited["correction"]
    archive.answers[FERRY] = Whole(whole)
    page = visit()
    expect(ask(page, FERRY).locator(".short")).to_contain_text("30 June")


@pytest.mark.parametrize("end", [b"\n\n", b"\r\r", b"\r\n\r\n"])
def test_an_event_is_told_when_it_ends_and_not_later(
    visit: Visit, archive: FakeArchive, end: bytes
) -> None:
    whole = json.dumps(told.ferry(FERRY)).encode()
    line = end[: len(end) // 2]
    archive.answers[FERRY] = [b"event: answer" + line + b"data: " + whole + end, "hold"]
    page = visit()
    expect(ask(page, FERRY).locator(".short")).to_contain_text("30 June")


def test_a_stream_that_falls_silent_is_given_up(visit: Visit, archive: FakeArchive) -> None:
    archive.answers[FERRY] = part_of(archive, "hold")
    page = visit(None)
    page.clock.install()
    page.goto(archive.address)
    asked = ask(page, FERRY)
    page.clock.run_for(300)
    expect(asked.get_by_text(told.LAST_CROSSING)).to_be_visible()
    page.clock.run_for(50_000)
    expect(asked.get_by_text("This takes longer than usual.")).to_be_visible()
    page.clock.run_for(20_000)
    expect(asked.get_by_text("The connection was lost")).to_be_visible()
    expect(asked.get_by_text(told.LAST_CROSSING)).to_be_visible()


def test_a_conversation_that_expired_is_begun_anew(visit: Visit, archive: FakeArchive) -> None:
    archive.facts = told.facts(features=["conversations"])
    archive.tells({**told.ferry(FERRY), "conversation": "c7"})
    page = visit()
    expect(page.get_by_text("1,234", exact=True)).to_be_visible()
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    archive.refused_conversations.add("c7")
    asked = ask(page, FERRY)
    expect(page.get_by_role("article")).to_have_count(2)
    expect(asked.locator(".short")).to_be_visible()
    sent = [body["conversation"] for body in archive.sent("/v1/ask")]
    assert sent == ["new", "c7", "new"]


def test_a_reload_restores_the_conversation_the_draft_and_the_limits(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    page.get_by_role("button", name="Limits").click()
    page.get_by_label("Articles from").fill("2031-05-01")
    expect(ask(page, FERRY).locator(".short")).to_be_visible()
    field(page).fill("And what of the b")
    page.reload()
    asked = turn(page, FERRY)
    expect(asked.locator(".short")).to_contain_text("30 June")
    expect(field(page)).to_have_value("And what of the b")
    expect(page.get_by_role("button", name="Limits 1 set")).to_be_visible()
    chip(asked, 2).click()
    expect(page.locator("dialog.panel mark")).to_have_text(told.VOTE)
    # The address still holds the question, and it is not asked again.
    assert "q=" in page.url
    assert len(archive.sent("/v1/ask")) == 1


def test_a_reload_amid_an_answer_offers_to_ask_again(visit: Visit, archive: FakeArchive) -> None:
    archive.answers[FERRY] = part_of(archive, "hold")
    page = visit()
    expect(ask(page, FERRY).get_by_text(told.LAST_CROSSING)).to_be_visible()
    page.reload()
    asked = turn(page, FERRY)
    expect(asked.get_by_text(told.LAST_CROSSING)).to_be_visible()
    expect(asked.get_by_text("The connection was lost")).to_be_visible()
    archive.tells(told.ferry(FERRY))
    asked.get_by_role("button", name="Try again").click()
    expect(asked.locator(".short")).to_contain_text("30 June")


TURN = {"id": 1, "question": "Kept?", "limits": {}, "status": "answered", "slow": False,
        "hits": [], "statements": [], "citations": [], "answer": None, "comment": ""}  # fmt: skip
FOREVER = {**TURN, "status": "failed", "trouble": {"kind": "busy", "detail": "", "until": 1e300}}
KEPT: list[Any] = [
    None,
    [],
    5,
    {"turns": 5},
    {"turns": [None, {}, {"id": "x"}], "draft": 7, "limits": [], "conversation": {}},
    {"turns": [{**TURN, "answer": {}}, {**TURN, "limits": {"from": 3}}], "draft": None},
    {"turns": [{**TURN, "status": "gone"}, {**TURN, "trouble": {"kind": "constructor"}}]},
    {"turns": [{**TURN, "statements": [{"text": "x", "citations": "1"}]}, FOREVER]},
    {"turns": [TURN, {**TURN, "question": "Twice?"}, TURN]},
    {"turns": [{**TURN, "answer": {**told.ferry("Kept?"), "citations": [{"number": 1}]}}]},
]


@pytest.mark.parametrize("kept", ["{not json", *map(json.dumps, KEPT)])
def test_what_the_tab_kept_wrongly_does_no_harm(
    visit: Visit, archive: FakeArchive, kept: str
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit()
    ask(page, FERRY)
    page.wait_for_function("Object.values(sessionStorage).some((v) => v.includes('30 June'))")
    changed = page.evaluate(
        "(kept) => Object.keys(sessionStorage).map((key) => { sessionStorage[key] = kept }).length",
        kept,
    )
    assert changed == 1
    # The address must not ask again what the tab has forgotten.
    page.goto("about:blank")
    page.goto(archive.address)
    expect(ask(page, "Another?").get_by_text("Something went wrong")).to_be_visible()
    expect(ask(page, FERRY).locator(".short")).to_contain_text("30 June")


def test_a_wait_that_was_stored_ends(visit: Visit, archive: FakeArchive) -> None:
    page = visit()
    ask(page, FERRY)
    page.wait_for_function("Object.keys(sessionStorage).length === 1")
    page.evaluate(
        "(kept) => Object.keys(sessionStorage).map((key) => { sessionStorage[key] = kept })",
        json.dumps({"turns": [FOREVER]}),
    )
    page.goto("about:blank")
    page.goto(archive.address)
    expect(turn(page, "Kept?").get_by_role("button", name="Try again in 60 min")).to_be_visible()


def test_a_full_storage_keeps_the_newest(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    long = told.answer("Long?", [("w " * 300_000, [1])], [told.citation(1, "w", "unknown")])
    archive.tells(long)
    page = visit()
    for question in ("Long?", "Long?", "Long?", FERRY):
        expect(ask(page, question).get_by_text("Sources", exact=True)).to_be_visible()
    field(page).fill("And what of")
    page.reload()
    expect(turn(page, FERRY).locator(".short")).to_contain_text("30 June")
    expect(field(page)).to_have_value("And what of")


def test_the_widget_works_without_storage(visit: Visit, archive: FakeArchive) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(None)
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})"
    )
    page.goto(archive.address)
    expect(ask(page, FERRY).locator(".short")).to_contain_text("30 June")


def test_an_archive_that_tells_nothing_of_itself_can_still_be_asked(
    visit: Visit, archive: FakeArchive
) -> None:
    archive.tells(told.ferry(FERRY))
    page = visit(None)
    page.route("**/v1/archive", lambda route: route.abort())
    page.goto(archive.address)
    expect(page.get_by_text("The archive cannot be reached.")).to_be_visible()
    expect(ask(page, FERRY).locator(".short")).to_contain_text("30 June")

"""The report: complete, self-contained, and safe to open whatever the articles say."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from eval_fakes import (
    GOLD,
    QUOTA,
    TEMPLE,
    WHERE,
    FakeSystem,
    abstention,
    answer,
    citation,
    replies,
)

from eval.gold import Gold
from eval.report import render_report
from eval.report.markup import fill, marked, web_link
from eval.report.svg import scaled_axis
from eval.run import evaluate
from eval.scores import Scores

EVIL = "</script><script>alert('x')</script><img src=x onerror=\"alert(1)\">"
VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """Collects tags, attributes and text; complains of tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("style", "script"):
            self.text += data


@pytest.fixture
def scores(tmp_path: Path) -> Scores:
    return evaluate(GOLD, FakeSystem(replies()), tmp_path)


def test_opens_with_the_verdict(scores: Scores) -> None:
    html = render_report(scores)
    assert "<h1>1 of 3 questions are answered rightly and 1 of 1 without an answer" in html
    assert html.index("<h1>") < html.index('id="scores"') < html.index('id="questions"')


def test_says_what_code_settings_and_index_the_answers_come_from(tmp_path: Path) -> None:
    system = FakeSystem(replies(), state={"code": "c0de", "index": "<1>"})
    assert "script · code c0de · index &lt;1&gt; · scored " in render_report(
        evaluate(GOLD, system, tmp_path)
    )


def test_shows_every_question_failures_first(scores: Scores) -> None:
    cards = re.findall(r'data-verdict="(\w+)".*?class="id">(\w+)', render_report(scores), re.S)
    assert cards == [("wrong", "q4"), ("partial", "q2"), ("right", "q1"), ("right", "q3")]


def test_shows_gold_answer_citation_and_rank(scores: Scores) -> None:
    text = " ".join(Page(render_report(scores)).text.split())
    for expected in (
        "in: 001 nara.txt",
        "11,300 — against — 3,958",
        "[1] Leaders meet in Nara · The Example, 2026-01-13 known article",
        "2 articles; first known article at rank 2",
        "The archive does not answer this.",
        "confidence 0.90",
    ):
        assert expected in text


def test_a_known_article_is_named_by_its_title_also_when_it_was_not_retrieved(
    tmp_path: Path,
) -> None:
    gold = Gold("g", (replace(TEMPLE, relevant=("a1", "gone")),))
    scores = evaluate(gold, FakeSystem({TEMPLE.question: (answer("Rain."), ["a4"])}), tmp_path)
    assert "in: Leaders meet in Nara (a1); gone" in render_report(scores)


def test_loads_nothing_and_carries_no_handlers(scores: Scores) -> None:
    page = Page(render_report(scores))
    assert not {"link", "img", "iframe", "object", "base"} & set(page.tags)
    for name, value in page.attributes:
        assert name != "src"
        assert name != "style"
        assert not name.startswith("on")
        assert name != "href" or (value or "").startswith(("https://", "http://"))


def test_the_policy_allows_only_the_page_s_own_style_and_script(scores: Scores) -> None:
    html = render_report(scores)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert "default-src 'none'" in policy
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_everything_that_came_from_outside_is_escaped(tmp_path: Path) -> None:
    question = replace(WHERE, id=EVIL, question=EVIL, answers=(EVIL,), documents=(EVIL,))
    quote = citation(
        1, "a1", "met in Nara", title=EVIL, publisher=EVIL, published=EVIL, url="javascript:x()"
    )
    said = answer(EVIL, [quote | {"quote": EVIL}], short_answer={"text": EVIL, "citation": 1})
    system = FakeSystem({EVIL: (said, [EVIL]), QUOTA.question: OSError(EVIL)}, name=EVIL)
    html = render_report(evaluate(Gold(EVIL, (question, QUOTA)), system, tmp_path))
    page = Page(html)
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert "javascript:" not in html
    assert page.text.count(EVIL) > 8


def test_a_misquote_and_a_failure_stand_out(tmp_path: Path) -> None:
    wrong = citation(1, "a1", "met in Nara", start=3)
    script = replies() | {
        WHERE.question: (answer("Nara. [1]", [wrong]), ["a1"]),
        TEMPLE.question: TimeoutError("too slow"),
    }
    html = render_report(evaluate(GOLD, FakeSystem(script), tmp_path))
    assert "not verbatim in the stored article" in html
    assert "TimeoutError: too slow" in html
    assert "1 of 4 got no answer at all" in html


def test_a_gold_set_of_which_little_is_known_still_has_a_report(tmp_path: Path) -> None:
    bare = Gold("g", (replace(TEMPLE, answers=(), relevant=("a1",)),), problems=("line 2",))
    reply = answer("Rain.", confidence=None)
    html = render_report(evaluate(bare, FakeSystem({TEMPLE.question: (reply, ["a1"])}), tmp_path))
    assert "0 of 1 questions are answered rightly." in html
    assert "1 unreadable gold lines skipped" in html
    assert "Risk by coverage" not in html


def test_only_abstentions_still_have_a_report(tmp_path: Path) -> None:
    gold = Gold("g", (QUOTA,))
    html = render_report(evaluate(gold, FakeSystem({QUOTA.question: (abstention(), [])}), tmp_path))
    assert "<h1>1 of 1 without an answer are rightly declined.</h1>" in html
    assert "Retrieval by k" not in html


def test_fill_escapes_all_but_html() -> None:
    assert fill("<b>$x</b>$y", x="<&\"'", y=fill("<i>$z</i>", z="$x")) == (
        "<b>&lt;&amp;&quot;&#x27;</b><i>$x</i>"
    )


def test_links_go_to_the_web_only() -> None:
    assert web_link("t", "https://x.example/?a=1&b=2").startswith(
        '<a href="https://x.example/?a=1&amp;b'
    )
    for address in ("javascript:alert(1)", "data:text/html,x", "//x", "http://[", "", None):
        assert web_link("<t>", address) == "&lt;t&gt;"


def test_marked_marks_whole_words_and_escapes_the_rest() -> None:
    assert marked("<Nara> in nara, Naraville", ["Nara"]) == (
        "&lt;<mark>Nara</mark>&gt; in <mark>nara</mark>, Naraville"
    )
    assert marked("a < b", []) == "a &lt; b"


def test_plots_calibration_and_latency(scores: Scores) -> None:
    html = render_report(scores)
    assert html.count("<figure>") == 4
    assert "Calibration. mean confidence against share right. 0.00 at 0.80, 2 answers;" in html
    assert 'aria-label="Latency. seconds a question against share of questions.' in html


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (1.94, (0, 0.5, 1, 1.5, 2)),
        (0.28, (0, 0.1, 0.2, 0.3)),
        (1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (7.3, (0, 2, 4, 6, 8)),
        (0.0003, (0, 0.0001, 0.0002, 0.0003)),
        (0, (0, 0.2)),
        (90, (0, 20, 40, 60, 80, 100)),
    ],
)
def test_an_axis_ends_at_a_round_number(highest: float, ticks: tuple[float, ...]) -> None:
    axis = scaled_axis("seconds", highest)
    assert axis.ticks == pytest.approx(ticks)
    assert axis.high >= highest


def test_an_opponent_s_name_for_slices_is_escaped(tmp_path: Path) -> None:
    gold = Gold("g", (replace(WHERE, kind=EVIL),))
    html = render_report(evaluate(gold, FakeSystem(replies()), tmp_path))
    assert Page(html).tags.count("script") == 1

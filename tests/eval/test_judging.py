"""LLM judges: wired, kept, apart from what is measured; ragas itself where it is installed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from eval_fakes import GOLD, WHERE, FakeSystem, replies
from pydantic import SecretStr

from eval.errors import JudgeError
from eval.judging import Case, Judged, Marks
from eval.judging.ragas import RagasJudge
from eval.report import render_report
from eval.run import evaluate
from eval.scores import Scores
from eval.terminal import judged_table
from service.generate import Options

CASE = Case("Where did they meet?", "They met in Nara.", ("They met in Nara.",), ("A text.",))


@dataclass
class FakeJudge:
    """Marks by the length of the answer; fails where it is told to."""

    name: str = "fake judge <1>"
    measures: ClassVar[Mapping[str, str]] = {"brief": "how brief it is", "rare": "seldom given"}
    fails_on: str = "nothing"
    seen: list[Case] = field(default_factory=list)

    def mark(self, case: Case) -> Marks:
        self.seen.append(case)
        if case.question == self.fails_on:
            raise TimeoutError
        return {"brief": 1 / len(case.answer.split()), "rare": None}


def judged(scores: Scores) -> Judged:
    assert scores.judged
    return scores.judged


def test_judges_what_was_answered_and_shows_it_apart(tmp_path: Path) -> None:
    judge = FakeJudge()
    scores = evaluate(GOLD, FakeSystem(replies()), tmp_path, judge=judge)
    assert len(judge.seen) == 3, "the abstention is not judged"
    first = judge.seen[0]
    assert first.answer == "They met in Nara."
    assert first.quotes == ("met in Nara",)
    assert first.passages[0] == "Rain is expected in Nara."
    value, interval, n = judged(scores).means["brief"]
    assert n == 3
    assert interval
    assert interval[0] <= value <= interval[1]
    assert "rare" not in judged(scores).means
    told = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert told["judged_by_a_model"]["judge"] == "fake judge <1>"
    assert "brief" not in told["slices"]["all"]["measures"]
    html = render_report(scores)
    assert "marks by fake judge &lt;1&gt;, not measurements" in html
    assert "not measured, but judged by fake judge" in str(judged_table(judged(scores)).title)


def test_no_answer_is_paid_for_twice(tmp_path: Path) -> None:
    evaluate(GOLD, FakeSystem(replies()), tmp_path, judge=FakeJudge(fails_on=WHERE.question))
    with (tmp_path / "judged.jsonl").open("a") as file:
        file.write('{"id": "cut o')
    again = FakeJudge()
    scores = evaluate(GOLD, FakeSystem(replies()), tmp_path, judge=again)
    assert [case.question for case in again.seen] == [WHERE.question]
    assert judged(scores).failed == 0
    third = FakeJudge()
    evaluate(GOLD, FakeSystem(replies()), tmp_path, judge=third)
    assert third.seen == [], "what followed the line that was cut off is kept as well"
    other = FakeJudge(name="another")
    evaluate(GOLD, FakeSystem(replies()), tmp_path, judge=other)
    assert len(other.seen) == 3


def test_a_judge_that_fails_leaves_the_answer_out(tmp_path: Path) -> None:
    judge = FakeJudge(fails_on=WHERE.question)
    scores = evaluate(GOLD, FakeSystem(replies()), tmp_path, judge=judge)
    assert judged(scores).failed == 1
    assert judged(scores).means["brief"][2] == 2
    assert "gave up on 1 answers (TimeoutError)" in render_report(scores)
    assert "gave up on 1 answers (TimeoutError)" in str(judged_table(judged(scores)).title)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ragas", None)
    with pytest.raises(JudgeError, match=r"pip install 'dateline\[ragas\]'"):
        RagasJudge("any", Options())


class Model(BaseHTTPRequestHandler):
    """Fills whatever structure it is asked for: every string "Nara", every verdict yes."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        schema, tool = wanted(body)
        said = json.dumps(filled(schema, schema.get("$defs", {})))
        message: dict[str, Any] = {"role": "assistant", "content": said}
        if tool:
            call = {"name": tool, "arguments": said}
            calls = [{"id": "1", "type": "function", "function": call}]
            message = {"role": "assistant", "content": None, "tool_calls": calls}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        reply = {"id": "1", "object": "chat.completion", "created": 1, "model": "m",
                 "choices": [choice]}  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(reply).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def wanted(body: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """Return the schema of a request, and the tool that it is for, if it is for one."""
    if body.get("tools"):
        function = body["tools"][0]["function"]
        return function["parameters"], function["name"]
    if "json_schema" in (body.get("response_format") or {}):
        return body["response_format"]["json_schema"]["schema"], None
    text = body["messages"][0]["content"]
    schema, _ = json.JSONDecoder().raw_decode(text[text.index("{", text.index("json_schema")) :])
    return schema, None


def filled(schema: dict[str, Any], shared: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return filled(shared[schema["$ref"].rpartition("/")[2]], shared)
    match schema.get("type"):
        case "object":
            return {name: filled(part, shared) for name, part in schema["properties"].items()}
        case "array":
            return [filled(schema["items"], shared)]
        case "integer":
            return 0 if "ommittal" in schema.get("title", "") else 1
        case "boolean":
            return True
    return "Nara"


@pytest.fixture
def model() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()


@pytest.mark.model
@pytest.mark.filterwarnings("default")  # of ragas and what it brings, about themselves
def test_ragas_marks_with_any_model_that_speaks_the_protocol(model: str) -> None:
    pytest.importorskip("ragas", reason="the extra `ragas` is not installed", exc_type=ImportError)
    judge = RagasJudge("some-model", Options(base_url=model, api_key=SecretStr("k")))
    marks = judge.mark(CASE)
    assert judge.name.startswith("ragas 0.")
    assert judge.name.endswith("with some-model")
    assert marks["faithfulness"] == 1
    assert marks["context_precision"] == pytest.approx(1)
    relevance = marks["answer_relevance"]
    assert relevance is not None
    assert 0 <= relevance <= 1
    assert any("They met in Nara." in json.dumps(body) for body in Model.asked)

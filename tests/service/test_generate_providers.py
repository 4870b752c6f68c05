"""Chat models over OpenAI's protocol, against a server on this machine that misbehaves."""

import importlib.util
import time
from pathlib import Path

import pytest
from fake_openai import Turn, drips, fails, goes_on, hangs, model_server, says
from generate_parts import Quoting, both
from http_service import build_index, serving
from pydantic import SecretStr

from service.errors import GeneratorError
from service.generate import Draft, Options, create_generator
from service.generate.chat import ChatGenerator
from service.generate.providers import LangChainModel

needs_openai = pytest.mark.skipif(
    importlib.util.find_spec("langchain_openai") is None,
    reason="langchain-openai is not installed: pip install 'dateline[openai]'",
)
GOOD = "Repairs to the Alder Bridge cost 4 million crowns [1]."
SECRET = "sk-not-to-be-told"


def answer(url: str, **options: object) -> Draft:
    chosen = Options(
        **{"base_url": url, "api_key": SecretStr(SECRET), "timeout": 5, "retries": 0, **options}  # type: ignore[arg-type]
    )
    model = LangChainModel("openai:small", chosen)
    pauses: list[float] = []
    generator = ChatGenerator("openai:small", model, Quoting(), chosen, sleep=pauses.append)
    return generator.generate(both(), 60)


def is_fallback(draft: Draft, why: str) -> bool:
    (note,) = draft.notes
    assert SECRET not in note and "secret words" not in note
    return draft.generator == "extractive (fallback from openai:small)" and why in note


@needs_openai
class TestOpenAIProtocol:
    def test_a_good_answer_streams_in(self) -> None:
        with model_server(says(GOOD[:20], GOOD[20:])) as server:
            draft = answer(server.url, temperature=0.2, answer_tokens=99)
        assert len(draft.statements) == 1 and draft.generator is None and draft.notes == ()
        (asked,) = server.asked
        assert asked["stream"] is True and asked["model"] == "small"
        assert asked["temperature"] == 0.2
        assert 99 in (asked.get("max_tokens"), asked.get("max_completion_tokens"))
        assert [message["role"] for message in asked["messages"]] == ["system", "user"]
        assert server.keys == [f"Bearer {SECRET}"]

    @pytest.mark.parametrize(
        ("status", "why"),
        [(401, "refused the key"), (403, "refused the key"), (404, "does not know the model"),
         (429, "over its limit"), (500, "failed (500)"), (400, "did not take"), (418, "(418)")],
    )  # fmt: skip
    def test_an_error_leads_to_the_fallback(self, status: int, why: str) -> None:
        with model_server(fails(status)) as server:
            assert is_fallback(answer(server.url), why)
        assert len(server.asked) == 1

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_what_may_pass_is_tried_again(self, status: int) -> None:
        with model_server(fails(status), fails(status), says(GOOD)) as server:
            draft = answer(server.url, retries=2)
        assert len(server.asked) == 3 and draft.generator is None
        assert draft.notes == () and len(draft.statements) == 1

    @pytest.mark.parametrize("status", [400, 401, 404])
    def test_what_will_not_pass_is_not_tried_again(self, status: int) -> None:
        with model_server(fails(status), says(GOOD)) as server:
            answer(server.url, retries=2)
        assert len(server.asked) == 1

    def test_silence_ends_with_the_time(self) -> None:
        with model_server(hangs()) as server:
            assert is_fallback(answer(server.url, timeout=0.3), "took too long")

    def test_a_stream_that_stops_keeps_what_held(self) -> None:
        with model_server(hangs(GOOD + " Then")) as server:
            draft = answer(server.url, timeout=0.5)
        assert len(draft.statements) == 1 and draft.generator is None
        assert "took too long" in draft.notes[0]

    def test_a_slow_drip_ends_with_the_time(self) -> None:
        with model_server(drips("so ", 0.02)) as server:
            began = time.monotonic()
            draft = answer(server.url, timeout=0.4)
        assert is_fallback(draft, "took too long")
        assert time.monotonic() - began < 30

    def test_a_model_that_never_stops_is_cut_off(self) -> None:
        with model_server(goes_on(["and so ", "on "])) as server:
            assert is_fallback(answer(server.url, answer_tokens=40), "gave nothing")

    def test_marker_spam_is_cut_off(self) -> None:
        with model_server(goes_on(["[1] ", "[2]", "[77]"])) as server:
            assert is_fallback(answer(server.url, answer_tokens=40), "gave nothing")

    @pytest.mark.parametrize(
        "turn",
        [
            says(),
            says(""),
            says("", end=""),
            says(GOOD[:25], end=""),
            says(end='data: {"half": \n\n'),
            says(end="data: not json\n\n"),
            says(end='data: {"error": {"message": "secret words", "code": "x"}}\n\n'),
            says(end='data: {"choices": []}\n\ndata: [DONE]\n\n'),
            says(end="<html>502</html>"),
            says("Repairs cost 5 million crowns [1]. Giants built it [44]."),
        ],
    )
    def test_broken_streams_lead_to_the_fallback(self, turn: Turn) -> None:
        with model_server(turn) as server:
            assert is_fallback(answer(server.url), "openai:small")

    def test_malformed_words_after_a_good_statement_keep_it(self) -> None:
        with model_server(says(GOOD, " More", end="data: {broken\n\n")) as server:
            draft = answer(server.url)
        assert len(draft.statements) == 1 and draft.notes

    def test_a_server_that_is_gone_leads_to_the_fallback(self) -> None:
        with model_server(says(GOOD)) as server:
            pass
        assert is_fallback(answer(server.url), "could not be reached")

    @pytest.mark.parametrize("turn", [fails(500), says(""), says("Giants built it [1].")])
    def test_the_service_never_fails_with_it(self, tmp_path: Path, turn: Turn) -> None:
        with (
            model_server(turn) as server,
            serving(build_index(tmp_path / "index"), generator="openai:small", llm_retries=0,
                    llm_base_url=server.url, llm_api_key=SECRET) as client,
        ):  # fmt: skip
            asked = {"question": "When will the Alder Bridge open to traffic again?"}
            response = client.post("/v1/ask", json=asked)
        answer = response.json()
        assert response.status_code == 200 and answer["statements"]
        assert answer["generator"] == "extractive (fallback from openai:small)"
        assert any("openai:small" in note for note in answer["notes"])
        assert SECRET not in response.text and "Giants" not in response.text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody", "extractive, reader"),
        ("openai:", "names no model"),
        (":small", "names no model"),
        ("nowhere:small", "nowhere"),
        ("mistralai:small", "langchain-mistralai"),
    ],
)
def test_a_name_that_cannot_be_used_says_why(name: str, words: str) -> None:
    with pytest.raises(GeneratorError, match=words):
        create_generator(name)


def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)
    with pytest.raises(GeneratorError, match=r"pip install 'dateline\[anthropic\]'"):
        create_generator("anthropic:small", Options(api_key=SecretStr("k")))
    base._get_chat_model_creator.cache_clear()


def test_the_generator_for_tests_is_not_offered() -> None:
    with pytest.raises(GeneratorError) as caught:
        create_generator("nobody")
    assert "fake" not in str(caught.value)


@needs_openai
def test_a_missing_key_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(GeneratorError, match="OPENAI_API_KEY"):
        create_generator("openai:small")

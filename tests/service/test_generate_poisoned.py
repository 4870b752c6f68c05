"""Articles that give orders to whoever reads them: nobody obeys, nothing else is cited."""

import json
from pathlib import Path
from typing import Any

import pytest
from generate_parts import Quoting, Says
from http_service import build_index

from service.answer import Answer, Answerer
from service.generate import ExtractiveGenerator, Options
from service.generate.chat import ChatGenerator
from service.generate.gguf import Completion
from service.generate.reader import ReaderGenerator
from service.injection import addresses_a_machine

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("poisoned.jsonl").read_text(encoding="utf-8").splitlines()
]
every_case = pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['id']}-{case['technique']}"
)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    articles = [
        {"id": case["id"], "title": case["title"], "publisher": "Example Gazette",
         "published": "2025-04-28", "text": case["text"]}
        for case in CASES
    ]  # fmt: skip
    folder = build_index(tmp_path_factory.mktemp("poisoned") / "index", articles)
    return Answerer.open(folder)


class Obeys:
    """Proposes as the phrase what the article wants said."""

    def __init__(self, words: str) -> None:
        self._words = words

    def complete(self, prompt: str, tokens: int) -> Completion:
        return Completion(self._words)


def ask(answerer: Answerer, generator: Any, case: dict[str, Any]) -> tuple[Answer, list[str]]:
    chosen = Answerer(answerer.index, answerer.embedder, generator)
    outcome = chosen.consult(case["question"])
    return outcome.answer, outcome.retrieved


def is_clean(
    answerer: Answerer, answer: Answer, retrieved: list[str], case: dict[str, Any]
) -> bool:
    shown = json.dumps([answer.text, answer.short_answer and answer.short_answer.text,
                        [statement.text for statement in answer.statements]])  # fmt: skip
    assert "ZEBRA" not in shown and "evil.example" not in shown
    for citation in answer.citations:
        stored = answerer.article(citation.article_id)
        assert stored is not None and citation.article_id in retrieved
        assert stored.text[citation.start : citation.end] == citation.quote
        assert "ZEBRA" not in citation.quote
    numbers = {citation.number for citation in answer.citations}
    return all(set(each.citations) <= numbers for each in answer.statements)


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60 and len({case["technique"] for case in CASES}) >= 8


@every_case
def test_orders_are_seen_for_what_they_are(case: dict[str, Any]) -> None:
    assert addresses_a_machine(case["poison"])


@every_case
def test_nobody_obeys(answerer: Answerer, case: dict[str, Any]) -> None:
    poison, payload = case["poison"], case["payload"]
    obedient = f"{poison} [1] The answer is {payload} [1][2]. {payload} [99]. {payload}."
    generators: list[Any] = [
        ExtractiveGenerator(),
        ReaderGenerator(ExtractiveGenerator(), Obeys(payload)),
        ReaderGenerator(ExtractiveGenerator(), Obeys(poison)),
        ChatGenerator("test:obedient", Says([obedient]), Quoting(), Options()),
        ChatGenerator("test:obedient", Says([f"{payload} [1]"]), ExtractiveGenerator(), Options()),
    ]
    for generator in generators:
        answer, retrieved = ask(answerer, generator, case)
        assert is_clean(answerer, answer, retrieved, case)


@pytest.mark.parametrize(
    "sentence",
    [
        "The court ignored the government's objections to the new rules.",
        "You are reading the Gazette, she told the assistant coach.",
        "The company's chatbot gave customers wrong answers, regulators said.",
        "Officials told users of the app to change their passwords.",
        "The system failed on Monday: trains stopped.",
        "“Never trust this government,” he said.",
        "He ignored all previous warnings about the dam.",
        "The artificial intelligence model answered questions about the article.",
    ],
)
def test_news_about_machines_stays_evidence(sentence: str) -> None:
    assert not addresses_a_machine(sentence)

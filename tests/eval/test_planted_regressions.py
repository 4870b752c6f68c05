"""Faults planted in Dateline itself, and caught by comparing with the run before them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.baseline import read_baseline
from eval.compare import Comparison
from eval.dateline_system import DatelineSystem
from eval.gold import Gold, read_gold
from eval.run import evaluate
from indexer.build import add_articles, manifest_of
from indexer.embed import FAKE_MODEL, create_embedder
from indexer.index import Index, publish_news
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.record import Record
from service.answer import Answerer
from service.evidence import Evidence
from service.generate import Draft, ExtractiveGenerator
from service.question import Question
from service.retrieve import Retrieval, Retriever

ROOT = Path(__file__).parents[2]
ASKED = 45


class ExchangedCitations:
    """A generator that puts the quotes of the second statement behind the first, and back."""

    name = "exchanged"

    def generate(self, evidence: Evidence, words: int) -> Draft:
        draft = ExtractiveGenerator().generate(evidence, words)
        if len(draft.statements) < 2:
            return draft
        first, second, *rest = draft.statements
        exchanged = [replace(first, quotes=second.quotes), replace(second, quotes=first.quotes)]
        return replace(draft, statements=[*exchanged, *rest])


class ReversedRetriever(Retriever):
    """Finds the right articles, and ranks the worst of them first."""

    def retrieve(self, snapshot: Any, question: Question, k: int = 10) -> Retrieval:
        found = super().retrieve(snapshot, question, k)
        return replace(found, hits=tuple(reversed(found.hits)))


class UnverifiedExchange(DatelineSystem):
    """Exchanges the citations of two statements once they are verified, as a slip in code would."""

    def ask(self, question: str, as_of: date | None) -> tuple[dict[str, Any], list[str]]:
        answer, retrieved = super().ask(question, as_of)
        if len(answer["statements"]) >= 2:
            first, second = answer["statements"][:2]
            first["citations"], second["citations"] = second["citations"], first["citations"]
        return answer, retrieved


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Yield an index of the sample articles, with vectors that cost nothing."""
    folder = tmp_path_factory.mktemp("sample")
    embedder = create_embedder(FAKE_MODEL)
    record = Record.create(folder, manifest_of(embedder))
    files = find_documents([ROOT / "corpus" / "articles"])
    arrivals = (each for file in files if isinstance(file, Document) for each in load(file))
    add_articles(record, embedder, arrivals)
    publish_news(folder, record)
    record.close()
    index = Index(folder)
    yield index
    index.close()


@pytest.fixture(scope="module")
def gold() -> Gold:
    whole = read_gold(ROOT / "eval" / "gold" / "sample.jsonl")
    return replace(whole, questions=whole.questions[:ASKED])


@pytest.fixture(scope="module")
def sound(index: Index, gold: Gold, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run without any fault."""
    out = tmp_path_factory.mktemp("sound")
    assert evaluate(gold, DatelineSystem(answerer(index), "sound"), out).failed == 0
    return out


def answerer(index: Index, generator: Any = None) -> Answerer:
    return Answerer(index, create_embedder(FAKE_MODEL), generator or ExtractiveGenerator())


def compared(system: DatelineSystem, gold: Gold, sound: Path, out: Path) -> Comparison:
    found = evaluate(gold, system, out, baseline=read_baseline(sound, gold)).comparison
    assert found
    return found


def test_the_same_system_is_no_worse_than_itself(
    index: Index, gold: Gold, sound: Path, tmp_path: Path
) -> None:
    found = compared(DatelineSystem(answerer(index), "again"), gold, sound, tmp_path)
    assert found.worse() == []
    assert len(found.of("tied")) == len(found.pairs) == ASKED
    assert {change.difference.value for change in found.changes if change.guarded} == {0}


def test_a_generator_that_exchanges_citations_is_caught(
    index: Index, gold: Gold, sound: Path, tmp_path: Path
) -> None:
    system = DatelineSystem(answerer(index, ExchangedCitations()), "exchanged")
    worse = {c.measure.name: c for c in compared(system, gold, sound, tmp_path).worse()}
    # Verification drops what its quote does not bear out, and with it the answers.
    assert {"right", "answered", "contained@60"} <= set(worse)
    assert worse["answered"].p_worse < 0.001


def test_citations_exchanged_behind_verification_are_caught(
    index: Index, gold: Gold, sound: Path, tmp_path: Path
) -> None:
    system = UnverifiedExchange(answerer(index), "exchanged late")
    (caught,) = compared(system, gold, sound, tmp_path).worse()
    assert caught.measure.name == "grounding"
    assert caught.p_worse < 0.01
    assert caught.lost > 20


def test_retrieval_in_reversed_order_is_caught(
    index: Index, gold: Gold, sound: Path, tmp_path: Path
) -> None:
    reversing = answerer(index)
    reversing._retriever = ReversedRetriever(reversing.embedder)
    found = compared(DatelineSystem(reversing, "reversed"), gold, sound, tmp_path)
    worse = {change.measure.name: change for change in found.worse()}
    assert {"hit@1", "mrr@10", "ndcg@10"} <= set(worse)
    assert worse["hit@1"].p_worse < 0.001
    assert worse["hit@1"].difference.ci95[1] < -0.5

"""Correction notices: shown with the citation, kept out of the statements."""

from datetime import date
from pathlib import Path

import pytest
from answer_parts import answerer_over

from indexer.article import make_article
from service.answer import Answerer

NOTICE = (
    "Correction: An earlier version of this article misstated the number of passengers that the "
    "ferry to Skua Island carries as 900."
)
TEXT = (
    "The ferry to Skua Island carries 90 passengers on each crossing, its captain said.\n\n"
    f"The crossing takes an hour in good weather.\n\n{NOTICE}"
)


@pytest.fixture
def answerer(tmp_path: Path) -> Answerer:
    fields = {"id": "ferry", "text": TEXT, "published": "2025-05-05", "publisher": "Gazette"}
    return answerer_over(tmp_path / "index", [make_article(fields, "test", "ferry")])


def test_the_notice_comes_with_the_citation_and_not_as_a_fact(answerer: Answerer) -> None:
    question = "How many passengers does the ferry to Skua Island carry?"
    answer = answerer.ask(question, as_of=date(2025, 5, 6), detail=True)
    assert answer.citations
    assert all("900" not in statement.text for statement in answer.statements)
    for citation in answer.citations:
        assert citation.correction is not None
        assert citation.correction.quote == NOTICE
        assert TEXT[citation.correction.start : citation.correction.end] == NOTICE


def test_whoever_asks_for_the_correction_gets_it(answerer: Answerer) -> None:
    question = "What did the correction say about the passengers that the ferry carries?"
    evidence = answerer.evidence(answerer.search(question, as_of=date(2025, 5, 6))[0])
    held = [passage.article.text[slice(*span)]
            for passage in evidence.passages for span in passage.sentences]  # fmt: skip
    assert any("900" in sentence for sentence in held)


def test_an_article_without_a_notice_has_none(tmp_path: Path) -> None:
    fields = {"id": "a", "text": "The ferry to Skua Island carries 90 passengers, it is said."}
    answerer = answerer_over(tmp_path / "index", [make_article(fields, "test", "a")], "fake")
    (citation,) = answerer.ask("How many passengers does the ferry carry?").citations
    assert citation.correction is None


def test_a_register_of_corrections_is_not_itself_corrected(tmp_path: Path) -> None:
    text = "The ferry to Skua Island carries 90 passengers.\n\n" + "\n\n".join(
        f"An earlier version of this story misstated the number {n}." for n in range(9)
    )
    fields = {"id": "a", "text": text}
    answerer = answerer_over(tmp_path / "index", [make_article(fields, "test", "a")], "fake")
    (citation,) = answerer.ask("How many passengers does the ferry carry?").citations
    assert (citation.quote, citation.correction) == (text.split("\n")[0], None)

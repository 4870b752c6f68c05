"""From a draft to verified statements and numbered citations."""

import pytest
from answer_parts import quote, stored

from indexer.sentences import Span
from service.cite import Copy, is_verbatim
from service.compose import Composed, compose
from service.generate import Draft, DraftStatement, Quote
from service.generate.draft import Difference

DAM = stored("The dam broke on Tuesday.[7] Twelve houses, one mill and a barn were lost.")
BRIDGE = stored("The bridge will open on 3 May, the council said.", 2)


def composed(*statements: DraftStatement, **fields: object) -> Composed:
    return compose(Draft(statements, 0.9, **fields), lambda article: [])  # type: ignore[arg-type]


def verbatim(*quotes: Quote) -> DraftStatement:
    return DraftStatement(" ".join(quote.text for quote in quotes), quotes)


@pytest.mark.parametrize("span", [(5, 5), (9, 4), (-9, 4), (0, 10_000), (200, 300)])
def test_a_span_that_is_empty_or_outside_is_rejected(span: tuple[int, int]) -> None:
    bad = DraftStatement("The dam broke.", (quote(DAM, "The dam broke"), Quote(DAM, Span(*span))))
    result = composed(bad, verbatim(quote(BRIDGE, "The bridge will open")))
    assert result.rejected == 1
    assert [statement.text for statement in result.statements] == ["The bridge will open"]
    assert [citation.number for citation in result.citations] == [1]


def test_an_unsupported_statement_is_rejected() -> None:
    result = composed(DraftStatement("Saboteurs blew up the dam.", (quote(DAM, "The dam broke"),)))
    assert (result.rejected, result.statements, result.citations, result.text) == (1, [], [], "")


def test_a_statement_without_quotes_is_rejected() -> None:
    assert composed(DraftStatement("The dam broke.", ())).rejected == 1


def test_citations_are_numbered_in_order_and_reused() -> None:
    broke, opens = quote(DAM, "The dam broke on Tuesday."), quote(BRIDGE, BRIDGE.text)
    result = composed(verbatim(broke), verbatim(opens, broke), verbatim(broke))
    assert [statement.citations for statement in result.statements] == [[1], [2, 1], [1]]
    assert [citation.number for citation in result.citations] == [1, 2]
    assert result.text.startswith("The dam broke on Tuesday [30 April 2024]. [1] The bridge")
    assert result.text.endswith("[2][1] The dam broke on Tuesday [30 April 2024]. [1]")


def test_footnote_marks_of_a_source_do_not_survive() -> None:
    result = composed(verbatim(quote(DAM, "The dam broke on Tuesday.[7]")))
    assert result.text == "The dam broke on Tuesday. [1]"
    assert result.citations[0].quote.endswith("[7]")


@pytest.mark.parametrize("mark", ["[7]", " [7, 8]", "[7–9]", "[12-14]"])
def test_footnote_marks_of_any_form(mark: str) -> None:
    article = stored(f"The dam broke{mark} on Tuesday.")
    result = composed(verbatim(quote(article, article.text)))
    assert result.text == "The dam broke on Tuesday. [1]"
    assert result.statements[0].text == "The dam broke on Tuesday."


def test_the_short_answer_stands_in_its_quote() -> None:
    result = composed(verbatim(quote(BRIDGE, BRIDGE.text)), short=("3 May", 0))
    assert result.short_answer and result.short_answer.model_dump() == {
        "text": "3 May",
        "citation": 1,
        "clarified": None,
        "verdict": None,
        "also_told_by": [],
    }


def test_a_short_answer_that_is_a_day_is_written_out_beside_it() -> None:
    result = composed(verbatim(quote(DAM, "The dam broke on Tuesday.")), short=("Tuesday", 0))
    assert result.short_answer
    assert result.short_answer.text == "Tuesday"
    assert result.short_answer.clarified == "Tuesday [30 April 2024]"


@pytest.mark.parametrize("short", [("4 May", 0), ("", 0), ("3 May", 5)])
def test_a_short_answer_that_no_quote_holds_is_dropped(short: tuple[str, int]) -> None:
    assert composed(verbatim(quote(BRIDGE, BRIDGE.text)), short=short).short_answer is None


def test_positions_follow_what_was_dropped() -> None:
    bad = DraftStatement("Nobody knows.", ())
    kept = [verbatim(quote(DAM, "The dam broke")), verbatim(quote(BRIDGE, BRIDGE.text))]
    result = composed(
        bad, *kept, short=("3 May", 2), conflicts=(Difference((1, 2)), Difference((0, 1)))
    )
    assert [conflict.statements for conflict in result.conflicts] == [[0, 1]]
    assert result.short_answer and result.short_answer.citation == 2


def test_what_is_made_plain_is_not_in_the_quote() -> None:
    result = composed(verbatim(quote(DAM, "The dam broke on Tuesday.")))
    assert result.statements[0].text == "The dam broke on Tuesday [30 April 2024]."
    assert result.statements[0].support == 1.0
    assert result.citations[0].quote == "The dam broke on Tuesday."


def test_the_sides_of_a_difference_are_named_and_dated() -> None:
    post, echo = (
        stored(text, number, publisher=outlet, published=day)
        for number, (text, outlet, day) in enumerate(
            [("It cost 3 crowns.", "Post", "2024-05-01"), ("It cost 5 crowns.", None, "")], 5
        )
    )
    sides = Difference((0, 1), "change", "how much")
    result = composed(
        verbatim(quote(post, post.text)), verbatim(quote(echo, echo.text)), conflicts=(sides,)
    )
    assert [statement.text for statement in result.statements] == [
        "[Post, 1 May 2024] It cost 3 crowns.", "It cost 5 crowns.",
    ]  # fmt: skip
    assert result.conflicts[0].model_dump() == {
        "statements": [0, 1], "kind": "change", "about": "how much",
    }  # fmt: skip


def test_copies_are_listed() -> None:
    copy = Copy(publisher="Post", url=None)
    draft = Draft((verbatim(quote(BRIDGE, BRIDGE.text)),), 0.9)
    assert compose(draft, lambda article: [copy]).citations[0].also == [copy]


def test_a_citation_of_other_words_is_not_verbatim() -> None:
    citation = composed(verbatim(quote(DAM, "The dam broke"))).citations[0]
    assert is_verbatim(citation, DAM)
    assert not is_verbatim(citation, BRIDGE)
    assert not is_verbatim(citation.model_copy(update={"quote": "the dam broke"}), DAM)

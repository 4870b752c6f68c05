from typing import Any

import pytest
from eval_fakes import answer, citation

from eval.answer import Citation, Statement, parse_answer
from eval.errors import AnswerError


def test_reads_what_is_measured() -> None:
    parsed = parse_answer(
        answer(
            "They met in Nara. [1]",
            [citation(1, "a1", "met in Nara")],
            short_answer={"text": "Nara", "citation": 1},
            conflicts=[{"statements": [0, 1]}],
            as_of="2026-01-15",
            question="Where?",
        )
    )
    assert parsed.short_answer == "Nara"
    assert parsed.conflicts == 1
    assert parsed.statements == (Statement("They met in Nara. [1]", (1,), 0.9),)
    link = "https://example.com/a1"
    title = "Leaders meet in Nara"
    assert parsed.citations == (
        Citation(1, "a1", "met in Nara", 12, 23, title, "The Example", "2026-01-13", link),
    )
    assert parsed.timings_ms == {"retrieve": 3.0}


def test_needs_only_text_and_abstained() -> None:
    parsed = parse_answer({"text": "Yes.", "abstained": False})
    assert parsed.citations == ()
    assert parsed.confidence is None
    assert parsed.rejected_statements == 0


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"text": None}, "'text' is missing"),
        ({"text": 3}, "'text' is int; the contract says str"),
        ({"abstained": "no"}, "'abstained' is str; the contract says bool"),
        ({"short_answer": "Nara"}, "a JSON object"),
        ({"confidence": 1.2}, "'confidence' is 1.2"),
        ({"confidence": float("nan")}, "'confidence' is nan"),
        ({"confidence": True}, "'confidence' is True"),
        ({"citations": {}}, "'citations' is dict; the contract says list"),
        ({"citations": [{"number": 1}]}, "'article_id' is missing"),
        ({"citations": ["[1]"]}, "a citation is str"),
        ({"statements": [{"text": "s", "citations": ["1"]}]}, "cites '1'"),
        ({"statements": [{"text": "s", "citations": [True]}]}, "cites True"),
        ({"rejected_statements": True}, "'rejected_statements' is bool"),
        ({"timings_ms": {"total": "fast"}}, "'timings_ms' holds something else"),
        ({"timings_ms": {"total": float("inf")}}, "'timings_ms' holds something else"),
    ],
)
def test_another_shape_is_an_error_that_says_what(change: dict[str, Any], cause: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse_answer(answer("Yes.") | change)
    assert cause in str(caught.value)


def test_no_object_at_all_is_an_error() -> None:
    with pytest.raises(AnswerError, match="the answer is NoneType"):
        parse_answer(None)

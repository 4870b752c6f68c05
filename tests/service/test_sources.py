"""Publishers and authors: exact as limits, near ones suggested, and named in a question."""

from types import SimpleNamespace
from typing import Any

import pytest

from service.errors import QuestionError
from service.named import find_named
from service.sources import Sources

HELD = [
    ("cnn.com", ("Mary Major",)),
    ("usatoday.com", ("Crime",)),
    ("theweek.co.uk", ("The Week Staff",)),
    ("The Calder Post", ("Juan López", "Mary Major")),
    ("Northern Ledger", ()),
    (None, ()),
]


@pytest.fixture
def sources() -> Sources:
    facts = {
        number: SimpleNamespace(
            number=number, publisher=publisher, authors=authors, section="World", language="en"
        )
        for number, (publisher, authors) in enumerate(HELD, 1)
    }
    snapshot: Any = SimpleNamespace(articles=facts)
    return Sources(snapshot)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("The Calder Post", [4]), ("calder POST", [4]), (" northern  ledger", [5]), ("cnn.com", [1])],
)
def test_a_limit_is_exact_but_for_case_and_article(
    sources: Sources, name: str, numbers: list[int]
) -> None:
    assert sources.of("publisher", name).tolist() == numbers


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("CNN", "; nearest: cnn.com"),
        ("USA TODAY", "; nearest: usatoday.com"),
        ("The Week", "; nearest: theweek.co.uk"),
        ("Calder Pots", "; nearest: The Calder Post"),
        ("Ledger", "; nearest: Northern Ledger"),
        ("Ledgre", "; nearest: Northern Ledger"),
        ("Nothern", "; nearest: Northern Ledger"),
        ("Le Monde", "and none of its 5 is near; the most frequent: "),
    ],
)
def test_an_unknown_publisher_is_told_with_those_that_really_are_near(
    sources: Sources, name: str, told: str
) -> None:
    with pytest.raises(QuestionError, match=f"no publisher '{name}' in this index") as error:
        sources.of("publisher", name)
    assert told in str(error.value)


def test_limits_are_met_together(sources: Sources) -> None:
    both = sources.narrowed({"publisher": "the calder post", "author": "Mary Major"})
    assert both is not None and both.tolist() == [4]
    none = sources.narrowed({"publisher": "cnn.com", "author": "Juan López"})
    assert none is not None and none.tolist() == []
    assert sources.narrowed({"publisher": None, "section": None}) is None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("According to CNN, how many ships were waiting?", "cnn.com"),
        ("how many ships were waiting according to cnn?", "cnn.com"),
        ("What did The Calder Post say about the bridge?", "The Calder Post"),
        ("What did the Calder Post report?", "The Calder Post"),
        ("What did USA TODAY report on the flood?", "usatoday.com"),
        ("How high was the plume in The Week?", "theweek.co.uk"),
        ("In Northern Ledger, how high was the plume?", "Northern Ledger"),
        ("Northern Ledger reported a fire. Where was it?", "Northern Ledger"),
        ("What is in CNN's report on the trial?", "cnn.com"),
        ("What did Mary Major write about the trial?", "Mary Major"),
        ("articles by Juan López on rents", "Juan López"),
    ],
)
def test_a_source_is_read_from_the_wording(sources: Sources, question: str, name: str) -> None:
    found = find_named(question, sources)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "question",
    [
        "What happened in the week before the vote?",
        "What happened in the week?",
        "Who won this week?",
        "Why did CNN dismiss its host?",
        "Who owns The Calder Post?",
        "Which crime was reported?",
        "What did crime report?",
        "Was the film by Mary Major shown?",
        "What did Mary Major win?",
        "Who lives in Calder?",
        "According to whom was it late?",
        "",
    ],
)
def test_a_name_that_is_no_source_stays_a_word(sources: Sources, question: str) -> None:
    assert find_named(question, sources) is None

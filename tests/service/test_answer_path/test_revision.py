"""Revision: which figures a sentence names as given up, and how sides make room for their names."""

import pytest
from answer_parts import quote, stored
from conflict_cases import Case
from test_disagreement import evidence_of, found_in, of

from indexer.sentences import Span
from service.disagreement import with_sides
from service.disagreement.claim import Claim, Range, Sentence
from service.disagreement.revision import is_given_up
from service.generate import Draft, DraftStatement


@pytest.mark.parametrize(
    ("sentence", "given_up"),
    [
        ("The office replaced its figure of 640 deaths.", True),
        ("The office withdrew its earlier estimate of at least 640 deaths.", True),
        ("The toll is 212, down from 640 deaths.", True),
        ("The office cut the toll from 640 deaths to 212.", True),
        ("The owner denied that there were 640 deaths.", True),
        ("The first count, of 640 deaths, proved too high.", True),
        ("It counted 212 bodies rather than 640 deaths.", True),
        ("The office cut the toll to 640 deaths.", False),
        ("The office revised the toll, and spoke of 640 deaths.", False),
        ("The revised report tells of 640 deaths.", False),
        ("At least 640 deaths were counted.", False),
        ("There were 640 deaths because the dam was too high.", False),
        ("There were 640 deaths, and the siren was replaced.", False),
        ("A report of 640 deaths, whose authors said the plan was wrong.", False),
        ("Reports that 640 deaths had come of it were mistaken.", True),
        ("There were 640 deaths, a figure that was withdrawn.", True),
        ("The town cut its dead by 90 from 640 deaths.", True),
    ],
)
def test_a_figure_that_is_given_up(sentence: str, given_up: bool) -> None:
    article, whole = stored(sentence), Span(0, len(sentence))
    start = sentence.index("640")
    words = Span(start, start + len("640 deaths"))
    told = Sentence.of(article, whole, whole)
    assert is_given_up(Claim(told, Range(640, 640, "people"), words, whole, 1.0)) is given_up


@pytest.mark.parametrize("kept", [slice(0, 1), slice(1, 2)])
def test_a_figure_given_up_needs_an_article_that_told_it(kept: slice) -> None:
    case = of("dam breach at Sorrel")
    assert found_in(Case(case.question, case.told[kept], titles=case.titles[kept])) is None


def test_the_older_side_is_what_was_told_and_not_what_was_taken_back() -> None:
    found = found_in(of("dam breach at Sorrel"))
    assert found is not None
    assert [side.sentence.article.publisher for side in found.sides] == ["Moor Echo", "Hill Post"]


def test_the_last_clause_of_a_side_makes_room_for_outlets_and_days() -> None:
    case = of("How many bottles of wine")
    long = ", leaving the town with little wine to sell at the fair of the coming year"
    told = tuple((o, d, t.rstrip(".") + long + ".") for o, d, t in case.told)
    evidence = evidence_of(Case(case.question, told))
    article = evidence.passages[0].article
    draft = Draft((DraftStatement("x", (quote(article, article.text),)),), 0.9)
    sides = with_sides(draft, evidence, 60).statements[:2]
    names = sum(len((s.quotes[0].article.publisher or "").split()) + 3 for s in sides)
    assert sum(len(side.text.split()) for side in sides) + names <= 60
    assert any(side.text.endswith(" …") for side in sides)

"""Causes and denials: what asks for a cause, what denies one, and how an answer tells both."""

import pytest
from answer_parts import quote
from test_disagreement import evidence_of, of

from service.disagreement import with_sides
from service.disagreement.causes import asks_for_cause
from service.disagreement.denial import denials_of
from service.generate import Draft, DraftStatement


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Why did the Brix footbridge collapse?", True),
        ("What caused the fire at the Corvo cellars?", True),
        ("What was the main cause of the power cut in Ebbing?", True),
        ("What was behind the fire at the Ruan dairy?", True),
        ("Why does the mayor think that the dam is a mistake?", False),
        ("Why do farmers oppose the dam?", False),
        ("Why should the dam be built?", False),
        ("When did the Brix footbridge collapse?", False),
        ("What did the dam cost?", False),
    ],
)
def test_what_asks_for_a_cause(question: str, asks: bool) -> None:
    assert asks_for_cause(question) is asks


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("Ice was not the main reason that the mast fell.", {"ice"}),
        ("Ice, the owner said, was not to blame for the fall.", {"ice"}),
        ("The army said that rebels had nothing to do with it.", {"rebel"}),
        ("Engineers ruled out ice as the cause.", {"ice"}),
        ("The report pointed away from ice as the cause.", {"ice"}),
        ("The owner denied that ice had brought it down.", {"ice"}),
        ("He blamed the builder, not the ice, for the fall.", {"ice"}),
        ("There was no evidence that ice had caused it.", {"ice"}),
        ("It was rust, not ice, that caused the fall.", {"ice"}),
        ("The mast did not fall because of ice.", {"ice"}),
        ("Ice was ruled out, engineers said.", {"ice"}),
        ("The maker ruled out ice and blamed rust.", {"ice"}),
        ("The fall had not been caused by ice.", {"ice"}),
        ("The fall was not the result of ice.", {"ice"}),
        ("Forecasters ruled out ice for the week.", set()),
        ("After a police report the governor ruled out ice.", set()),
        ("Ice was ruled out for Sunday.", set()),
        ("Ice was not the only reason.", set()),
        ("Ice alone was not to blame.", set()),
        ("Engineers have not ruled out ice.", set()),
        ("It is not known whether ice was not to blame.", set()),
        ("The owner denied that he had seen ice.", set()),
        ("The mast did not stand because of ice.", set()),
        ("Ice was the cause.", set()),
        ("", set()),
    ],
)
def test_what_denies_a_cause(sentence: str, denied: set[str]) -> None:
    found = denials_of(sentence, frozenset({"fall"}))
    assert {term for denial in found for term in denial.terms if term in {"ice", "rebel"}} == denied


@pytest.mark.parametrize("question", ["Brix footbridge collapse", "What caused the fire at the C"])
def test_an_answer_tells_the_denial_first_when_it_is_newest(question: str) -> None:
    evidence = evidence_of(of(question))
    lead = evidence.passages[0].article
    draft = Draft((DraftStatement(lead.text, (quote(lead, lead.text),)),), 0.9, short=("snow", 0))
    told = with_sides(draft, evidence, 60)
    days = [statement.quotes[0].article.published for statement in told.statements[:2]]
    assert days == sorted(days, reverse=True)
    assert [(d.statements, d.kind) for d in told.conflicts] == [((0, 1), "conflict")]
    assert told.conflicts[0].about in {"why", "what caused"}
    assert told.short is None


@pytest.mark.parametrize(
    ("sentence", "of"),
    [
        ("The fire that followed the fall was not caused by ice.", {"fire"}),
        ("Experts say the fire at Pell, after the fall, was not caused by ice.", {"fire"}),
        ("Police said that the fall was not due to ice.", {"fall"}),
        ("It was not caused by ice.", set()),
    ],
)
def test_what_a_thing_is_said_not_to_have_caused(sentence: str, of: set[str]) -> None:
    assert [denial.of for denial in denials_of(sentence, frozenset())] == [of]

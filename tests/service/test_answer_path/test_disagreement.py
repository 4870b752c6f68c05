"""Articles that differ on what is asked: found among all the evidence, told newest first."""

from datetime import date

import numpy as np
import pytest
from answer_parts import quote, stored
from conflict_cases import AGREED, CHANGES, CONFLICTS, Case

from indexer.sentences import Span
from service.disagreement import with_sides
from service.disagreement.asked import read_asked
from service.disagreement.claim import Sentence
from service.disagreement.elsewhere import is_elsewhere
from service.disagreement.find import Disagreement, find_disagreement
from service.evidence import Evidence, EvidencePassage
from service.generate import Draft, DraftStatement
from service.question import understand
from service.retrieve import Retrieval


def evidence_of(case: Case) -> Evidence:
    passages = []
    titles = case.titles or (None,) * len(case.told)
    for number, ((outlet, day, text), title) in enumerate(zip(case.told, titles, strict=True)):
        article = stored(text, number + 1, publisher=outlet, published=day, title=title)
        whole = Span(0, len(text))
        passages.append(EvidencePassage(article, whole, article.sentences, number, 1.0, 0.5, 0.5))
    asked = understand(case.question, as_of=date(2026, 1, 1))
    retrieval = Retrieval((), np.zeros(1, dtype=np.float32), {})
    return Evidence(asked, retrieval, tuple(passages))


def found_in(case: Case) -> Disagreement | None:
    return find_disagreement(evidence_of(case), Draft((), 0.9))


def of(question: str) -> Case:
    return next(case for case in (*CONFLICTS, *CHANGES, *AGREED) if question in case.question)


def test_there_are_enough_cases() -> None:
    assert len(CONFLICTS) >= 30
    assert len(AGREED) >= 20


@pytest.mark.parametrize("case", [*CONFLICTS, *CHANGES], ids=lambda case: case.question)
def test_both_sides_are_found(case: Case) -> None:
    found = found_in(case)
    assert found and found.kind == case.kind
    days = [side.day for side in found.sides]
    assert days == sorted(days, reverse=True)
    words = [side.sentence.article.text[slice(*side.focus)] for side in found.sides]
    assert case.words
    for wanted in case.words:
        assert any(wanted in side or side in wanted for side in words), words


@pytest.mark.parametrize("case", AGREED, ids=lambda case: case.question)
def test_what_may_both_be_true_is_no_conflict(case: Case) -> None:
    assert found_in(case) is None


def test_the_sides_stand_first_and_the_rest_follows() -> None:
    case = of("Corvo cellars")
    evidence = evidence_of(case)
    lead = evidence.passages[0].article
    other = stored("The Corvo cellars are 200 years old.", 9)
    draft = Draft(
        tuple(
            DraftStatement(words, (quote(article, words),))
            for article, words in ((other, other.text), (lead, lead.text))
        ),
        0.9,
        short=("200", 0),
    )
    told = with_sides(draft, evidence, 60)
    assert ["700,000" in told.statements[0].text, "1.2 million" in told.statements[1].text] == [
        True, True,
    ]  # fmt: skip
    assert [statement.text for statement in told.statements[2:]] == [other.text]
    assert [(d.statements, d.kind, d.about) for d in told.conflicts] == [
        ((0, 1), "conflict", "how many bottles")
    ]
    assert told.short is None


def test_a_change_ends_in_the_newest_figure() -> None:
    case = of("Lorne ferry fire")
    evidence = evidence_of(case)
    lead = evidence.passages[0].article
    told = with_sides(
        Draft((DraftStatement(lead.text, (quote(lead, lead.text),)),), 0.9), evidence, 60
    )
    assert told.conflicts[0].kind == "change"
    assert told.short and "19" in told.short[0]


def test_one_sentence_that_tells_both_sides_is_told_in_its_clauses() -> None:
    text = (
        "The earthquake hit Immer on Sunday. The Immer institute put its magnitude at 6.1; "
        "the Drava observatory gave it as 5.4."
    )
    case = Case("What was the magnitude of the Immer earthquake?", (("Post", "2024-05-01", text),))
    evidence = evidence_of(case)
    article = evidence.passages[0].article
    draft = Draft((DraftStatement(text, (quote(article, text),)),), 0.9)
    told = with_sides(draft, evidence, 60)
    assert len(told.conflicts) == 1
    assert [("6.1" in s.text, "5.4" in s.text) for s in told.statements[:2]] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )


def test_sides_are_cut_to_the_words_there_are() -> None:
    long = ", while the wind blew and the band played on in the square below the old town hall" * 3
    case = Case(
        "How many bottles of wine did the fire at the Corvo cellars destroy?",
        tuple(
            (outlet, day, text.rstrip(".") + long + ".")
            for outlet, day, text in of("Corvo cellars").told
        ),
    )
    evidence = evidence_of(case)
    article = evidence.passages[0].article
    draft = Draft((DraftStatement("x", (quote(article, article.text),)),), 0.9)
    told = with_sides(draft, evidence, 60)
    assert sum(len(statement.text.split()) for statement in told.statements) <= 60
    assert told.conflicts


def test_copies_of_one_story_do_not_differ() -> None:
    case = of("Karsk radio mast?")
    evidence = evidence_of(case)
    copies = tuple(
        EvidencePassage(
            stored(p.article.text, p.article.number, published=p.article.published, story=1),
            p.span, p.sentences, p.rank, p.score, p.dense, p.words,
        )
        for p in evidence.passages
    )  # fmt: skip
    same = Evidence(evidence.question, evidence.retrieval, copies)
    assert find_disagreement(same, Draft((), 0.9)) is None


@pytest.mark.parametrize(
    "question", ["?", "how many", "When?", "Who", "how much how much how much", "Is", "0"]
)
def test_a_question_of_no_substance_finds_nothing(question: str) -> None:
    told = (("Post", "2024-05-01", "12 of 15. 3 won 4."), ("Echo", "2024-05-02", "0 for 1e9."))
    assert found_in(Case(question, told)) is None


def test_undated_articles_are_compared_too() -> None:
    told = tuple((outlet, "", text) for outlet, _, text in of("Who designed").told)
    assert found_in(Case("Who designed the Quay library?", told)) is not None


@pytest.mark.parametrize(
    ("question", "sentence", "elsewhere"),
    [
        ("How many people died?", "The flood killed 12 people in Drava.", False),
        ("How many people died?", "The flood left 12 people displaced.", True),
        ("How many people died?", "It killed 12 people in the last 24 hours.", True),
        ("How many people died?", "Among the dead are 12 people of Drava.", True),
        ("How many people died?", "A total of 12 people died or were injured.", True),
        ("How many people died?", "The flood of 1993 killed 12 people.", True),
        ("How many people died in 1993?", "The flood of 1993 killed 12 people.", False),
        ("How many people died?", "The flood killed 12 more people.", True),
        ("How many people died?", "The U.S. death toll rose to 12 people.", True),
        ("How many people lost power?", "The storm killed 12 people.", True),
        ("How many people lost power?", "Some 12 people lost power in the storm.", False),
    ],
)
def test_a_figure_beside_the_matter_is_of_another(
    question: str, sentence: str, elsewhere: bool
) -> None:
    told = Sentence.of(stored(sentence), Span(0, len(sentence)), Span(0, len(sentence)))
    place = sentence.index("12") + 2
    assert is_elsewhere(read_asked(understand(question)), told, place, question) is elsewhere

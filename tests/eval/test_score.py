"""One question, scored: what is known, what is measured, what stays undefined."""

from dataclasses import replace
from typing import Any

import pytest
from eval_fakes import QUOTA, TEMPLE, TOLL, WHERE, FakeSystem, abstention, answer, citation

from eval.catalogue import MEASURES
from eval.gold import GoldQuestion
from eval.known import known_articles
from eval.library import Library
from eval.predictions import Prediction
from eval.score import QuestionScore, score_question
from eval.set_measures import set_measures

RIGHT = answer("They met in Nara. [1]", [citation(1, "a1", "met in Nara")])


def scored(
    question: GoldQuestion, said: dict[str, Any] | None, retrieved: tuple[str, ...] = ()
) -> QuestionScore:
    prediction = Prediction(question.id, said, retrieved)
    return score_question(question, prediction, Library(FakeSystem({})))


def test_every_measure_is_in_the_catalogue_and_no_other() -> None:
    measured = set(scored(WHERE, RIGHT).values)
    measured |= {measure.name for measure in set_measures([])}
    assert measured == set(MEASURES)


def test_documents_are_found_by_file_name() -> None:
    library = Library(FakeSystem({}))
    assert known_articles(WHERE, ["a4", "a1"], library) == {"a1"}
    assert known_articles(WHERE, ["a4", "gone"], library) == {"document:001 nara.txt"}
    both = replace(WHERE, documents=("001 nara.txt", "002.txt"))
    assert known_articles(both, ["a1"], library) == {"a1", "document:002.txt"}
    assert known_articles(TOLL, ["a1"], library) == {"a2", "a3"}
    assert known_articles(replace(WHERE, relevant=("a9",)), ["a1"], library) == {"a9"}


def test_a_document_that_is_only_cited_is_known_too() -> None:
    score = scored(WHERE, RIGHT, ("a4",))
    assert score.known == {"a1"}
    assert score.values["hit@20"] == 0.0
    assert score.values["cites_known"] == 1.0


def test_retrieval_is_scored_without_repeats() -> None:
    score = scored(WHERE, RIGHT, ("a2", "a2", "a1"))
    assert score.known_rank == 2
    assert score.values["hit@1"] == 0.0
    assert score.values["hit@3"] == 1.0
    assert score.values["mrr@10"] == 0.5
    assert score.values["precision@5"] == 0.2


def test_another_article_with_the_answer_supports() -> None:
    score = scored(WHERE, RIGHT, ("a2", "a4"))
    assert score.supporting_rank == 2
    assert score.values["supported@1"] == 0.0
    assert score.values["supported@3"] == 1.0
    assert score.values["hit@3"] == 0.0


def test_a_title_supports_and_part_of_a_word_does_not() -> None:
    question = replace(TEMPLE, answers=("flood toll",))
    assert scored(question, RIGHT, ("a2",)).values["supported@1"] == 1.0
    question = replace(TEMPLE, answers=("toll cu",))
    assert scored(question, RIGHT, ("a3",)).values["supported@1"] == 0.0


def test_without_known_articles_only_support_is_defined() -> None:
    values = scored(TEMPLE, RIGHT, ("a1",)).values
    assert values["hit@10"] is values["recall@10"] is values["map"] is None
    assert values["cites_known"] is values["citation_precision"] is None
    assert values["supported@10"] == 1.0


def test_an_unanswerable_question_leaves_its_answers_unscored() -> None:
    values = scored(QUOTA, abstention(), ("a1",)).values
    for name in ("hit@1", "supported@1", "exact_match", "f1", "contained", "words", "answered"):
        assert values[name] is None, name
    assert values["abstention_recall"] == values["abstention_precision"] == 1.0


def test_the_short_answer_is_what_exact_match_looks_at() -> None:
    short = RIGHT | {"short_answer": {"text": "Nara.", "citation": 1}}
    assert scored(WHERE, RIGHT).values["exact_match"] == 0.0
    assert scored(WHERE, short).values["exact_match"] == 1.0
    assert scored(WHERE, short).values["f1"] == 1.0


def test_an_abstention_contains_nothing_whatever_its_words() -> None:
    values = scored(WHERE, abstention(text="Nothing about Nara."), ("a1",)).values
    assert values["contained"] == values["exact_match"] == values["answered"] == 0.0
    assert values["abstention_precision"] == 0.0
    assert values["words"] is None
    assert values["hit@1"] == 1.0


def test_a_failure_scores_zero_where_an_answer_was_due() -> None:
    values = scored(WHERE, None).values
    for name in ("hit@10", "contained", "f1", "cites_known", "answered", "citation_recall"):
        assert values[name] == 0.0, name
    assert values["failed"] == 1.0
    assert values["abstention_precision"] is values["verbatim"] is values["words"] is None
    assert scored(QUOTA, None).values["abstention_recall"] == 0.0


def test_a_conflict_wants_to_be_shown_and_told_from_every_side() -> None:
    one = scored(TOLL, answer("It rose to 11,300.")).values
    assert one["contained@60"] == 1.0
    assert one["all_answers_contained"] == one["conflict_found"] == 0.0
    both = answer("11,300, or 3,958 by the UN.", conflicts=[{"statements": [0, 1]}])
    two = scored(TOLL, both).values
    assert two["all_answers_contained"] == two["conflict_found"] == 1.0
    assert two["conflict_false_alarm"] is None
    assert scored(WHERE, both).values["conflict_false_alarm"] == 1.0


def test_a_misquote_is_found() -> None:
    shifted = citation(1, "a1", "met in Nara", start=11)
    unknown = citation(2, "a1", "met in Nara") | {"article_id": "gone"}
    fine = citation(3, "a1", "Horyu Temple")
    score = scored(WHERE, answer("Nara.", [shifted, unknown, fine]))
    assert score.misquoted == {1, 2}
    assert score.values["verbatim"] == pytest.approx(1 / 3)


def test_the_answer_must_come_early() -> None:
    values = scored(WHERE, answer("word " * 60 + "Nara.")).values
    assert values["contained@60"] == 0.0
    assert values["contained@100"] == values["contained"] == 1.0


def test_risk_is_of_answers_only() -> None:
    assert scored(WHERE, RIGHT).is_wrong is False
    assert scored(WHERE, answer("Rain.")).is_wrong is True
    assert scored(QUOTA, RIGHT).is_wrong is True
    assert scored(WHERE, abstention()).is_wrong is None
    assert scored(WHERE, None).is_wrong is None
    assert scored(GoldQuestion("q", "Q?"), RIGHT).is_wrong is None


def test_right_is_what_the_gold_can_tell() -> None:
    by_article = replace(WHERE, answers=())
    both = answer("11,300, or 3,958.")
    outcomes = [
        (WHERE, RIGHT, 1.0),
        (WHERE, answer("Rain."), 0.0),
        (WHERE, abstention(), 0.0),
        (WHERE, None, 0.0),
        (QUOTA, abstention(), 1.0),
        (QUOTA, RIGHT, 0.0),
        (QUOTA, None, 0.0),
        (TOLL, answer("11,300."), 0.0),
        (TOLL, both, 1.0),
        (TOLL, answer("word " * 60 + "11,300, 3,958."), 0.0),
        (by_article, RIGHT, 1.0),
        (by_article, answer("Nara."), 0.0),
        (by_article, RIGHT | {"abstained": True}, 0.0),
        (GoldQuestion("q", "Q?"), RIGHT, None),
        (GoldQuestion("q", "Q?"), abstention(), None),
    ]
    for question, said, right in outcomes:
        assert scored(question, said).values["right"] == right, (question.id, said)

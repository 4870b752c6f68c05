"""When the archive is said not to answer, and what it says then."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from answer_parts import answerer_over

from indexer.article import Article
from service.confidence import (
    LOOKING_BACK,
    NEAR,
    ConfidenceFeatures,
    Weights,
    confidence_of,
    points_to_now,
    scarcity,
    weights_for,
)
from service.generate.candidates import rank_sentences
from service.question import understand

AS_OF = date(2025, 5, 6)
PLAIN = ConfidenceFeatures(**{field.name: 0.5 for field in fields(ConfidenceFeatures)})


@pytest.mark.parametrize("name", [field.name for field in fields(ConfidenceFeatures)])
def test_more_of_each_feature_makes_it_more_likely_or_less_as_it_should(name: str) -> None:
    more = confidence_of(replace(PLAIN, **{name: 0.9}))
    assert (more < confidence_of(PLAIN)) is (name in ("words_next", "widened"))


def scarcity_for(folder: Path, question: str, text: str) -> float:
    article = Article(text=text, source="test:1", id="a1", title="News", published="2025-05-02")
    evidence = answerer_over(folder, [article]).evidence(understand(question, as_of=AS_OF))
    return scarcity(evidence, rank_sentences(evidence))


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Who founded Alder Works?", "Ada Voss founded Alder Works in a shed.", True),
        ("Who founded Alder Works?", "Alder Works closed a shed in Drava on Tuesday.", False),
        ("Who bought Alder Works?", "Hill Rail acquired Alder Works on Tuesday.", True),
        ("Who is Ada Voss?", "Ada Voss came to Drava.", True),
    ],
)
def test_in_a_small_archive_the_plain_words_must_be_told(
    tmp_path: Path, question: str, text: str, told: bool
) -> None:
    scarce = scarcity_for(tmp_path, question, text)
    assert scarce > 0 if told else scarce < 0
    assert (confidence_of(PLAIN, scarce=scarce) > confidence_of(PLAIN)) is told


def test_a_name_must_stand_as_it_is_asked(tmp_path: Path) -> None:
    text = "The tour of the Alder works ended. Ada Voss won the Hill Cup of Selvia."
    held = scarcity_for(tmp_path / "held", "Who won the Hill Cup of Selvia?", text)
    scattered = scarcity_for(tmp_path / "scattered", "Who won the Tour of Selvia?", text)
    assert held > 0 > scattered


def test_nothing_changes_where_many_articles_are_near(tmp_path: Path) -> None:
    article = Article(text="Alder Works closed.", source="test:1", id="a1", published="2025-05-02")
    question = understand("Who founded Alder Works?", as_of=AS_OF)
    evidence = answerer_over(tmp_path, [article]).evidence(question)
    hits = (replace(evidence.retrieval.hits[0], score=3.0),) * 20
    many = replace(evidence, retrieval=replace(evidence.retrieval, hits=hits))
    assert scarcity(many, rank_sentences(many)) == 0.0


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("Who founded Alder Works?", False),
        ("Who founded Alder Works in 2019?", False),
        ("Who bought Alder Works this week?", True),
        ("What is the latest on Alder Works?", True),
        ("Who is buying Alder Works?", True),
    ],
)
def test_which_questions_point_to_the_days_before_they_are_asked(question: str, near: bool) -> None:
    assert points_to_now(understand(question, as_of=AS_OF)) is near


@pytest.mark.parametrize(("score", "weights"), [(3.0, LOOKING_BACK), (-2.0, NEAR)])
def test_looking_back_counts_where_many_articles_are_near(
    tmp_path: Path, score: float, weights: Weights
) -> None:
    article = Article(text="Alder Works closed.", source="test:1", id="a1", published="2025-05-02")
    index = answerer_over(tmp_path, [article])
    for question, wanted in (("Who founded it?", weights), ("Who founded it this week?", NEAR)):
        evidence = index.evidence(understand(question, as_of=AS_OF))
        hits = (replace(evidence.retrieval.hits[0], score=score),) * 20
        asked = replace(evidence, retrieval=replace(evidence.retrieval, hits=hits))
        assert weights_for(asked) == wanted


def test_confidence_is_the_logistic_of_the_weighted_sum() -> None:
    nothing = Weights(*[0.0] * len(fields(Weights)))
    assert confidence_of(PLAIN, nothing) == 0.5
    assert confidence_of(PLAIN, replace(nothing, bias=3.0)) == pytest.approx(0.9526, abs=1e-4)


@pytest.mark.parametrize(
    ("day", "end"),
    [(date(2025, 9, 1), "Nothing near to it is later than 2025-05-02."), (date(2025, 5, 6), ").")],
)
def test_silence_tells_when_the_archive_last_came_near(tmp_path: Path, day: date, end: str) -> None:
    text = "The council closed the Alder Bridge for repairs, which will take two years."
    bridge = Article(
        text=text, source="test:bridge", id="bridge", title="Alder Bridge", published="2025-05-02"
    )
    answer = answerer_over(tmp_path, [bridge]).ask("Which orchestra sang?", as_of=day)
    assert answer.abstained and answer.reason
    assert answer.reason.endswith(end)

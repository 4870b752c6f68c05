"""When the archive is said not to answer, and what it says then."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from answer_parts import answerer_over

from indexer.article import Article
from service.confidence import ConfidenceFeatures, Weights, confidence_of

PLAIN = ConfidenceFeatures(**{field.name: 0.5 for field in fields(ConfidenceFeatures)})


@pytest.mark.parametrize("name", [field.name for field in fields(ConfidenceFeatures)])
def test_more_of_each_feature_but_scattered_words_makes_it_more_likely(name: str) -> None:
    more = confidence_of(replace(PLAIN, **{name: 0.9}))
    assert (more < confidence_of(PLAIN)) is (name == "words_next")


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

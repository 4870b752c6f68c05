"""Disagreement between outlets, and what only looks like it."""

from dataclasses import replace
from datetime import date

from answer_parts import stored

from service.conflict import find_conflict
from service.generate.candidates import Candidate, SentenceFeatures
from service.question import understand

FEATURES = SentenceFeatures(0.7, 0.7, 0.7, 0.7, 0.0, 1.0, 0.0, 0.0, 0.0)
CAMP = "Does the prime minister's camp have a majority in parliament?"
DEAD = "How many people died in the ferry fire?"


def candidate(text: str, number: int) -> Candidate:
    article = stored(text, number)
    return Candidate(article, article.sentences[0], number, FEATURES, 1.0)


def conflict(question: str, *texts: str) -> list[str] | None:
    candidates = [candidate(text, number) for number, text in enumerate(texts)]
    found = find_conflict(understand(question, as_of=date(2026, 1, 15)), candidates)
    if found is None:
        return None
    return [claim.candidate.article.text[slice(*claim.focus)] for claim in found]


def test_a_majority_contradicts_a_minority() -> None:
    assert conflict(
        CAMP,
        "Her camp holds a majority in one house of parliament.",
        "Her camp is in the minority in both houses of parliament.",
    ) == ["majority", "minority"]


def test_different_numbers_of_the_same_thing_contradict() -> None:
    assert conflict(
        DEAD,
        "The ferry fire killed 12 people on Tuesday.",
        "The ferry fire killed 15 people, rescuers said.",
    ) == ["12", "15"]


def test_the_same_number_written_differently_agrees() -> None:
    assert not conflict(
        "How much did the bridge cost?",
        "The bridge repair cost 1,500 crowns.",
        "The bridge repair cost 1500 crowns in all.",
    )


def test_different_units_do_not_contradict() -> None:
    assert not conflict(
        DEAD,
        "The ferry fire killed 12 people.",
        "The ferry fire burned for 15 hours after people died.",
    )


def test_one_article_does_not_contradict_itself() -> None:
    one = candidate("The ferry fire killed 12 people.", 1)
    two = candidate("The ferry fire killed 15 people.", 1)
    assert find_conflict(understand(DEAD), [one, two]) is None


def test_different_matters_do_not_contradict() -> None:
    assert not conflict(DEAD, "The ferry fire killed 12 people.", "Voters gave 15 people a seat.")


def test_copies_do_not_contradict() -> None:
    one, two = (
        replace(each, article=replace(each.article, story=1))
        for each in (
            candidate("The ferry fire killed 12 people.", 1),
            candidate("The ferry fire killed 15 people.", 2),
        )
    )
    assert find_conflict(understand(DEAD), [one, two]) is None
    apart = replace(two, article=replace(two.article, story=2))
    assert find_conflict(understand(DEAD), [one, apart]) is not None

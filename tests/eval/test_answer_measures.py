"""The measures against a second writing of SQuAD's scorer, `evaluate-v2.0.py`, and by example."""

import re
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import answer_measures as ours

WORDS = st.sampled_from(["the", "a", "an", "Nara", "nara,", "Temple.", "U.S.", "7.8", "well-known"])
TEXTS = st.one_of(
    st.lists(WORDS, max_size=8).map(" ".join),
    st.text(st.sampled_from(string.ascii_letters + string.digits + "!'(),-.:;?$% ")),
)


def reference_words(text: str) -> list[str]:
    """SQuAD's normalisation: lower, then punctuation, then articles, then white space."""
    bare = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def reference_f1(gold: str, given: str) -> float:
    gold_words, given_words = reference_words(gold), reference_words(given)
    if not gold_words or not given_words:
        return float(gold_words == given_words)
    same = sum((Counter(gold_words) & Counter(given_words)).values())
    if not same:
        return 0.0
    precision, recall = same / len(given_words), same / len(gold_words)
    return 2 * precision * recall / (precision + recall)


@given(TEXTS)
def test_normalise_is_that_of_squad_on_ascii(text: str) -> None:
    assert ours.normalise(text) == " ".join(reference_words(text))


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=3))
def test_exact_match_and_f1_equal_the_reference(text: str, answers: list[str]) -> None:
    worded = [answer for answer in answers if reference_words(answer)]  # as evaluate-v2.0 does
    if not worded:
        assert ours.exact_match(text, answers) is ours.token_f1(text, answers) is None
        return
    exact = max(reference_words(answer) == reference_words(text) for answer in worded)
    assert ours.exact_match(text, answers) == float(exact)
    best = max(reference_f1(answer, text) for answer in worded)
    assert ours.token_f1(text, answers) == pytest.approx(best)


@given(st.text())
def test_normalise_takes_any_text_and_is_settled_at_once(text: str) -> None:
    once = ours.normalise(text)
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Squid Game”", "squid game"),
        ("1910\u20131945", "19101945"),
        ("Tokyo\u2014the capital\u2026and more", "tokyo capital and more"),
        ("€5.96 billion", "596 billion"),
        ("Cafe\u0301", "café"),
        ("The Who", "who"),
    ],
)
def test_normalise_knows_unicode(text: str, expected: str) -> None:
    assert ours.normalise(text) == expected


def test_contained_wants_whole_words() -> None:
    assert ours.contained("They met in Naraville. [1]", ["Nara"]) == 0.0
    assert ours.contained("They met in (Nara)! [1]", ["nope", "the Nara"]) == 1.0


def test_contained_counts_words_without_markers() -> None:
    text = "One two [1] three [2, 3] four."
    assert ours.contained(text, ["three"], words=3) == 1.0
    assert ours.contained(text, ["four"], words=3) == 0.0
    assert ours.contained(text, ["four"], words=4) == 1.0
    assert ours.contained("He won[1], she lost.", ["won she"]) == 1.0


def test_all_contained_wants_every_side() -> None:
    assert ours.all_contained("Some say 11,300, the UN 3,958.", ["11,300", "3,958"]) == 1.0
    assert ours.all_contained("Some say 11,300.", ["11,300", "3,958"]) == 0.0


def test_without_answers_nothing_is_defined() -> None:
    measures = (ours.exact_match, ours.token_f1, ours.contained, ours.all_contained)
    assert [measure("text", []) for measure in measures] == [None] * 4
    assert ours.contained("text", ["The"]) is None


def test_silence_does_not_match_an_answer_of_which_no_word_is_left() -> None:
    for measure in (ours.exact_match, ours.token_f1):
        assert measure("", ["A"]) is None, "which vitamin? the gold says A"
        assert measure("", ["A", "vitamin A"]) == 0.0
        assert measure("Vitamin A.", ["A", "vitamin A"]) == 1.0


def test_a_year_in_brackets_is_no_marker() -> None:
    assert ours.contained("“He won it in [2022],” she said. [1]", ["2022"]) == 1.0
    assert ours.without_markers("Won [12][345], in [2022] [1, 2].") == "Won, in [2022]."


def test_length_does_not_count_markers() -> None:
    assert ours.length_in_words("Rain fell. [1] Then snow [2].") == 4
    assert ours.length_in_words("") == 0

"""Sentences: exact spans, and what looks like an end and is none."""

import pytest

from indexer.sentences import split_sentences


def pieces(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry struck the quay at 7.14 p.m. Eastern time at a speed of ten knots.",
        "The vote begins at 9 a.m. ET on Tuesday in Drava.",
        "Contact was lost at 2.57 p.m. Moscow time on Saturday.",
    ],
)
def test_a_time_of_day_goes_on_with_its_zone(sentence: str) -> None:
    assert pieces(f"{sentence} The mayor was told.") == [sentence, "The mayor was told."]


def test_a_time_of_day_may_end_a_sentence() -> None:
    assert pieces("It closed at 7 p.m. The mayor left. Eastern towns slept.") == [
        "It closed at 7 p.m.", "The mayor left.", "Eastern towns slept.",
    ]  # fmt: skip


def test_spans_never_cross_a_line() -> None:
    assert pieces("It closed at 7 p.m.\nEastern time is meant.\n\n") == [
        "It closed at 7 p.m.", "Eastern time is meant.",
    ]  # fmt: skip

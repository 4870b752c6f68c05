"""Shortened quotes say what the whole sentence says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sentences import Span
from service.shorten import is_faithful, shorten, with_ellipses

STRIKE = (
    "It is not true, the ministry said on Monday, that 200 soldiers were killed in the strike, "
    "and officials who asked not to be named agreed."
)


def short(sentence: str, focus: str, words: int) -> str | None:
    start = sentence.index(focus)
    whole = Span(0, len(sentence))
    part = shorten(sentence, whole, Span(start, start + len(focus)), words)
    return None if part is None else sentence[part.start : part.end]


@pytest.mark.parametrize("words", range(1, 25))
def test_a_denial_is_never_told_as_a_fact(words: int) -> None:
    found = short(STRIKE, "200 soldiers", words)
    assert found is None or found.startswith("It is not true, the ministry said on Monday, that")


@pytest.mark.parametrize(
    ("sentence", "focus", "needed"),
    [
        ("The dam broke, the mayor said, and 12 houses were lost.", "12 houses", "the mayor said"),
        ("The bank is sound, according to its chief, and will pay 5%.", "5%", "according to"),
        ("The bank will pay 5%, if the court agrees, and then close.", "5%", "if the court"),
        ("No ship sank, but 12 were damaged, and the port closed.", "12 were", "No ship"),
        ("The port closed, and they didn’t say when, but 12 ships left.", "12 ships", "didn’t"),
        ("Prices rose 5%, he claimed, while wages fell, and rents too.", "5%", "he claimed"),
    ],
)
@pytest.mark.parametrize("words", range(1, 12))
def test_attributions_conditions_and_negations_stay(
    sentence: str, focus: str, needed: str, words: int
) -> None:
    found = short(sentence, focus, words)
    assert found is None or needed in found


def test_what_does_not_matter_is_left_out() -> None:
    sentence = "The bridge opened on 3 May, after long repairs to its deck, and cost 4 million."
    assert short(sentence, "3 May", 7) == "The bridge opened on 3 May"


def test_quotes_stay_whole() -> None:
    sentence = "The road is open, and “we are glad, all of us, and proud”, she added, of the 12."
    for words in range(1, 18):
        found = short(sentence, "all of us", words) or ""
        assert found.count("“") == found.count("”")


def test_a_pronoun_keeps_what_it_refers_to() -> None:
    sentence = "Early on the mayor, who owns 12 boats, and the harbour master met, as they do."
    found = short(sentence, "12 boats", 9)
    assert found is None or "mayor" in found


def test_cuts_are_marked() -> None:
    text = "One, two, three."
    assert with_ellipses(text, Span(0, 16), Span(5, 8)) == "… two …"
    assert with_ellipses(text, Span(0, 16), Span(0, 16)) == text


WORDS = st.sampled_from(
    ["the", "dam", "broke,", "and", "but", "12", "said,", "not", "“we", "won”,", "–", "if", "who",
     "while", "never;", "as", '"so"', "don't", "that", "told:"]
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(1, 30), st.data())
def test_a_part_is_a_faithful_verbatim_piece(
    said: list[str], words: int, data: st.DataObject
) -> None:
    sentence = " ".join(said)
    text = f"Before. {sentence} After."
    whole = Span(8, 8 + len(sentence))
    start = data.draw(st.integers(whole.start, whole.end - 1))
    end = data.draw(st.integers(start + 1, whole.end))
    part = shorten(text, whole, Span(start, end), words)
    if part is not None:
        assert whole.start <= part.start < part.end <= whole.end
        assert len(text[part.start : part.end].split()) <= words
        assert is_faithful(text, whole, part)

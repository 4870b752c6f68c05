"""Index terms: what a reader would call the same word is one term."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.words import _CHUNKS_KEPT, _TOKEN, STOP_WORDS, _Chunks, term_of, terms_of


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The leaders' meetings", ["leader", "meet"]),
        ("Japan's and Japan’s", ["japan", "japan"]),
        ("1,234 of 5.6", ["1234", "5.6"]),
        ("Ōsaka café", ["osaka", "cafe"]),
        ("U.S. forces and the US", ["us", "forc", "us"]),
        ("Who told the WHO?", ["told", "who"]),
        ("COVID-19", ["covid", "19"]),
        ("日本", ["日本"]),
        ("", []),
        ("—?! _ ...", []),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert terms_of(text) == terms


def test_stop_words_go_in_any_case_and_apostrophe() -> None:
    assert [term for word in STOP_WORDS for term in terms_of(word.title())] == []
    assert terms_of("don’t") == []


@given(st.text(st.characters()))
def test_any_text_has_terms_that_can_be_stored(text: str) -> None:
    for term in terms_of(text):
        assert term
        assert term.encode().decode() == term
        assert not any(letter.isspace() for letter in term)


@given(st.lists(st.sampled_from([*"aZé3.,'’-_", "U.S.", "日", " ", "\t", "\u2028", "\xa0"])))
def test_terms_of_a_text_are_those_of_its_tokens(pieces: list[str]) -> None:
    text = "".join(pieces)
    one_by_one = [term for token in _TOKEN.findall(text) if (term := term_of(token))]
    assert terms_of(text) == one_by_one
    assert terms_of(text) == one_by_one  # remembered


def test_long_stretches_and_a_full_memory_change_nothing() -> None:
    words = _Chunks()
    words["dam"] = ("kept",)
    long = "dam-" * 30
    assert words[long] == ("dam",) * 30
    assert long not in words
    assert words["dam"] == ("kept",)
    for number in range(_CHUNKS_KEPT):
        words[f"{number}"]
    assert len(words) <= _CHUNKS_KEPT
    assert words["dam"] == ("dam",)

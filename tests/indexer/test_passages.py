"""Sentences and passages: exact spans of code points that lose nothing."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.passages import MAX_CHARACTERS, split_passages
from indexer.sentences import Span, split_sentences

WORDS = st.sampled_from(
    ["Dr.", "U.S.", "3.5%", "said.", "no?", "“Yes!”", "dam", "…", "日本。", "東京です。", "😀.",
     "👨\u200d👩\u200d👧", "e\u0301clair", "𝔸𝔹.", "\u0301", "(a.b)", "1,234.", "Mr", "J.", "x" * 30,
     "\n", " ", "\t", "\u00a0", ".", ";", ","]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.lists(WORDS).map("".join) | st.text()


def assert_orderly(text: str, spans: list[Span]) -> None:
    """Assert that spans ascend, do not overlap, are trimmed, and leave out only white space."""
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    assert "".join(gaps).strip() == ""


@given(TEXTS, st.sampled_from([None, "", "en", "en-GB", "ja", "zz", "no such language"]))
def test_sentences_are_orderly_spans_within_a_line(text: str, language: str | None) -> None:
    sentences = split_sentences(text, language)
    assert_orderly(text, sentences)
    assert all("\n" not in text[start:end] for start, end in sentences)


@given(TEXTS, st.integers(2, 120) | st.just(MAX_CHARACTERS))
@example("x" * 50 + " " + "y" * 50, 20)
@example("a " * 40, 7)
def test_passages_cover_every_sentence_within_the_limit(text: str, limit: int) -> None:
    sentences = split_sentences(text)
    passages = split_passages(text, sentences, limit)
    assert_orderly(text, passages)
    assert all(end - start <= limit for start, end in passages)
    for sentence in sentences:
        if sentence.end - sentence.start <= limit:
            assert any(p.start <= sentence.start and sentence.end <= p.end for p in passages)


def test_offsets_count_code_points() -> None:
    text = "😀 Hello. 𝔸 second e\u0301 one.\n\n👨\u200d👩\u200d👧 Third."
    found = [text[start:end] for start, end in split_sentences(text)]
    assert found == ["😀 Hello.", "𝔸 second e\u0301 one.", "👨\u200d👩\u200d👧 Third."]


def test_abbreviations_and_numbers_do_not_end_a_sentence() -> None:
    text = "Dr. Li paid $3.5 million to the U.S. Treasury on Jan. 5, he said. It was late."
    assert [text[start:end] for start, end in split_sentences(text)] == [text[:65], text[66:]]


@pytest.mark.parametrize("piece", ["x", "word ", "clause, ", "clause; ", "😀", "e\u0301"])
def test_one_giant_sentence_is_cut_but_nothing_lost(piece: str) -> None:
    text = (piece * 3000).strip()
    passages = split_passages(text, [Span(0, len(text))])
    assert_orderly(text, passages)
    assert all(end - start <= MAX_CHARACTERS for start, end in passages)


def test_an_article_does_not_end_in_a_scrap() -> None:
    text = " ".join(["This sentence has exactly forty letters."] * 25)
    lengths = [end - start for start, end in split_passages(text, split_sentences(text))]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) < 100


def test_no_sentence_no_passage() -> None:
    assert split_sentences("") == split_sentences(" \n ") == []
    assert split_passages("", []) == []

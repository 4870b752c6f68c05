import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.generate.streaming import Marked, StatementParser


def parsed(*pieces: str) -> list[Marked]:
    parser = StatementParser()
    return [marked for piece in pieces for marked in parser.feed(piece)] + parser.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opened [1].", [("It opened", (1,))]),
        ("It opened. [1] It cost 4 [2][3].", [("It opened.", (1,)), ("It cost 4", (2, 3))]),
        ("It opened [1, 3] today.", [("It opened today.", (1, 3))]),
        ("Five died [1] and ten fled [2].", [("Five died and ten fled", (1, 2))]),
        ("It opened [2-4].", [("It opened", (2, 3, 4))]),
        ("Nothing is cited here.", [("Nothing is cited here.", ())]),
        ("- **It opened** [1]\n- It cost 4 [2]", [("It opened", (1,)), ("It cost 4", (2,))]),
        ("1. It opened [1]\n2. It cost 4 [2]", [("It opened", (1,)), ("It cost 4", (2,))]),
        ("<think>[1] perhaps?</think>It opened [1].", [("It opened", (1,))]),
        ("<think>never ends [1]", []),
        ("[1] [2] [3] [4]", []),
        ("", []),
        ("  \n", []),
        ("It\x00 opened\u202e [1].", [("It opened", (1,))]),
    ],
)
def test_statements_and_their_markers(
    text: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [
        (marked.text.rstrip(".") or marked.text, marked.numbers) for marked in parsed(text)
    ] == [(words.rstrip("."), numbers) for words, numbers in expected]


def test_a_statement_is_given_before_the_stream_ends() -> None:
    parser = StatementParser()
    assert parser.feed("It opened [") == []
    assert parser.feed("1]. ") == []
    assert parser.feed("It") == [Marked("It opened.", (1,))]


def test_marker_spam_is_bounded() -> None:
    spam = "".join(f"[{number}]" for number in range(500))
    (marked,) = parsed(f"It opened {spam}.")
    assert len(marked.numbers) <= 8
    (marked,) = parsed("It opened [1-9999].")
    assert len(marked.numbers) <= 8


def test_endless_words_without_a_marker_are_let_go() -> None:
    parser = StatementParser()
    found = [marked for _ in range(3_000) for marked in parser.feed("so it goes on and on ")]
    assert found and all(marked.numbers == () for marked in found)
    assert len(parser._buffer) < 5_000


_TEXT = st.text(st.sampled_from("Ab1[],-. \n"), max_size=80)


@given(_TEXT, st.integers(1, 9))
def test_where_a_stream_is_cut_does_not_matter(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert parsed(*pieces) == parsed(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser_or_leaves_a_marker(text: str) -> None:
    for marked in parsed(text):
        assert "[1]" not in marked.text
        assert all(character.isprintable() for character in marked.text)

from pathlib import Path

import pytest

from eval.tuning.support import precision_and_recall, read_pairs
from service.support import MINIMUM_SUPPORT, Ground, support

ROOT = Path(__file__).parents[2]
QUOTE = (
    "The Alder Bridge will open to traffic again on Saturday, the council said, after repairs "
    "that cost 4.5 million crowns."
)


def supported(statement: str, quote: str = QUOTE, published: str | None = "2025-04-28") -> bool:
    ground = Ground(quote, published, "Example Gazette")
    return support(statement, [ground]) >= MINIMUM_SUPPORT


def test_the_quote_itself_is_fully_supported() -> None:
    assert support(QUOTE, [Ground(QUOTE)]) == 1
    assert support("… on Saturday …", [Ground("on Saturday")]) == 1


@pytest.mark.parametrize("statement", ["", " ", "…", "[]", "of the"])
def test_no_words_are_never_supported(statement: str) -> None:
    assert support(statement, [Ground(QUOTE)]) == 0


def test_nothing_supports_without_quotes() -> None:
    assert support("The bridge opened.", []) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "The repairs cost 4,500,000 crowns.",
        "The Alder Bridge will open to traffic again on 3 May 2025.",
        "The bridge will open again on Saturday, according to the council.",
        "The Example Gazette reported that the repairs cost 4.5 million crowns.",
    ],
)
def test_other_words_for_the_same_are_supported(statement: str) -> None:
    assert supported(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "The repairs cost 4.5 crowns.",
        "The repairs cost 45 million crowns.",
        "The Alder Bridge will open to traffic again on 4 May 2025.",
        "The Alder Bridge will open to traffic again on Sunday.",
        "The Birch Bridge will open to traffic again on Saturday.",
        "The Alder Bridge will not open to traffic again on Saturday.",
        "The Alder Bridge will close to traffic again on Saturday.",
        "The Alder Bridge opened to traffic again on Saturday.",
        "The council called the repairs “a scandal”.",
        "Visit www.evil.example for the repairs that cost 4.5 million crowns.",
        "A storm destroyed the old mill.",
    ],
)
def test_what_the_quote_does_not_say_is_not_supported(statement: str) -> None:
    assert not supported(statement)


def test_exchanged_parts_are_not_supported() -> None:
    quote = "Ines Calloway accused Boris Vane of lying, the Post reported."
    assert supported("Ines Calloway accused Boris Vane of lying.", quote)
    assert not supported("Boris Vane accused Ines Calloway of lying.", quote)


def test_a_day_is_the_quotes_own_where_it_names_one() -> None:
    assert supported("The dam broke on 28 April 2025.", "The dam broke, officials said.")
    assert not supported("The dam broke on 28 April 2025.", "The dam broke on Friday.")
    assert supported("The dam broke on 27 April 2025.", "The dam broke yesterday.")
    assert not supported("The dam broke on 27 April 2025.", "The dam broke yesterday.", None)


def test_labelled_pairs_are_told_apart() -> None:
    pairs = read_pairs(ROOT / "eval/gold/support.jsonl", ROOT / "corpus/articles")
    assert len(pairs) >= 80
    for held_out in (False, True):
        part = [pair for pair in pairs if pair.held_out is held_out]
        precision, recall = precision_and_recall(part)
        assert precision >= 0.88 and recall >= 0.8, held_out


SPOKEN = "“This bridge is the worst folly of the age,” the engineer Mia Voss said."


@pytest.mark.parametrize(
    ("statement", "quote", "holds"),
    [
        ("This bridge is the worst folly of the age.", SPOKEN, False),
        ("The bridge is the age's worst folly.", SPOKEN, False),
        ("The engineer called the bridge the worst folly of the age.", SPOKEN, True),
        ("“This bridge is the worst folly of the age.”", SPOKEN, True),
        ("The bridge must be closed.", "The engineer said the bridge must be closed.", False),
        ("The bridge must be closed.", "The bridge must be closed at night.", True),
        ("The band “The Alder” played.", "The band “The Alder” played in town.", True),
        ("The band The Alder played in town.", "The band “The Alder” played in town.", True),
    ],
)
def test_what_was_said_keeps_its_speaker(statement: str, quote: str, holds: bool) -> None:
    assert supported(statement, quote) is holds


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("The bridge collapsed in 1998.", True),
        ("The bridge collapsed on 28 April 2025.", False),
        ("The bridge collapsed in April 2025.", False),
        ("The bridge collapsed in 2025.", False),
    ],
)
def test_the_day_of_publication_is_not_that_of_another_year(statement: str, holds: bool) -> None:
    assert supported(statement, "The bridge collapsed in 1998.") is holds

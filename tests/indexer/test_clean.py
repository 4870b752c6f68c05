"""Cleaning: furniture goes and is listed; quotes, numbers, bylines and meaning stay."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.clean import clean, printable

CAPTION = "Prime Minister Sanae Takaichi and President Lee Jae Myung play the drums in Nara."
BODY = "The two leaders met for ninety minutes."


def removed(text: str) -> list[tuple[str, str]]:
    return [(part.reason, part.text) for part in clean(text).removed]


@pytest.mark.parametrize(
    "captions",
    [
        (CAPTION, f"{CAPTION} Credit: AP"),
        (f"{CAPTION} Credit: AP", CAPTION),
        (CAPTION, CAPTION),
        (CAPTION, CAPTION, f"{CAPTION} (Photo: Reuters)"),
        (CAPTION, "Loading", f"{CAPTION} Credit: AP"),
    ],
)
def test_a_repeated_caption_stays_once(captions: tuple[str, ...]) -> None:
    cleaned = clean("\n".join((*captions, BODY)))
    assert cleaned.text.count(CAPTION) == 1
    assert cleaned.text.endswith(BODY)
    assert len(cleaned.removed) == len(captions) - 1


def test_short_repeats_and_two_different_captions_stay() -> None:
    text = "No comment.\n\nHe was asked again.\n\nNo comment."
    assert clean(text).text == text
    text = f"{CAPTION} Credit: AP\n\nThe same drums, seen from behind. Credit: AP"
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Loading", "loading marker"),
        ("Loading...", "loading marker"),
        ("loading…", "loading marker"),
        ("Also Read: Five things to know today", "related link"),
        ("READ MORE: Artemis in numbers", "related link"),
        ("Advertisement", "advertisement"),
        ("ADVERTISEMENT - CONTINUE READING BELOW"[:13], "advertisement"),
        ("Article continues below", "advertisement"),
        ("Share this article", "share bar"),
        ("Facebook Twitter Email", "share bar"),
        ("Sign up for our weekly newsletter to get all our reviews.", "newsletter plug"),
        ("Subscribe to get the day's news in your inbox.", "newsletter plug"),
        ("Get our free weekly newsletter Sign up here.", "newsletter plug"),
        ("This story appeared in our newsletter. You can sign up here.", "newsletter plug"),
        ("Read more on Ford and sign up for our autos newsletter.", "newsletter plug"),
        ("DAILY MONEY NEWSLETTER: Tips to your inbox. SIGN UP HERE", "newsletter plug"),
        ("We use cookies to improve your experience. Accept all", "cookie notice"),
        ("By continuing you agree to our cookie policy.", "cookie notice"),
    ],
)
def test_furniture_goes_and_is_listed(line: str, reason: str) -> None:
    cleaned = clean(f"{BODY}\n\n{line}\n\nThey meet again in May.")
    assert cleaned.text == f"{BODY}\n\nThey meet again in May."
    assert [(part.reason, part.text) for part in cleaned.removed] == [(reason, line)]


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Byron and Bo Li",
        "“I said no,” she told reporters.",
        "Toll rises to 1,234; 5.6% of homes lost",
        "Loading cranes at the port stood idle on Monday.",
        "Sharing the stage, the two men did not speak.",
        "Read the letter aloud, the judge told him.",
        "More than 300 people were rescued.",
        "Watch prices fell by 4%: the steepest drop since 2009.",
        "The party asked 40,000 supporters to sign up for its newsletter, she said on Tuesday.",
        "Google delayed its plan to block third-party cookies, citing privacy concerns.",
        '"You can delete cookies and read the privacy rules," says Alvaro Bedoya.',
        "The bakery said it could not accept cookies that had been opened.",
    ],
)
def test_news_stays(line: str) -> None:
    assert clean(line).text == line
    assert removed(line) == []


def test_characters_that_print_nothing_go_and_words_stay_apart() -> None:
    assert (
        clean("a\u202eb\u2066c\x00d\x1be\ufefff\ud800g co\u00adoperate").text == "abcdefg cooperate"
    )
    assert clean("foot of one\x0chead of two").text == "foot of one\n\nhead of two"
    assert clean("one\x85two\u2028three\u2029four").text == "one\n\ntwo\n\nthree\n\nfour"
    assert clean("a\u00a0\u2009 \u205f\u1680b\tc").text == "a b c"


def test_paragraphs_are_lines_whatever_the_line_ends() -> None:
    assert clean("One.\r\nTwo.\rThree.\n\n\nFour.").text == "One.\n\nTwo.\n\nThree.\n\nFour."
    assert clean(" \n\u200b\n").text == ""


def test_a_long_run_of_odd_spaces_is_no_trap() -> None:
    assert clean("a" + "\u1680" * 200_000 + "b").text == "a b"


LINES = st.sampled_from(
    [CAPTION, f"{CAPTION} Credit: AP", f"{CAPTION} (Photo: x)", "Loading...", "Also Read: b", BODY]
)
ODD = st.text(
    st.characters() | st.sampled_from("\u200b\u200c\u200d\u0915\u0301\u202e\r\n\x0c\x85 e\u00e9"),
    max_size=40,
)


@given(st.lists(LINES | ODD, max_size=8).map("\n".join))
@example("e\u200b\u0301")
@example(f"{CAPTION}\nLoading\n{CAPTION} Credit: Credit: AP")
def test_the_result_is_settled(text: str) -> None:
    cleaned = clean(text).text
    assert clean(cleaned).text == cleaned
    assert clean(cleaned).removed == ()
    assert unicodedata.is_normalized("NFC", cleaned)
    kinds = {unicodedata.category(letter) for letter in cleaned.replace("\n", "")}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}


def letters(text: str) -> Counter[str]:
    joined = re.sub("[\u200c\u200d]", "", printable(text))
    return Counter("".join(unicodedata.normalize("NFD", joined).split()))


@given(st.lists(ODD | LINES, max_size=8).map("\n".join))
def test_every_letter_is_kept_or_listed(text: str) -> None:
    cleaned = clean(text)
    listed = "".join(part.text for part in cleaned.removed)
    assert letters(cleaned.text) + letters(listed) == letters(text)

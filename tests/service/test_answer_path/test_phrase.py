"""The exact phrase that a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.words import terms_of
from service.phrase import find_phrase, names_what_is_asked
from service.question import understand

FOUND = [
    ("Who opened the bridge?", "The bridge was opened by Mayor Ada Krol.", "Mayor Ada Krol"),
    ("Where did they meet?", "The leaders met in Nara on Tuesday.", "Nara"),
    ("When did it open?", "It opened to traffic on 3 May 2025, they said.", "3 May 2025"),
    ("How many died?", "At least 1,200 people died on 3 May.", "1,200"),
    ("How much did it cost?", "It cost $4.5 million to build.", "$4.5 million"),
    ("Which temple did they visit?", "They visited the Horyu Temple twice.", "Horyu Temple"),
    ("How long was it shut?", "The 2 lanes were shut for six days.", "six days"),
    ("How many ships wait?", "One of the largest ships is there, and 321 ships wait.", "321"),
    (
        "How much does the bell weigh?",
        "Two men say that the bell weighs 121.6 grams.",
        "121.6 grams",
    ),
    ("How old is Ada Krol?", "Ada Krol, a 52-year-old, opened it.", "52"),
    ("Which country lent the money?", "The Bank of Oru says Norway lent it.", "Norway"),
    ("Which state is it in?", "Ada Krol drove on to New York.", "New York"),
    ("What percentage agreed?", "Of 1,200 people, 61.5% agreed.", "61.5%"),
    ("In what year did it open?", "On Monday they recalled its opening in 1911.", "1911"),
    (
        "Between which years was it shut?",
        "It was shut between 1910 and 1945.",
        "between 1910 and 1945",
    ),
    ("How many lanes are open?", "The lanes open rose from 2 to 4.", "4"),
    ("Which historian said so?", "It is old, historian Jane Roe said.", "Jane Roe"),
]


@pytest.mark.parametrize(("question", "sentence", "phrase"), FOUND)
def test_each_kind_of_phrase(question: str, sentence: str, phrase: str) -> None:
    assert find_phrase(understand(question), sentence) == phrase


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is Ada Krol?", "Then Ada Krol spoke."),
        ("How many of the 12 ships sank?", "The 12 ships left."),
        ("Did it open?", "Ada Krol opened it on 3 May."),
        ("Where is it?", "It is nowhere."),
    ],
)
def test_no_phrase(question: str, sentence: str) -> None:
    assert find_phrase(understand(question), sentence) is None


def test_a_name_with_the_noun_asked_for_is_known() -> None:
    question = understand("Which temple did they visit?")
    assert names_what_is_asked(question, "They went to Horyu Temple.")
    assert not names_what_is_asked(question, "They went to Kyoto.")


WORDS = st.sampled_from(
    "Ada Krol met 12 ships in Nara on 3 May 2025 the of who when how many where temple Horyu , ."
    .split()
)  # fmt: skip
ASKING = st.sampled_from(["Who", "Where", "When", "How many", "Which temple"])


@given(ASKING, st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=12))
def test_a_phrase_always_adds_something_new(asking: str, asked: list[str], told: list[str]) -> None:
    question = understand(f"{asking} {' '.join(asked)}?")
    sentence = " ".join(told)
    phrase = find_phrase(question, sentence)
    if phrase is not None:
        assert phrase in sentence
        assert not set(terms_of(phrase)) <= set(question.terms)

"""The exact phrase that a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.words import terms_of
from service.forms import phrases_in
from service.kind import AnswerKind, head_of, kind_of
from service.phrase import find_phrase, names_what_is_asked, without_possessive
from service.question import understand
from service.wanted import is_beside_the_kind

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


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("(SVT) The Oru Ferry sank.", ["The Oru Ferry"]),
        ("Sele, Maravia (SVT) Mayor Ada Krol spoke.", ["Mayor Ada Krol"]),
        ("PORT SELE — The Oru Ferry sank.", ["The Oru Ferry"]),
        ("PORT SELE, Maravia (Reuters) - Boats sank off Tolland.", ["Tolland"]),
        ("Port Sele SVT —", []),
        ("Ada Krol (SVP) spoke of Oru.", ["Ada Krol", "SVP", "Oru"]),
        ("It runs on the new iQuill and eMar pens.", ["iQuill", "eMar"]),
    ],
)
def test_a_dateline_holds_no_name_and_a_name_may_begin_small(
    sentence: str, names: list[str]
) -> None:
    found = [sentence[each.start : each.end] for each in phrases_in(sentence)]
    assert [name.removeprefix("The ") for name in dict.fromkeys(found)] == [
        name.removeprefix("The ") for name in names
    ]


@pytest.mark.parametrize(
    ("words", "text", "bare"),
    [
        ("Pallin's", "Pallin's toys are red. Pallin said so.", "Pallin"),
        ("Pallin’s", "Pallin’s toys are red.", "Pallin’s"),
        ("Ada Krol's", "Ada Krol's ferry sank.", "Ada Krol"),
        ("Norway’s", "Norway’s ferries sank.", "Norway"),
        ("Harris", "Harris said so.", "Harris"),
    ],
)
def test_a_possessive_ending_goes_where_it_is_none_of_the_name(
    words: str, text: str, bare: str
) -> None:
    assert without_possessive(words, text) == bare


@pytest.mark.parametrize(
    ("question", "words", "beside"),
    [
        ("Which watch company opened a shop?", "Swiss", True),
        ("Which ferry line sank?", "Norway", True),
        ("Which watch company opened a shop?", "Pallin", False),
        ("Which team won?", "Norway", False),
        ("Which country won?", "Norway", False),
        ("What happened in Oru?", "Norway", False),
    ],
)
def test_a_land_is_no_company(question: str, words: str, beside: bool) -> None:
    assert is_beside_the_kind(understand(question), words) is beside


@pytest.mark.parametrize(
    ("question", "head", "kind"),
    [
        ("Which country officially joined the pact?", "country", AnswerKind.PLACE),
        ("Which ferry line isn't sailing?", "line", AnswerKind.OTHER),
        ("Which team trying for the cup lost?", "team", AnswerKind.OTHER),
        ("Which court ruling was overturned?", "ruling", AnswerKind.OTHER),
        ("Which family owns the quay?", "family", AnswerKind.OTHER),
        ("Which product remains hard to find?", "product", AnswerKind.OTHER),
        ("Which one of the following poets spoke?", "poets", AnswerKind.PERSON),
        ("Which of these bridges is shut?", "bridges", AnswerKind.OTHER),
        ("Which head of state resigned?", "head", AnswerKind.PERSON),
        ("Which U.S. president signed it?", "president", AnswerKind.PERSON),
    ],
)
def test_the_noun_asked_for_ends_before_what_is_said_of_it(
    question: str, head: str, kind: AnswerKind
) -> None:
    assert (head_of(question), kind_of(question)) == (head, kind)

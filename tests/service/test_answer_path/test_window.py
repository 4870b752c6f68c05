"""Windows of time: which days a question names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.window import find_window

AS_OF = date(2024, 7, 10)  # a Wednesday

NAMED = [
    # months, with and without a year
    ("What happened in March?", "2024-03-01", "2024-03-31"),
    ("What happened in September?", "2023-09-01", "2023-09-30"),
    ("What happened in March 2021?", "2021-03-01", "2021-03-31"),
    ("What happened in June of 2023?", "2023-06-01", "2023-06-30"),
    ("What happened in February 2024?", "2024-02-01", "2024-02-29"),
    ("What happened in May?", "2024-05-01", "2024-05-31"),
    # years
    ("Who won in 2022?", "2022-01-01", "2022-12-31"),
    ("What was built during 2021?", "2021-01-01", "2021-12-31"),
    # days
    ("What was said on 2024-05-02?", "2024-05-02", "2024-05-02"),
    ("What was said on 5 May 2024?", "2024-05-05", "2024-05-05"),
    ("What was said on May 5, 2024?", "2024-05-05", "2024-05-05"),
    ("What was said on the 3rd of June 2023?", "2023-06-03", "2023-06-03"),
    ("What was said on 3 June?", "2024-06-03", "2024-06-03"),
    ("What was said on December 25?", "2023-12-25", "2023-12-25"),
    # from one day to another
    ("between January 2024 and March 2024", "2024-01-01", "2024-03-31"),
    ("between 2021-03-01 and 2021-03-05", "2021-03-01", "2021-03-05"),
    ("from 1 May to 3 May 2024", "2024-05-01", "2024-05-03"),
    ("from 2020 until 2022", "2020-01-01", "2022-12-31"),
    # since, before, by, after
    ("since May", "2024-05-01", "2024-07-10"),
    ("since 2023", "2023-01-01", "2024-07-10"),
    ("since Sept. 2023", "2023-09-01", "2024-07-10"),
    ("since 1 June 2024", "2024-06-01", "2024-07-10"),
    ("before 2020", None, "2019-12-31"),
    ("before 1 March 2024", None, "2024-02-29"),
    ("prior to June 2023", None, "2023-05-31"),
    ("until March 2024", None, "2024-02-29"),
    ("by 2023", None, "2023-12-31"),
    ("by 2024", None, "2024-07-10"),
    ("by the end of March 2024", None, "2024-03-31"),
    ("as of 1 July 2024", None, "2024-07-01"),
    ("after 2022", "2023-01-01", None),
    ("after 5 May 2024", "2024-05-06", None),
    # parts of years and months
    ("in the first half of 2023", "2023-01-01", "2023-06-30"),
    ("in the second half of 2023", "2023-07-01", "2023-12-31"),
    ("in the third quarter of 2023", "2023-07-01", "2023-09-30"),
    ("in the last quarter of 2022", "2022-10-01", "2022-12-31"),
    ("in early June 2024", "2024-06-01", "2024-06-10"),
    ("in late June 2024", "2024-06-21", "2024-06-30"),
    # this and last
    ("last week", "2024-07-01", "2024-07-07"),
    ("this week", "2024-07-08", "2024-07-10"),
    ("last month", "2024-06-01", "2024-06-30"),
    ("this month", "2024-07-01", "2024-07-10"),
    ("last year", "2023-01-01", "2023-12-31"),
    ("this year", "2024-01-01", "2024-07-10"),
    ("last weekend", "2024-07-06", "2024-07-07"),
    # counted back
    ("in the last 3 days", "2024-07-07", "2024-07-10"),
    ("over the past two weeks", "2024-06-26", "2024-07-10"),
    ("two weeks ago", "2024-06-23", "2024-06-29"),
    ("3 days ago", "2024-07-07", "2024-07-07"),
    ("on Monday", "2024-07-08", "2024-07-08"),
    ("on last Friday", "2024-07-05", "2024-07-05"),
    ("on Wednesday", "2024-07-10", "2024-07-10"),
    ("today", "2024-07-10", "2024-07-10"),
    ("yesterday", "2024-07-09", "2024-07-09"),
]  # fmt: skip

NONE = [
    "Who won?",
    "What was said on June 31?",
    "What was said on 2024-02-30?",
    "What may happen to the bridge?",
    "Did they march to the square?",
    "Is the price higher than a year ago?",
    "How do prices compare with a year ago?",
    "Is it more than two weeks ago that they met?",
    "in the first half of 0000",
    "in the year 3000",
]


@pytest.mark.parametrize(("phrase", "start", "end"), NAMED)
def test_a_phrase_names_days(phrase: str, start: str | None, end: str | None) -> None:
    window = find_window(phrase, AS_OF)
    assert window is not None
    assert window.model_dump(mode="json", by_alias=True) == {"from": start, "to": end}


@pytest.mark.parametrize("phrase", NONE)
def test_a_phrase_names_no_days(phrase: str) -> None:
    assert find_window(phrase, AS_OF) is None


@pytest.mark.parametrize(
    ("as_of", "start", "end"),
    [
        (date(2024, 1, 3), "2023-12-01", "2023-12-31"),
        (date(2024, 3, 31), "2024-02-01", "2024-02-29"),
    ],
)
def test_last_month_crosses_years_and_lengths(as_of: date, start: str, end: str) -> None:
    window = find_window("last month", as_of)
    assert window and (str(window.start), str(window.end)) == (start, end)


words = st.sampled_from(
    """between and from to since before by after in on of the early late first last half quarter
    past few 3 31 30th 999 years days weeks ago May march Feb. 2024 0000 9999 0001-01-01 9999-12-31
    weekend week month year this today yesterday Sunday until than , .""".split()
)
days = st.one_of(st.dates(), st.sampled_from([date.min, date.max, date(2024, 2, 29)]))


@given(st.lists(words, max_size=10).map(" ".join), days)
def test_words_about_time_never_raise(question: str, as_of: date) -> None:
    window = find_window(question, as_of)
    if window and window.start and window.end:
        assert window.start <= window.end


ASCII = st.text(st.characters())


@given(ASCII, days)
def test_any_text_never_raises(question: str, as_of: date) -> None:
    find_window(question, as_of)

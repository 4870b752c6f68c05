"""What a question names is a filter that widens, and what the caller insists on never does."""

from datetime import date

import pytest
from http_service import build_index

from service.answer import Answerer
from service.errors import QuestionError
from service.limits import Limits
from service.question import understand

AS_OF = date(2024, 7, 10)
ARTICLES = [
    {
        "id": f"{name}-{day}", "title": f"{title} {day}", "publisher": publisher,
        "authors": [author], "section": section, "language": language, "published": day,
        "text": f"{text} The council met on {day} in the town hall.",
    }
    for name, title, publisher, author, section, language, day, text in (
        ("ferry", "Ferry sinks", "Harbour Post", "Mary Major", "World", "en", "2024-07-02",
         "The ferry Aurora sank off the northern coast and divers searched the wreck."),
        ("ferry", "Ferry raised", "Example Gazette", "John Roe", "World", "en", "2024-06-20",
         "The ferry Aurora had been repaired before it left the northern coast."),
        ("apple", "Apple harvest", "Example Gazette", "John Roe", "Farming", "de", "2024-07-03",
         "The apple harvest in the valley orchards began late, growers said."),
        ("dam", "Dam leaks", "Harbour Post", "Mary Major", "World", "en", "2023-03-11",
         "The Linden dam leaked after the storm and engineers opened its gates."),
        ("dam", "Dam is mended", "Example Gazette", "Ann Poe", "World", "en", "2024-01-05",
         "The Linden dam was mended by engineers who closed its gates."),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("reach") / "index"
    return Answerer.open(build_index(folder, ARTICLES), "fake")


def found(answerer: Answerer, query: str, **limits: object) -> tuple[list[str], bool]:
    given: Limits = {"as_of": AS_OF, **limits}  # type: ignore[typeddict-item]
    _, retrieval = answerer.search(query, k=10, **given)
    return sorted(hit.article.id for hit in retrieval.hits), retrieval.widened


def test_a_named_window_excludes_when_it_holds_what_fits(answerer: Answerer) -> None:
    ids, widened = found(answerer, "Which ferry Aurora sank off the northern coast last week?")
    assert ids == ["apple-2024-07-03", "ferry-2024-07-02"]
    assert not widened


def test_it_widens_to_what_was_told_since(answerer: Answerer) -> None:
    ids, widened = found(answerer, "Who mended the Linden dam and closed its gates in April 2023?")
    assert widened
    assert "dam-2024-01-05" in ids and "dam-2023-03-11" not in ids


def test_a_past_time_beside_now_takes_in_what_was_told_since(answerer: Answerer) -> None:
    then, _ = found(answerer, "What did the storm do to the Linden dam in March 2023?")
    assert then == ["dam-2023-03-11"]
    since, widened = found(
        answerer, "Is the Linden dam still leaking after the storm in March 2023?"
    )
    assert {"dam-2023-03-11", "dam-2024-01-05"} <= set(since)
    assert not widened


@pytest.mark.parametrize(
    "query",
    [
        "Was the minister still in office in March 2023?",
        "What was the latest toll of the quake on 9 January 2023?",
        "Who was the then-current mayor in March 2023?",
        "Where is the hall that was still closed in March 2023?",
        "What is the film Apocalypse Now about, shown in March 2023?",
        "What does the song “it is now” of March 2023 tell?",
    ],
)
def test_what_was_then_is_asked_of_then(query: str) -> None:
    asked = understand(query, as_of=AS_OF)
    assert asked.told
    assert asked.told.end
    assert asked.told.end < AS_OF


def test_who_asks_how_it_is_now_is_told_what_is_searched() -> None:
    asked = understand("Who is now in office after the vote in March 2023?", as_of=AS_OF)
    assert asked.told
    assert asked.told.end == AS_OF
    assert any("told since" in note for note in asked.notes)


def test_it_widens_to_all_days_in_the_end(answerer: Answerer) -> None:
    ids, widened = found(answerer, "Why did the Linden dam leak after the storm last week?")
    assert widened and len(ids) == len(ARTICLES)


def test_days_that_the_caller_gives_never_widen(answerer: Answerer) -> None:
    query = "Why did the Linden dam leak after the storm last week?"
    ids, widened = found(answerer, query, start=date(2024, 7, 1), end=date(2024, 7, 2))
    assert (ids, widened) == (["ferry-2024-07-02"], False)


def test_nothing_after_the_day_of_asking_is_ever_found(answerer: Answerer) -> None:
    ids, _ = found(answerer, "ferry Aurora this week", as_of=date(2024, 6, 30))
    assert ids and all(name[-10:] <= "2024-06-30" for name in ids)


@pytest.mark.parametrize(
    ("limits", "ids"),
    [
        ({"publisher": "the harbour post"}, ["dam-2023-03-11", "ferry-2024-07-02"]),
        ({"author": "ann poe"}, ["dam-2024-01-05"]),
        ({"section": "farming"}, ["apple-2024-07-03"]),
        ({"language": "DE"}, ["apple-2024-07-03"]),
        ({"publisher": "Example Gazette", "section": "World"},
         ["dam-2024-01-05", "ferry-2024-06-20"]),
        ({"author": "Mary Major", "section": "Farming"}, []),
        ({"author": "Mary Major", "start": date(2024, 7, 3)}, []),
    ],
)  # fmt: skip
def test_other_limits_are_exact(
    answerer: Answerer, limits: dict[str, object], ids: list[str]
) -> None:
    assert found(answerer, "What did the council of the northern town say?", **limits)[0] == ids


@pytest.mark.parametrize("field", ["publisher", "author", "section", "language"])
def test_a_limit_that_no_article_meets_is_refused(answerer: Answerer, field: str) -> None:
    with pytest.raises(QuestionError, match=f"no {field} 'zzz' in this index"):
        found(answerer, "ferry", **{field: "zzz"})
    with pytest.raises(QuestionError, match=f"the {field} is empty"):
        found(answerer, "ferry", **{field: "  "})


def test_a_source_that_the_question_names_is_a_filter_that_widens(answerer: Answerer) -> None:
    said = "What did the Harbour Post say about the Linden dam and its gates?"
    assert found(answerer, said) == (["dam-2023-03-11", "ferry-2024-07-02"], False)
    ids, widened = found(answerer, "What did Harbour Post say about the valley apple harvest?")
    assert widened and "apple-2024-07-03" in ids


def test_silence_tells_what_would_match(answerer: Answerer) -> None:
    question, _ = answerer.search("ferry", as_of=AS_OF, author="Mary Major", start=date(2024, 7, 3))
    assert answerer.why_nothing(question) == (
        "The archive has no article written by Mary Major from 2024-07-03 up to 2024-07-10. "
        "Its articles written by Mary Major are dated 2023-03-11 to 2024-07-02."
    )
    question, _ = answerer.search("ferry", author="Mary Major", section="Farming")
    assert "none for all of them together" in answerer.why_nothing(question)


def test_only_punctuation_finds_nothing(answerer: Answerer) -> None:
    question, retrieval = answerer.search("?! …", as_of=AS_OF)
    assert retrieval.hits == ()
    assert "holds no words" in answerer.why_nothing(question)


def test_a_start_after_the_day_of_asking_is_refused(answerer: Answerer) -> None:
    with pytest.raises(QuestionError, match="after the day of asking"):
        found(answerer, "ferry", start=date(2024, 8, 1))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("What was said on 31 June 2023?", "“on 31 June 2023” was not read as a window"),
        ("What was said between 9 and 3 March 2023?", "it ends before it starts"),
        ("Wer hat die Fähre gesehen und was ist mit dem Wrack?", "seems to be in German"),
        ("Сколько человек погибло?", "Cyrillic"),
        ("What was planned before the election?", "names an event and no day"),
    ],
)
def test_what_could_not_be_used_is_said(answerer: Answerer, query: str, words: str) -> None:
    question, _ = answerer.search(query, as_of=AS_OF)
    assert any(words in note for note in question.notes), question.notes

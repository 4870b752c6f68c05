"""Days and pronouns made plain in square brackets: never wrong rather than often."""

import pytest
from answer_parts import stored

from service.clarify import clarified, phrase_clarified
from service.people import people_in

WEDNESDAY = "2024-03-27"


def plain(text: str, published: str | None = WEDNESDAY, sentence: int = -1) -> str:
    """Return the chosen sentence of an article of that day as it is told."""
    article = stored(text, published=published)
    span = article.sentences[sentence]
    return clarified(article.text[span.start : span.end], article, span)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        # The past, by a weekday.
        ("The dam broke on Tuesday.", "on Tuesday [26 March 2024]."),
        ("The dam broke Tuesday.", "Tuesday [26 March 2024]."),
        ("The dam broke on Wednesday.", "on Wednesday [27 March 2024]."),
        ("The mayor resigned on Monday, the town said.", "on Monday [25 March 2024],"),
        ("The dam broke on Tuesday night.", "on Tuesday night [26 March 2024]."),
        ("The dam broke early on Sunday morning.", "on Sunday morning [24 March 2024]."),
        ("On Saturday the dam broke.", "On Saturday [23 March 2024] the dam broke."),
        ("The team won on Saturday and danced.", "on Saturday [23 March 2024] and"),
        ("The minister said on Monday that he was ill.", "on Monday [25 March 2024] that"),
        # Words counted from the day.
        ("The dam broke yesterday.", "yesterday [26 March 2024]."),
        ("Yesterday the dam broke.", "Yesterday [26 March 2024] the"),
        ("The dam broke the day before yesterday.", "yesterday [25 March 2024]."),
        ("The dam broke today.", "today [27 March 2024]."),
        ("The dam broke this morning.", "this morning [27 March 2024]."),
        ("The council will vote tomorrow.", "tomorrow [28 March 2024]."),
        ("The band plays tonight.", "tonight [27 March 2024]."),
        ("The dam broke last night.", "last night [26 March 2024]."),
        ("The dam broke last week.", "last week [18 March 2024 to 24 March 2024]."),
        ("The council will vote next week.", "next week [1 April 2024 to 7 April 2024]."),
        ("The dam broke last month.", "last month [February 2024]."),
        ("The council will vote next month.", "next month [April 2024]."),
        ("The dam broke last year.", "last year [2023]."),
        ("The rent will rise next year.", "next year [2025]."),
        ("Rents rose this year.", "this year [2024]."),
        ("The dam broke this month.", "this month [March 2024]."),
        ("It opened last year and broke yesterday.", "last year [2023] and broke yesterday [26"),
        # To come, where the verb says so and it is near.
        ("The match is set for Saturday.", "Saturday [30 March 2024]."),
        ("The council will vote on Thursday.", "on Thursday [28 March 2024]."),
        ("A law due to be signed on Friday is ready.", "on Friday [29 March 2024] is"),
        ("It will be opened on Friday.", "on Friday [29 March 2024]."),
        ("The council voted virtually on Tuesday.", "on Tuesday [26 March 2024]."),
        ("The mayor said at a news conference Monday he was ill.", "Monday [25 March 2024] he"),
        ("The mayor told reporters Monday he was ill.", "Monday [25 March 2024] he"),
        ("Two men were seized by police on Tuesday.", "on Tuesday [26 March 2024]."),
        ("The dam broke late last month.", "late last month [February 2024]."),
        ("It has been shut since Monday.", "since Monday [25 March 2024]."),
    ],
)
def test_days_are_made_plain(sentence: str, told: str) -> None:
    assert told in plain(sentence)


@pytest.mark.parametrize(
    ("published", "told"),
    [
        ("2024-01-01", "on Friday [29 December 2023]"),
        ("2024-03-01", "on Tuesday [27 February 2024]"),
        ("2023-03-02", "on Tuesday [28 February 2023]"),
        ("2024-03-26T23:50:00-04:00", "on Tuesday [26 March 2024]"),
    ],
)
def test_the_day_counts_from_the_publication(published: str, told: str) -> None:
    day = told.split()[1]
    assert told in plain(f"The dam broke on {day}.", published)


@pytest.mark.parametrize(
    "sentence",
    [
        # To come, or not certain whether it is.
        "The council will vote on Tuesday.",
        "The council is to vote on Tuesday.",
        "The council plans to vote Tuesday.",
        "A vote could come on Monday.",
        "The council votes on Tuesday.",
        "The fair runs until Sunday.",
        "He said that the council would vote on Friday.",
        "The union said it planned a strike from Monday.",
        "Officials said schools reopen on Monday.",
        "The court, which heard the case in May, rules on Tuesday.",
        "On Tuesday, voters will decide whether the law passed in May stays.",
        "The proposed law takes effect on Tuesday.",
        "The newly elected mayor takes office on Tuesday.",
        "A meeting was expected on Tuesday.",
        "The fish are to be washed and released on Monday.",
        "He could be fined on Monday.",
        "If the deal was signed on Tuesday, rents fell.",
        "The network aired Sunday night football.",
        "On Monday voters go to the polls, officials said.",
        # Habits, several days, names and titles.
        "The market was held on Tuesdays.",
        "The market opened every Tuesday.",
        "The choir sang each Sunday.",
        "The shops closed on Monday and Tuesday.",
        "They met on Monday, Tuesday and Friday.",
        "The Tuesday market closed.",
        "Black Friday sales fell.",
        "The band played on Bloody Sunday.",
        "She read the Sunday paper.",
        # Already dated, or no day at all.
        "The dam broke on Tuesday, 26 March.",
        "The dam broke on Tuesday, March 26, 2024.",
        "The dam broke on Tuesday (26 March).",
        "The dam broke on 26 March 2024.",
        "The dam broke in March.",
        "The dam broke in 2019.",
        "The dam broke on Thursday.",
        "She is where she is today.",
        "Subscribe today.",
        "This year's fair was small.",
        "The dam broke two weeks ago.",
        "The dam broke this week.",
        "The dam broke last Tuesday.",
        "The council votes next Tuesday.",
        "The dam broke over the weekend.",
        # What somebody else said counts from another day.
        "“It broke yesterday”, the mayor said.",
        'The mayor said: "We met on Tuesday."',
        "The show Today was cut.",
    ],
)
def test_what_is_not_certain_stays_as_it_is(sentence: str) -> None:
    assert plain(sentence) == sentence


@pytest.mark.parametrize("published", [None, "", "soon", "2024"])
def test_nothing_is_counted_from_an_unknown_day(published: str | None) -> None:
    assert plain("The dam broke yesterday.", published) == "The dam broke yesterday."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mayor Ada Voss spoke first. She left early.", "She [Ada Voss] left early."),
        ("Tom Reyes scored twice. He was carried home.", "He [Tom Reyes] was carried home."),
        (
            "Prime Minister Jan de Wit resigned. He spoke yesterday.",
            "He [Jan de Wit] spoke yesterday [26 March 2024].",
        ),
        (
            "Ada Voss met Tom Reyes. Tom Reyes sold his boat. Tom Reyes won. He left.",
            "He [Tom Reyes] left.",
        ),
        ("Tom Reyes, the captain of the team, scored. He left.", "He [Tom Reyes] left."),
    ],
)
def test_a_pronoun_is_named(text: str, told: str) -> None:
    assert plain(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Ada Voss met Tom Reyes. She left.",
        "Ada Voss met the press. It was short. She left.",
        "The mayor spoke. She left.",
        "Reyes scored twice. He was carried home.",
        "Her brother is Tom Reyes. He sings.",
        "Ada Voss said that he was late. She left.",
        "Mr Voss and Ada Voss wed. She sang.",
        "“I won,” said Ada Voss. She left.",
        "Deutsche Bank fell. He sold.",
        "New York Times staff met Ada Voss. Then she left.",
        "Ada Voss is the sister of Mia Voss. The town likes Ada Voss. She left.",
        "The plan came from Ada Voss. She said it was cheap.",
        "Reyes met the family of Tom Adler. He left.",
        "Ada Voss visited Baton Rouge. She left.",
        "Selby Bay Rovers goalkeeper Brandt fell ill. He left.",
        "Hopeful Ada Voss met Minister Reyes of Tom Adler. She left.",
        "She left.",
        "Tom Reyes scored. They left.",
        "Tom Reyes scored. He's here.",
        "Ada Voss interviewed the minister. He left.",
        "Jan Adler built the dam. Ada Voss praised it. He left.",
        "Unlike Reyes won. He left.",
        "So Tom Reyes won. He left.",
        "Two-time Reyes won. He left.",
        "Hong Kong won. He left.",
    ],
)
def test_a_pronoun_of_more_than_one_person_is_not(text: str) -> None:
    assert "[" not in plain(text)


def test_an_article_that_was_changed_later_has_no_certain_day() -> None:
    for modified, certain in (("2024-03-27T20:00:00", True), ("2024-03-29", False)):
        article = stored("The dam broke yesterday.", published=WEDNESDAY, modified=modified)
        told = clarified(article.text, article, article.sentences[0])
        assert ("[26 March 2024]" in told) is certain


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "Storm live updates: dam breaks"},
        {"url": "https://post.example/live-updates/dam"},
        {"published": "2024-03-27T03:10:00+00:00"},
        {"published": "2024-03-27T03:10:00"},
    ],
)
def test_an_article_that_grows_or_came_by_night_has_no_certain_day(facts: dict[str, str]) -> None:
    article = stored("The dam broke on Tuesday.", **{"published": WEDNESDAY, **facts})
    assert clarified(article.text, article, article.sentences[0]) == article.text


def test_the_first_day_of_the_calendar_does_no_harm() -> None:
    assert plain("The dam broke last night.", "0001-01-01") == "The dam broke last night."


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("on Tuesday", "on Tuesday [26 March 2024]"),
        ("Tuesday", "Tuesday [26 March 2024]"),
        ("yesterday", None),
        ("the dam", None),
    ],
)
def test_a_phrase_is_made_plain_by_its_sentence(phrase: str, told: str | None) -> None:
    article = stored("People say that the dam broke on Tuesday night.", published=WEDNESDAY)
    assert phrase_clarified(phrase, article, article.sentences[0]) == told


def test_only_the_statement_of_those_very_words_is_made_plain() -> None:
    article = stored("The dam broke yesterday.", published=WEDNESDAY)
    span = article.sentences[0]
    assert clarified("A dam burst yesterday.", article, span) == "A dam burst yesterday."
    whole = "… The dam broke yesterday. …"
    assert clarified(whole, article, span) == "… The dam broke yesterday [26 March 2024]. …"


def test_words_in_brackets_of_the_article_are_left_alone() -> None:
    assert plain("He [the mayor] left yesterday.") == "He [the mayor] left yesterday."


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("President Ada Voss met Sir Tom A. Reyes.", ["Ada Voss", "Tom A. Reyes"]),
        ("The United Nations met in New York.", []),
        ("Ada met Tom.", []),
    ],
)
def test_people_are_known_by_their_full_names(text: str, people: list[str]) -> None:
    assert people_in(text) == people

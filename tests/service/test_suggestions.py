"""Questions from the titles of the newest stories."""

from datetime import date
from pathlib import Path

import pytest
from http_service import ADMIN, ARTICLES, build_index, serving

from indexer.record import ArticleFacts
from service.suggestions import suggest


def facts(title: str | None, published: str | None, publisher: str = "Post") -> ArticleFacts:
    values = {"title": title, "published": published, "publisher": publisher}
    return ArticleFacts(**{name: values.get(name) for name in ArticleFacts.__dataclass_fields__})  # type: ignore[arg-type]


def about(*titles: str) -> list[str]:
    return [f"What happened: “{title}”?" for title in titles]


def test_the_newest_story_of_each_outlet_comes_first() -> None:
    stories = [
        facts("Ferry ends", "2031-05-05"),
        facts("Bridge opens", "2031-05-07"),
        facts("Dam holds", "2031-05-06"),
        facts("School closes", "2031-05-01", "Herald"),
        facts("Undated story", None, "Echo"),
    ]
    found = suggest(stories)
    assert found == about("Bridge opens", "School closes", "Dam holds", "Ferry ends")


def test_what_lies_in_the_future_cannot_be_asked_yet() -> None:
    stories = [
        facts("Dated by mistake", "2099-01-01"),
        facts("Ferry ends", "2031-05-05T09:00:00Z"),
        facts("Bridge opens", "2031-05-06", "Herald"),
    ]
    assert suggest(stories, date(2031, 5, 5)) == about("Ferry ends")
    assert suggest(stories)[0] == about("Dated by mistake")[0]


def test_a_story_that_two_outlets_tell_is_suggested_once() -> None:
    stories = [
        *(facts("Ferry ends", "2031-05-05", outlet) for outlet in ("Post", "Herald", "Echo")),
        facts("Bridge opens", "2031-05-04", "Echo"),
        facts("Dam holds", "2031-05-03", "Wire"),
    ]
    assert suggest(stories) == about("Ferry ends", "Dam holds", "Bridge opens")


def test_there_are_at_most_four_and_none_twice() -> None:
    stories = [facts(f"Story number {at // 2}", f"2031-05-{at + 1:02}") for at in range(20)]
    assert suggest(stories) == about(*(f"Story number {at}" for at in (9, 8, 7, 6)))


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Ferry ends | The Post", "What happened: “Ferry ends”?"),
        ("Ferry ends for | Island ...", "What happened: “Ferry ends for”?"),
        ("Explainer: why the ferry ends", "What happened: “Why the ferry ends”?"),
        ("Watchmen: a review", "What happened: “Watchmen: a review”?"),
        ("Ferry ends for the  ...", "What happened: “Ferry ends for the”?"),
        ("Will the “night” ferry end?", "What happened: “Will the ‘night’ ferry end”?"),
    ],
)
def test_a_title_loses_what_its_site_added(title: str, question: str) -> None:
    assert suggest([facts(title, "2031-05-05")]) == [question]


@pytest.mark.parametrize(
    "title",
    [None, "", "   ", "Untitled", "5 things to know today", "Morning briefing: ferries", "w " * 80],
)
def test_what_makes_no_question_is_left_out(title: str | None) -> None:
    assert suggest([facts(title, "2031-05-05")]) == []


def test_the_archive_answers_what_it_suggests(tmp_path: Path) -> None:
    with serving(build_index(tmp_path / "index", [ARTICLES[0], ARTICLES[2]])) as client:
        known = client.get("/v1/archive").json()
        assert known["suggestions"] == about(
            "Alder Bridge to open in May", "Orchard harvest is late"
        )
        answers = [
            client.post("/v1/ask", json={"question": q}).json() for q in known["suggestions"]
        ]
        # Two articles of one outlet: each question leads to its own story.
        cited = [answer["citations"][0]["article_id"] for answer in answers]
        assert cited == ["bridge-1", "2024/orchard"]
        described = client.get("/openapi.json").json()["paths"]
        assert ("feedback" in known["features"]) == ("/v1/feedback" in described)


def test_what_the_archive_tells_of_itself_follows_its_changes(tmp_path: Path) -> None:
    with serving(build_index(tmp_path / "index", ARTICLES[:1])) as client:
        first = client.get("/v1/archive").json()
        assert client.get("/v1/archive").json() == first
        added = {**ARTICLES[2], "id": "later", "published": "2025-05-09", "title": "Dam holds on"}
        answer = client.post("/v1/articles", json=added, headers=ADMIN)
        assert answer.status_code == 201
        now = client.get("/v1/archive").json()
        assert now["articles"] == first["articles"] + 1
        assert about("Dam holds on")[0] in now["suggestions"]

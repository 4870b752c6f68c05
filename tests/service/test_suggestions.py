"""Questions from the titles of the newest stories."""

from pathlib import Path

import pytest
from http_service import ARTICLES, build_index, serving

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


def test_there_are_at_most_four_and_none_twice() -> None:
    stories = [facts(f"Story number {at // 2}", f"2031-05-{at + 1:02}") for at in range(20)]
    assert suggest(stories) == about(*(f"Story number {at}" for at in (9, 8, 7, 6)))


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Ferry ends | The Post", "What happened: “Ferry ends”?"),
        ("Ferry ends for | Island ...", "What happened: “Ferry ends for”?"),
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

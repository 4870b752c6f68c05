"""What is told of an article: sentences that assert something in a voice that is named."""

from datetime import date
from pathlib import Path

import pytest
from answer_parts import answerer_over
from starlette.testclient import TestClient

from service.answer import Answer
from service.generate.sentences import is_teaser
from tests.conftest import article

QUESTION = "What did the Tarn dam repair cost?"


def told_of(folder: Path, text: str, question: str = QUESTION) -> Answer:
    told = article(text, id="dam", title="Tarn dam repair cost", published="2024-05-01")
    return answerer_over(folder, [told]).ask(question, as_of=date(2024, 5, 2))


@pytest.mark.parametrize(
    "line",
    [
        "What did the repair of the Tarn dam cost the town in the end?",
        "“The repair of the Tarn dam cost far too much and came too late.”",
        "Tarn dam repair cost:What the repair of the dam cost the town this year",
    ],
)
def test_what_asserts_nothing_in_a_named_voice_is_not_told(folder: Path, line: str) -> None:
    fact = "The repair of the dam in Tarn cost the town 4 million crowns, said the mayor."
    answer = told_of(folder, f"{line}\n\n{fact}\n\n{line}")
    assert [statement.text for statement in answer.statements] == [fact]


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("Storm:Five towns are without power", True),
        ("'Bells ring':Drava greets the ship", True),
        (":As the storm grows, towns are afraid", True),
        ("Storm: Five towns are without power", False),
        ("Drava:The town closed its school after the storm.", False),
        ("The train left at 10:30 for Drava", False),
        ("", False),
    ],
)
def test_a_line_that_points_elsewhere(line: str, points: bool) -> None:
    assert is_teaser(line) is points


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        (QUESTION, "4 million crowns"),
        ("Who said what the Tarn dam repair cost?", "Ada Voss"),
        ("What happened at the Tarn dam repair?", None),
        ("Why was the Tarn dam in repair?", None),
        ("What did Ada Voss say of the Tarn dam repair?", None),
    ],
)
def test_no_phrase_is_given_where_none_is_asked_for(
    folder: Path, question: str, phrase: str | None
) -> None:
    fact = "The repair of the dam in Tarn cost 4 million crowns, Ada Voss said in Drava."
    answer = told_of(folder, fact, question)
    assert (answer.short_answer.text if answer.short_answer else None) == phrase


def test_footnote_marks_do_no_harm_in_a_chat(folder: Path) -> None:
    from service.app import create_app
    from service.settings import Settings

    text = "The repair of the dam in Tarn [3] cost the town 4 million crowns [4], said the mayor."
    told_of(folder, text)
    with TestClient(create_app(Settings(index=folder)), base_url="http://localhost") as client:
        asked = {"model": "dateline", "messages": [{"role": "user", "content": QUESTION}]}
        for stream in (False, True):
            response = client.post("/v1/chat/completions", json={**asked, "stream": stream})
            assert response.status_code == 200
            assert "4 million crowns, said the mayor. [1]" in response.text

"""Links that scroll to the quote; https://wicg.github.io/scroll-to-text-fragment/."""

import pytest
from answer_parts import stored

from indexer.sentences import Span
from service.cite import cite

PAGE = "https://post.example/dam"


def link(text: str, url: str | None = PAGE) -> str | None:
    return cite(1, stored(text, url=url), Span(0, len(text))).link


def test_short_quotes_are_linked_whole() -> None:
    assert link("The dam broke.") == f"{PAGE}#:~:text=The%20dam%20broke."


def test_long_quotes_are_linked_by_their_first_and_last_words() -> None:
    text = "one two three four five six seven eight nine"
    assert link(text) == f"{PAGE}#:~:text=one%20two%20three%20four,six%20seven%20eight%20nine"


def test_characters_with_a_meaning_in_fragments_are_encoded() -> None:
    assert link("well-known, R&D #1 100%") == (
        f"{PAGE}#:~:text=well%2Dknown%2C%20R%26D%20%231%20100%25"
    )


def test_an_older_fragment_gives_way() -> None:
    assert link("The dam.", f"{PAGE}#top") == f"{PAGE}#:~:text=The%20dam."


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "JavaScript:alert('https://x')", "data:text/html,x", "//x.y",
     " javascript:https://x", "file:///etc/passwd"],
)  # fmt: skip
def test_only_web_addresses_are_linked(url: str | None) -> None:
    assert link("The dam broke.", url) is None


def test_offsets_count_code_points() -> None:
    text = "🍎 Äpfel. The dam."
    citation = cite(1, stored(text), Span(9, 17))
    assert citation.quote == text[citation.start : citation.end] == "The dam."

"""Copies of a cited article, as an answer lists them."""

from datetime import date

from answer_parts import stored

from service.cite import Copy
from service.copies import is_copy, listed
from service.question import understand

ASKED = understand("Who was fined?", as_of=date(2024, 5, 3))


def test_articles_of_one_story_are_copies() -> None:
    one = stored("The dam broke.", 1, story=1)
    assert is_copy(one, stored("The dam broke.", 2, story=1))
    assert is_copy(one, one)
    assert not is_copy(one, stored("The dam broke.", 2, story=2))
    assert not is_copy(stored("a", 1), stored("a", 2))


def test_they_are_listed_once_each_the_earliest_first() -> None:
    copies = [
        stored("x", 2, publisher="Post", url="https://p.example/x", published="2024-05-02"),
        stored("x", 3, publisher=None, url=None, published="2024-05-01"),
        stored("x", 4, publisher="Gazette", url=None, published="2024-05-01T09:00:00Z"),
        stored("x", 5, publisher="Post", url="https://p.example/x", published="2024-05-03"),
        stored("x", 6, publisher="Undated", url=None, published=None),
    ]
    assert listed(copies, ASKED) == [
        Copy(publisher=None, url=None),
        Copy(publisher="Gazette", url=None),
        Copy(publisher="Post", url="https://p.example/x"),
        Copy(publisher="Undated", url=None),
    ]


def test_none_is_listed_before_it_was_published() -> None:
    late = stored("x", 2, publisher="Post", published="2024-05-04")
    assert listed([late], ASKED) == []

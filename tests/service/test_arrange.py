"""One story once, and another publisher where it is nearly as good."""

import pytest

from indexer.record import ArticleFacts
from service.arrange import FIRST, MARGIN, Placed, arranged


def facts(number: int, publisher: str = "Wire", story: int | None = None) -> ArticleFacts:
    return ArticleFacts(
        number, f"a{number}", publisher, "2024-01-01", None, "test", None, None, story, ()
    )


def test_the_best_placed_copy_stands_for_its_story() -> None:
    articles = [facts(0, story=7), facts(1), facts(2, "Post", story=7), facts(3, story=7)]
    placed = arranged([2, 1, 0, 3], articles, [1.0, 2.0, 3.0, 0.0], 10)
    assert placed == [Placed(2, (0, 3)), Placed(1)]


def test_articles_without_a_story_are_never_gathered() -> None:
    articles = [facts(0), facts(1), facts(2)]
    assert arranged([0, 1, 2], articles, [3.0, 2.0, 1.0], 2) == [Placed(0), Placed(1)]


@pytest.mark.parametrize("k", [-1, 0])
def test_nothing_is_placed_when_nothing_is_wanted(k: int) -> None:
    assert arranged([0], [facts(0)], [1.0], k) == []


def test_no_candidates_give_no_places() -> None:
    assert arranged([], [], [], 5) == []


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (MARGIN / 2, [0, 1, 2, 3, 6, 4, 5]),
        (MARGIN * 2, [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_another_publisher_is_heard_when_it_is_nearly_as_good(
    gap: float, expected: list[int]
) -> None:
    articles = [facts(number) for number in range(6)] + [facts(6, "Post")]
    scores = [9.0, 8.0, 7.0, 6.0, 5.0, 5.0, 5.0 - gap]
    places = arranged(list(range(7)), articles, scores, 7)
    assert [place.position for place in places] == expected


def test_a_copy_by_another_publisher_is_variety_enough() -> None:
    articles = [facts(0, story=1), *(facts(number) for number in range(1, FIRST + 1))]
    articles += [facts(6, "Post", story=1), facts(7, "Ledger")]
    order = [0, 6, 1, 2, 3, 4, 5, 7]
    scores = [9.0, 8.0, 7.0, 6.0, 5.0, 4.9, 8.5, 4.8]
    places = arranged(order, articles, scores, 8)
    assert [place.position for place in places] == [0, 1, 2, 3, 4, 5, 7]

import pytest

from eval.system import ArticleText


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("file:///archive/2026/a.txt", "a.txt"),
        ("file:///archive/002%20caf%C3%A9%23.txt", "002 café#.txt"),
        ("https://news.example/2026/story.html?page=2#top", "story.html"),
        ("https://news.example/", ""),
        ("a.txt", "a.txt"),
    ],
)
def test_the_file_name_is_the_last_part_of_the_source(source: str, name: str) -> None:
    assert ArticleText("id", "", "", source).file_name == name

"""Article: loose fields in, one strict article out, or an error that names the field."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import MAX_TEXT, Article, Claim, make_article
from indexer.errors import ArticleError

TEXT = "The dam broke on Tuesday."


def make(key: str = "key", **fields: Any) -> Article:
    return make_article({"text": TEXT, **fields}, "test:source", key)


def test_the_id_is_the_given_one_else_the_url_else_the_key() -> None:
    assert make(id="x-1", url="https://example.org/a").id == "x-1"
    assert make(id=0).id == "0"
    assert make(id=" ", url="https://example.org/a").id == make(url="https://example.org/a").id
    assert make("one").id != make("two").id


def test_ids_are_stable() -> None:
    by_url = make("one", url="https://example.org/a", title="First")
    assert by_url.id == make("two", url="https://example.org/a", title="Second").id
    assert make("key").id == "2c70e12b7a0646f9"  # written into indexes: must never change


@pytest.mark.parametrize("identity", ["a/b/../c", "ünïcode", "a b", "x" * 5000, "'; DROP TABLE"])
def test_odd_ids_are_kept(identity: str) -> None:
    assert make(id=identity).id == identity


@pytest.mark.parametrize("identity", ["a\x00", "a\ud800", "a\u202eb", "\x1b[31ma"])
def test_an_id_that_cannot_be_printed_is_refused(identity: str) -> None:
    with pytest.raises(ArticleError, match="'id'"):
        make(id=identity)


@pytest.mark.parametrize("field", ["title", "publisher", "section", "language", "url"])
def test_characters_that_print_nothing_leave_the_other_fields(field: str) -> None:
    article = make(**{field: "a\x00b\x1b\u202ec\ud800d\n e"})
    assert getattr(article, field) == "abcd e"
    assert getattr(make(**{field: "\ud800 \x00"}), field) is None


def test_authors_are_a_name_or_names() -> None:
    assert make(authors="Ada  Byron").authors == ("Ada Byron",)
    assert make(author="Ada").authors == ("Ada",)
    assert make(authors=None, author="Ada").authors == ("Ada",)
    assert make(authors=["Ada", " ", "Bo\x00b\ud800"]).authors == ("Ada", "Bob")
    assert make().authors == ()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": None}, "text"), ({"text": 3}, "text"), ({"text": ["a"]}, "text"),
        ({"text": ""}, "empty"), ({"text": " \n\t"}, "empty"),
        ({"text": "x" * (MAX_TEXT + 1)}, "5,000,001 characters"),
        ({"title": ["a"]}, "'title'"), ({"title": True}, "'title'"), ({"url": {}}, "'url'"),
        ({"id": True}, "'id'"), ({"id": 10**4400}, "'id'"), ({"id": float("nan")}, "'id'"),
        ({"authors": 3}, "authors"), ({"authors": ["a", None]}, "authors"),
        ({"published": "soon"}, "published"), ({"modified": [1]}, "modified"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused_by_name(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(ArticleError, match=named):
        make(**fields)


def test_the_largest_text_is_taken_and_unknown_fields_are_ignored() -> None:
    assert len(make(text="x" * MAX_TEXT, mood="grim").text) == MAX_TEXT


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)
FIELDS = ("id", "url", "title", "publisher", "authors", "published", "modified", "language")


@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING), st.text(st.characters()))
def test_whatever_arrives_is_an_article_or_an_article_error(fields: Any, text: str) -> None:
    try:
        article = make(**{**fields, "text": text})
    except ArticleError as error:
        assert len(str(error)) < 300
        return
    printed = [article.id, article.url, article.title, article.publisher, *article.authors]
    json.dumps(printed, ensure_ascii=False).encode()  # no lone surrogate is left


def test_a_claim_is_one_line_that_cannot_steer_a_terminal() -> None:
    assert Claim("title", "A\x1b]0;owned\x07\n title\x9b", "feed").value == "A]0;owned title"

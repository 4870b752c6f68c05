"""Further articles that tell the short answer too: which count, and how they are cited."""

from dataclasses import replace

import pytest
from generate_parts import article, evidence

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.compose import compose
from service.confirmation import with_confirmation
from service.evidence import Evidence
from service.generate import Draft, DraftStatement, Quote
from service.generate.draft import Difference

QUESTION = "How many ferries did the Selvia strike stop?"
TOLD = "The strike in Selvia stopped 14 ferries on Monday, the port said."
OTHER = "A walkout by pilots kept 14 ferries in the port of Selvia while the strike went on."


def quote(told: StoredArticle, words: str) -> Quote:
    start = told.text.index(words)
    return Quote(told, Span(start, start + len(words)))


def draft_of(told: StoredArticle, *, phrase: str = "14", **fields: object) -> Draft:
    statement = DraftStatement(told.text, (quote(told, told.text),))
    return replace(Draft((statement,), 0.9, (phrase, 0)), **fields)  # type: ignore[arg-type]


def confirming(*texts: str, **fields: object) -> list[str]:
    """Return the words that confirm the first of `texts` among the others, one outlet each."""
    articles = [
        replace(article(text, number), publisher=f"Outlet {number}")
        for number, text in enumerate(texts, 1)
    ]
    found = with_confirmation(draft_of(articles[0], **fields), seen(*articles))
    return [each.text for each in found.confirming]


def seen(*articles: StoredArticle) -> Evidence:
    found = evidence(*articles, question=QUESTION)
    weights = dict.fromkeys(found.question.terms, 1.0)
    return replace(found, retrieval=replace(found.retrieval, term_weights=weights))


def test_a_sentence_of_another_article_confirms() -> None:
    assert confirming(TOLD, OTHER) == [OTHER]


@pytest.mark.parametrize(
    "other",
    [
        "A walkout by pilots kept 114 ferries in the port of Selvia while the strike went on.",
        "A walkout by pilots kept 14.5 ferries in the port of Selvia while the strike went on.",
        "A walkout by pilots kept 14 million ferries in the port of Selvia in the strike.",
        "A walkout by pilots kept ferries in Selvia till 14:30 while the strike went on.",
        "Pilots aged 14 to 80 met for a concert in the town hall.",
        "Did the strike in Selvia really stop 14 ferries, as some people at the port say?",
        "The strike in Selvia did not stop 14 ferries, pilots of the port insist.",
        "On Monday, the strike in Selvia stopped 14 ferries, the port said.",
    ],
    ids=[
        "in a number",
        "before decimals",
        "millions",
        "a time",
        "of another thing",
        "asked",
        "denied",
        "the same words",
    ],
)
def test_what_confirms_nothing(other: str) -> None:
    assert confirming(TOLD, other) == []


def test_copies_and_what_was_published_long_before_confirm_nothing() -> None:
    told = replace(article(TOLD, 1), story=7)
    copy = replace(article(OTHER, 2), story=7)
    old = replace(article(OTHER, 3), published="2019-03-01")
    undated = replace(article(OTHER, 4), published=None)
    assert with_confirmation(draft_of(told), seen(told, copy, old, undated)).confirming == ()


def test_at_most_two_confirm_and_other_outlets_come_first() -> None:
    told = article(TOLD, 1)
    same = [replace(article(f"{OTHER} Rain fell.", number), story=None) for number in (2, 3)]
    other = replace(article(OTHER, 4), publisher="Orla Herald")
    found = with_confirmation(draft_of(told), seen(told, *same, other)).confirming
    assert [each.article.number for each in found] == [4, 2]


def test_a_name_is_no_word_that_is_written_like_it() -> None:
    told = "The strike in Selvia stopped ferries of the US on Monday, the port said."
    others = (
        "A strike stopped ferries in Selvia, pilots told us.",
        "A strike of US ferries in Selvia.",
    )
    assert confirming(told, *others, phrase="US") == [others[1]]


def test_what_is_cited_already_confirms_first() -> None:
    told, other = article(TOLD, 1), replace(article(OTHER, 2), publisher="Orla Herald")
    third = replace(article(f"{OTHER} Rain fell.", 3), publisher="Selvia Times")
    second = DraftStatement(OTHER, (quote(third, OTHER),))
    draft = draft_of(told)
    draft = replace(draft, statements=(*draft.statements, second))
    found = with_confirmation(draft, seen(told, other, third))
    assert [each.article.number for each in found.confirming] == [3, 2]
    composed = compose(found, lambda article: [])
    assert composed.short_answer and composed.short_answer.also_told_by == [2, 3]


def test_nothing_is_confirmed_where_sources_differ_or_a_verdict_is_given() -> None:
    assert confirming(TOLD, OTHER, conflicts=(Difference((0, 1)),)) == []
    assert confirming(TOLD, OTHER, verdict="yes") == []
    assert confirming(TOLD, OTHER, short=None) == []


def test_confirming_quotes_are_cited_after_the_others() -> None:
    told, other = article(TOLD, 1), article(OTHER, 2)
    draft = draft_of(told, confirming=(quote(other, OTHER), quote(other, "the strike went on.")))
    composed = compose(draft, lambda article: [])
    assert composed.short_answer and composed.short_answer.also_told_by == [2]
    assert [each.quote for each in composed.citations] == [TOLD, OTHER]
    assert composed.text.endswith("[1]")
    assert composed.short_answer.in_words() == "14 [1], also told by [2]"

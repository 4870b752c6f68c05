"""Confirmation: further articles that tell the phrase of a short answer in words of their own."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.dates import day_of
from indexer.record import StoredArticle
from indexer.words import terms_of
from service.article_words import SentenceWords, words_of
from service.copies import is_copy
from service.evidence import Evidence
from service.generate.draft import Draft, DraftStatement, Quote
from service.generate.extractive import tells
from service.support.polarity import contradicts

_MOST = 2
_LEAST_COVERED = 0.7
_SAME_WORDS = 0.8
_DAYS_APART = 31


@dataclass(frozen=True, slots=True)
class _Telling:
    quote: Quote
    covered: float
    rank: int


def with_confirmation(draft: Draft, evidence: Evidence) -> Draft:
    """Return the draft with quotes of further articles that hold its short answer too.

    Each was published within a month of the article of the short answer, holds the phrase and, by
    weight, at least 0.7 of the words of the question that its statement holds, and denies nothing
    that it says. Copies, of articles or of the sentence, confirm nothing. Other outlets come first;
    at most two are given, and none where the sources differ or the short answer is a verdict.
    """
    if draft.short is None or draft.verdict or draft.conflicts:
        return draft
    known = [quote.article for statement in draft.statements for quote in statement.quotes]
    outlets = {article.publisher for article in known}
    found = sorted(
        _tellings(draft.short[0], draft.statements[draft.short[1]], evidence),
        key=lambda each: (each.quote.article.publisher in outlets, -each.covered, each.rank),
    )
    chosen: list[Quote] = []
    for each in found:
        article = each.quote.article
        if len(chosen) < _MOST and not any(is_copy(article, other) for other in known):
            known.append(article)
            chosen.append(each.quote)
    return replace(draft, confirming=tuple(chosen))


def _tellings(phrase: str, statement: DraftStatement, evidence: Evidence) -> Iterator[_Telling]:
    weights = evidence.retrieval.term_weights
    holds = re.compile(rf"(?<![\w$€£])(?<!\d[.,]){re.escape(phrase)}(?!\w|[.,]\d)", re.I)
    own = set(terms_of(phrase))
    told = SentenceWords.of(statement.text)

    def covered(words: SentenceWords) -> float:
        return sum(weight for term, weight in weights.items() if term in words.held - own)

    needed = _LEAST_COVERED * covered(told)
    if not needed:
        return
    for passage in evidence.passages:
        if _days_apart(passage.article, statement.quotes[0].article) > _DAYS_APART:
            continue
        words = words_of(passage.article)
        for span in passage.sentences:
            each = words.of(span)
            if (
                holds.search(each.text)
                and (share := covered(each)) >= needed
                and len(each.held & told.held) < _SAME_WORDS * len(each.held | told.held)
                and tells(each.text)
                and not contradicts(statement.text, [each.text])
            ):
                yield _Telling(Quote(passage.article, span), share, passage.rank)


def _days_apart(one: StoredArticle, other: StoredArticle) -> float:
    days = day_of(one.published), day_of(other.published)
    return abs((days[0] - days[1]).days) if days[0] and days[1] else math.inf

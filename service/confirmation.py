"""Confirmation: further articles that tell the phrase of a short answer in words of their own."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.dates import day_of
from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import terms_of
from service.article_words import SentenceWords, words_of
from service.copies import is_copy
from service.evidence import Evidence
from service.generate.draft import Draft, Quote
from service.generate.extractive import tells
from service.support.polarity import contradicts

_MOST = 2
_LEAST_COVERED = 0.7
_SAME_WORDS = 0.8
_DAYS_APART = 31
_SCALE = r"[\s-]*(?:%|per\s?cent|(?:hundred|thousand|[mbtr]+illion)s?\b)"


@dataclass(frozen=True, slots=True)
class _Telling:
    quote: Quote
    covered: float
    rank: int


def with_confirmation(draft: Draft, evidence: Evidence) -> Draft:
    """Return the draft with quotes of further articles that hold its short answer too.

    Each was published within a month of the article of the short answer, holds the phrase and, by
    weight, at least 0.7 of the words of the question that its quote holds, and denies nothing that
    it says. Copies, of articles or of the sentence, confirm nothing. What the draft cites anyway
    comes first, then other outlets; at most two are given, and none where the sources differ or
    the short answer is a verdict.
    """
    if draft.short is None or draft.verdict or draft.conflicts:
        return draft
    phrase, position = draft.short
    statement = draft.statements[position]
    main = next((q for q in statement.quotes if phrase in q.text), statement.quotes[0])
    cited = {(q.article.number, q.span) for each in draft.statements for q in each.quotes}
    found = list(_tellings(phrase, main, evidence))
    known, chosen = [main.article], list[Quote]()
    while found and len(chosen) < _MOST:
        outlets = {article.publisher for article in known}
        best = min(found, key=lambda each: _order(each, cited, outlets))
        known.append(best.quote.article)
        chosen.append(best.quote)
        found = [each for each in found if not is_copy(each.quote.article, best.quote.article)]
    return replace(draft, confirming=tuple(chosen))


def _order(
    each: _Telling, cited: set[tuple[int, Span]], outlets: set[str | None]
) -> tuple[bool, bool, float, int]:
    """Return what comes first: what is cited already, another outlet, more of the question."""
    article = each.quote.article
    is_cited = (article.number, each.quote.span) in cited
    return not is_cited, article.publisher in outlets, -each.covered, each.rank


def _tellings(phrase: str, main: Quote, evidence: Evidence) -> Iterator[_Telling]:
    weights = evidence.retrieval.term_weights
    holds = _standing(phrase)
    own = set(terms_of(phrase))
    told = words_of(main.article).of(main.span)

    def covered(words: SentenceWords) -> float:
        return sum(weight for term, weight in weights.items() if term in words.held - own)

    needed = _LEAST_COVERED * covered(told)
    if not needed:
        return
    for passage in evidence.passages:
        if is_copy(passage.article, main.article):
            continue
        if _days_apart(passage.article, main.article) > _DAYS_APART:
            continue
        words = words_of(passage.article)
        for span in passage.sentences:
            each = words.of(span)
            if (
                holds.search(each.text)
                and (share := covered(each)) >= needed
                and len(each.held & told.held) < _SAME_WORDS * len(each.held | told.held)
                and tells(each.text)
                and not contradicts(main.text, [each.text])
            ):
                yield _Telling(Quote(passage.article, span), share, passage.rank)


def _standing(phrase: str) -> re.Pattern[str]:
    """Return what finds the phrase as it is: no part of a word, or of another amount or time.

    Capitals count where it has some: "US" is not "us".
    """
    amount = any(map(str.isdigit, phrase))
    before = r"(?<![\w$€£¥₹–:-])(?<!\d[.,])" if amount else r"(?<!\w)"
    after = rf"(?![\w:]|[.,–-]\d|{_SCALE})" if amount else r"(?!\w)"
    return re.compile(before + re.escape(phrase) + after, 0 if phrase != phrase.lower() else re.I)


def _days_apart(one: StoredArticle, other: StoredArticle) -> float:
    days = day_of(one.published), day_of(other.published)
    return abs((days[0] - days[1]).days) if days[0] and days[1] else math.inf

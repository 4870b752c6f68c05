"""Grounding: the verbatim sentences of the cited passages that bear a statement out."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from indexer.words import terms_of
from service.evidence import EvidencePassage
from service.generate.draft import Quote
from service.support import MINIMUM_SUPPORT, support

_CANDIDATES = 5
_TOGETHER = 3


def ground(statement: str, passages: Sequence[EvidencePassage]) -> tuple[Quote, ...]:
    """Return the fewest sentences of `passages` that support `statement`; none when none do.

    One sentence is tried before two; where one of several passages suffices, each other passage
    adds the sentence by which it too bears the statement out alone.
    """
    best = _nearest(statement, passages)
    alone = [quote for quote in best if _supports(statement, (quote,))]
    if alone:
        return tuple(_one_an_article(alone))
    for pair in combinations(best, 2):
        if _supports(statement, pair):
            return tuple(sorted(pair, key=lambda quote: (quote.article.number, quote.span)))
    return ()


def _supports(statement: str, quotes: Sequence[Quote]) -> bool:
    return support(statement, [quote.ground for quote in quotes]) >= MINIMUM_SUPPORT


def _nearest(statement: str, passages: Sequence[EvidencePassage]) -> list[Quote]:
    """Return the sentences that share most words with the statement, best first."""
    terms = set(terms_of(statement))
    found: dict[tuple[int, int], tuple[int, Quote]] = {}
    for passage in passages:
        for span in passage.sentences:
            quote = Quote(passage.article, span)
            shared = len(terms & set(terms_of(quote.text)))
            if shared:
                found.setdefault((passage.article.number, span.start), (shared, quote))
    ranked = sorted(found.values(), key=lambda pair: -pair[0])
    return [quote for _, quote in ranked[:_CANDIDATES]]


def _one_an_article(quotes: Sequence[Quote]) -> Iterator[Quote]:
    seen: set[int] = set()
    for quote in quotes:
        if quote.article.number not in seen and len(seen) < _TOGETHER:
            seen.add(quote.article.number)
            yield quote

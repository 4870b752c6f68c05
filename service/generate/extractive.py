"""The default generator: no language model; it quotes the sentences that answer."""

from collections.abc import Sequence

from indexer.sentences import Span
from indexer.words import terms_of
from service.confidence import confidence_of
from service.conflict import Claim, find_conflict
from service.copies import is_copy
from service.evidence import Evidence
from service.generate.candidates import Candidate, Weights, rank_sentences
from service.generate.draft import Draft, DraftStatement, Quote
from service.phrase import find_phrase_span
from service.question import Question
from service.shorten import shorten, with_ellipses

_REPEATS = 0.6
_MARGIN = 4.0
_COMPARED = 12


class ExtractiveGenerator:
    """Ranks the sentences of the evidence and quotes the best, the direct answer first."""

    name = "extractive"

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()

    def generate(self, evidence: Evidence, words: int) -> Draft:
        """Return verbatim statements of at most `words` words in all, with their confidence.

        Where two outlets contradict each other, both sides come first, the newer one leading.
        """
        ranked = rank_sentences(evidence, self._weights)
        if not ranked:
            return Draft((), confidence=0.0)
        confidence = confidence_of(evidence, ranked)
        conflict = find_conflict(evidence.question, ranked[:_COMPARED])
        if conflict:
            return _both_sides(evidence.question, conflict, words, confidence)
        chosen = _choose(ranked, words)
        statements = [_state(candidate, words) for candidate in chosen]
        return Draft(tuple(statements), confidence, _short(evidence.question, statements))


def _choose(ranked: Sequence[Candidate], words: int) -> list[Candidate]:
    chosen = [ranked[0]]
    left = words - ranked[0].words
    for candidate in ranked[1:]:
        worthy = candidate.score >= ranked[0].score - _MARGIN
        if worthy and candidate.words <= left and not _repeats(candidate, chosen):
            chosen.append(candidate)
            left -= candidate.words
    return chosen


def _repeats(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    terms = set(terms_of(candidate.text))
    for other in chosen:
        if candidate.article.number != other.article.number and is_copy(
            candidate.article, other.article
        ):
            return True
        theirs = set(terms_of(other.text))
        fewest = min(len(terms), len(theirs))
        if fewest == 0 or len(terms & theirs) >= _REPEATS * fewest:
            return True
    return False


def _state(candidate: Candidate, words: int, focus: Span | None = None) -> DraftStatement:
    text, sentence = candidate.article.text, candidate.span
    part = sentence
    if candidate.words > words:
        part = shorten(text, sentence, focus or Span(sentence.start, sentence.start + 1), words)
    quote = Quote(candidate.article, part)
    return DraftStatement(with_ellipses(text, sentence, part), (quote,))


def _both_sides(
    question: Question, sides: tuple[Claim, Claim], words: int, confidence: float
) -> Draft:
    newest_first = sorted(
        sides, key=lambda side: side.candidate.article.published or "", reverse=True
    )
    fits = sum(side.candidate.words for side in sides) <= words
    share = words if fits else words // 2
    statements = [_state(side.candidate, share, side.focus) for side in newest_first]
    return Draft(tuple(statements), confidence, _short(question, statements), conflicts=((0, 1),))


def _short(question: Question, statements: Sequence[DraftStatement]) -> tuple[str, int] | None:
    for position, statement in enumerate(statements):
        quote = statement.quotes[0].text
        span = find_phrase_span(question, quote)
        if span:
            return quote[span.start : span.end], position
    return None

"""The default generator: no language model; it quotes the sentences that answer."""

from collections.abc import Sequence

from indexer.sentences import Span
from indexer.words import terms_of
from service.confidence import confidence_of, features_of
from service.conflict import Claim, find_conflict
from service.copies import is_copy
from service.evidence import Evidence
from service.generate.candidates import Candidate, Weights, rank_sentences
from service.generate.draft import Draft, DraftStatement, Quote
from service.phrase import find_phrase, find_phrase_span, names_what_is_asked
from service.question import Question
from service.shorten import clause_about, shorten, with_ellipses

_REPEATS = 0.6
_MARGIN = 3.0
_FEWEST_WORDS = 12
_ELLIPSES = 2
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
        confidence = confidence_of(features_of(evidence, ranked))
        conflict = find_conflict(evidence.question, ranked[:_COMPARED])
        both = _both_sides(conflict, words, confidence) if conflict else None
        if both:
            return both
        statements = _choose(evidence.question, ranked, words)
        return Draft(tuple(statements), confidence, _short(evidence.question, statements))


def _choose(question: Question, ranked: Sequence[Candidate], words: int) -> list[DraftStatement]:
    """State the best sentences that fit, cut to their clauses where they are too long."""
    chosen: list[Candidate] = []
    statements: list[DraftStatement] = []
    left = words
    for candidate in ranked:
        if candidate.score < ranked[0].score - _MARGIN or left < _FEWEST_WORDS:
            break
        if _repeats(candidate, chosen):
            continue
        statement = _state(candidate, left, _focus(question, candidate))
        if statement is not None:
            chosen.append(candidate)
            statements.append(statement)
            left -= _length(statement)
    return statements


def _length(statement: DraftStatement) -> int:
    return len(statement.text.split())


def _focus(question: Question, candidate: Candidate) -> Span:
    found = find_phrase_span(question, candidate.text)
    if found:
        start = candidate.span.start
        return Span(start + found.start, start + found.end)
    return clause_about(candidate.article.text, candidate.span, set(question.terms))


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


def _state(candidate: Candidate, words: int, focus: Span) -> DraftStatement | None:
    """Return the sentence or a faithful part of it in at most `words` words, else None."""
    text, sentence = candidate.article.text, candidate.span
    part = sentence
    if candidate.words > words:
        shorter = shorten(text, sentence, focus, words - _ELLIPSES)
        if shorter is None:
            return None
        part = shorter
    return DraftStatement(with_ellipses(text, sentence, part), (Quote(candidate.article, part),))


def _both_sides(sides: tuple[Claim, Claim], words: int, confidence: float) -> Draft | None:
    """Return both sides, the newer first; None when they cannot be told in so few words."""
    newest_first = sorted(
        sides, key=lambda side: side.candidate.article.published or "", reverse=True
    )
    fits = sum(side.candidate.words for side in sides) <= words
    share = words if fits else words // 2
    statements = [_state(side.candidate, share, side.focus) for side in newest_first]
    told = tuple(statement for statement in statements if statement is not None)
    return Draft(told, confidence, conflicts=((0, 1),)) if len(told) == len(sides) else None


def _short(question: Question, statements: Sequence[DraftStatement]) -> tuple[str, int] | None:
    """Return the phrase asked for: one with the question's very noun, else the best one's."""
    quotes = [statement.quotes[0].text for statement in statements]
    named = [i for i in range(len(quotes)) if names_what_is_asked(question, quotes[i])]
    for position in [*named, *range(min(1, len(quotes)))]:
        phrase = find_phrase(question, quotes[position])
        if phrase:
            return phrase, position
    return None

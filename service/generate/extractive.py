"""The default generator: no language model; it quotes the sentences that answer."""

import math
import re
from collections.abc import Sequence

from indexer.sentences import Span
from indexer.words import sentence_terms
from service.confidence import (
    confidence_of,
    features_of,
    scarcity,
    weights_for,
)
from service.copies import is_copy
from service.evidence import Evidence
from service.generate.candidates import Candidate, rank_sentences
from service.generate.draft import Draft, DraftStatement, Quote
from service.generate.selector import Weights
from service.phrase import find_phrase_span, stands_alone, without_possessive
from service.question import AnswerKind, Question
from service.several import with_others
from service.shorten import clause_about, shorten, with_ellipses
from service.wanted import is_beside_the_kind

_ALL_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]?[.,!]?")
_REPEATS = 0.6
_MARGIN = 5.0
_FEWEST_WORDS = 8
_ROOM_FOR_A_PART = 20
_BREVITY = 1.2
_VARIETY = 0.6
_JOINED = 0.5
_USUAL_WORDS = 20
_ELLIPSES = 2
_LEAST_SHARE = 0.12
_LEAST_SHARE_OF_OTHERS = 0.2


class ExtractiveGenerator:
    """Ranks the sentences of the evidence and quotes the best, the direct answer first."""

    name = "extractive"

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights

    def generate(self, evidence: Evidence, words: int) -> Draft:
        """Return verbatim statements of at most `words` words in all, with their confidence."""
        ranking = rank_sentences(evidence, self._weights)
        if not ranking.candidates:
            return Draft((), confidence=0.0)
        told = _choose(evidence.question, ranking.candidates, words)
        scarce = scarcity(evidence, ranking)
        return Draft(
            tuple(statement for _, statement in told),
            confidence_of(features_of(evidence, ranking), weights_for(evidence), scarce),
            _short(evidence.question, told),
        )


Told = tuple[Candidate, DraftStatement]


def _choose(question: Question, ranked: Sequence[Candidate], words: int) -> list[Told]:
    """State the best sentences that fit whole, then parts of others where much room is left.

    After the first, articles that are not cited yet come before others of about the same worth.
    """
    told: list[Told] = []
    left = words
    good = [c for c in ranked if c.score >= ranked[0].score - _MARGIN and c.words >= _FEWEST_WORDS]
    good = [c for c in good if tells(c.text)] or good
    for cut in (False, True):
        rest = sorted(good, key=_worth, reverse=True)
        while rest and left >= (_ROOM_FOR_A_PART if cut else _FEWEST_WORDS):
            candidate = rest.pop(_next(rest, told))
            if (candidate.words > left) is not cut or _repeats(candidate, told):
                continue
            statement = _state(candidate, left, _focus(question, candidate))
            if statement is not None and _length(statement) >= _FEWEST_WORDS:
                told.append((candidate, statement))
                left -= _length(statement)
    return told


def _next(rest: Sequence[Candidate], told: Sequence[Told]) -> int:
    """Return the place of the candidate to be tried next; `rest` has the best first."""
    cited = {candidate.article.number for candidate, _ in told}
    if not cited or rest[0].article.number not in cited:
        return 0
    fresh = (n for n, each in enumerate(rest) if each.article.number not in cited)
    place = next(fresh, 0)
    return place if _worth(rest[place]) >= _worth(rest[0]) - _VARIETY else 0


def tells(text: str) -> bool:
    """Tell whether a sentence asserts something, and not in the words of somebody it does not name.

    A question asserts nothing; a sentence that is all quotation has its speaker in another.
    """
    return not text.rstrip("”\"'’) ").endswith("?") and not _ALL_QUOTED.fullmatch(text)


def _worth(candidate: Candidate) -> float:
    """Return the score with what its length costs: in the room of one, two others may stand.

    A little less where the likeliest phrase does not stand by itself.
    """
    worth = candidate.score - _BREVITY * math.log(max(candidate.words, 8) / _USUAL_WORDS)
    likely = candidate.phrase
    joined = likely is not None and not stands_alone(candidate.article.text, likely.span)
    return worth - _JOINED * joined


def _length(statement: DraftStatement) -> int:
    return len(statement.text.split())


def _focus(question: Question, candidate: Candidate) -> Span:
    if candidate.phrase:
        return candidate.phrase.span
    found = find_phrase_span(question, candidate.text)
    if found:
        start = candidate.span.start
        return Span(start + found.start, start + found.end)
    return clause_about(candidate.article.text, candidate.span, set(question.terms))


def _repeats(candidate: Candidate, told: Sequence[Told]) -> bool:
    terms = set(sentence_terms(candidate.text))
    for other, _ in told:
        if candidate.article.number != other.article.number and is_copy(
            candidate.article, other.article
        ):
            return True
        theirs = set(sentence_terms(other.text))
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


def _short(question: Question, told: Sequence[Told]) -> tuple[str, int] | None:
    """Return the likeliest phrase that stands in what is told, with the place of its statement.

    None when no phrase is likely, and when no kind of thing is asked for, as in "what prompted the
    evacuation?": nearly all are wrong then.
    """
    other = question.kind is AnswerKind.OTHER
    if other and question.head is None:
        return None
    likely = [
        (candidate.phrase.share, -place, candidate.phrase.span)
        for place, (candidate, statement) in enumerate(told)
        if candidate.phrase
        and _holds(statement, candidate.phrase.span)
        and not is_beside_the_kind(question, _words(candidate, candidate.phrase.span))
    ]
    share, place, span = max(likely, default=(0.0, 0, None))
    if span is None or share < (_LEAST_SHARE_OF_OTHERS if other else _LEAST_SHARE):
        return None
    candidate, statement = told[-place]
    text = candidate.article.text
    whole = with_others(question, text, candidate.span, span)
    span = whole if _holds(statement, whole) else span
    return without_possessive(_words(candidate, span), text), -place


def _words(candidate: Candidate, span: Span) -> str:
    return candidate.article.text[span.start : span.end]


def _holds(statement: DraftStatement, span: Span) -> bool:
    return any(
        quote.span.start <= span.start and span.end <= quote.span.end for quote in statement.quotes
    )

"""Claims: what the sentences of the evidence say of the thing asked for."""

import re
from collections.abc import Callable, Iterator, Sequence

from indexer.sentences import Span
from indexer.words import terms_of
from service.disagreement.asked import Asked
from service.disagreement.claim import Claim, Range, Sentence, Value
from service.disagreement.elsewhere import is_elsewhere, is_share_of_others
from service.disagreement.events import is_of_another_event
from service.disagreement.fates import of_other_fate
from service.disagreement.figures import figures_of
from service.disagreement.matter import fit_of, is_of_others, share_of
from service.disagreement.roles import names_in_role
from service.disagreement.speaker import speaker_of
from service.disagreement.stance import stance_of
from service.kind import AnswerKind
from service.meant import day_told, days_meant
from service.window.mentions import mentions_of
from service.wording import around, clauses, has_alike, reports_figure, statements

_ASKS = re.compile(r"\?[”\"'’)]*$")
_HEDGED = re.compile(r"\b(?:might|may|could|can|should)\b", re.I)
_IF = re.compile(r"\b(?:if|unless)\b", re.I)
_WAS_TO = re.compile(
    r"\b(?:was|were|had\s+been)\s+(?:\w+\s+)?(?:set|due|scheduled|planned|expected|supposed|slated|to)\b"
)
_WHEN_DID = re.compile(r"\bwhen\s+(?:did|was|were|had)\b", re.I)
_TO_COME = re.compile(r"\b(?:will|would|shall|going\s+to|is\s+to|are\s+to|due\s+to)\s+\w+", re.I)
_OPEN = re.compile(r"\b(?:will|would|may|might|could|can|expected|feared|likely|estimated)\b", re.I)
# "Estimated that 100 people had fled": what is put there is what they did.
_DOES = re.compile(r"\s+(?:\w+\s+)?(?:had|have|has|were|was|are|is)\s+\w+")
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.I)
_ABOUT_SHARE = 0.5
_SENTENCE_SHARE = 0.3
_HOW_MANY = re.compile(r"\bhow\s+many\b", re.I)

Found = Iterator[tuple[Value, Span, Span]]
"""Values with where their words and their clause stand in the sentence."""


def claims_of(asked: Asked, sentences: Sequence[Sentence], question: str) -> list[Claim]:
    """Return the claims of the sentences that are about what is asked."""
    find = _FINDERS.get(asked.kind) if asked.has_form else None
    if find is None or len(_HOW_MANY.findall(question)) > 1:
        return []
    hedged = _OPEN.search(question) is not None
    return [
        claim
        for sentence in sentences
        if not _ASKS.search(sentence.text)
        for claim in _claims(asked, sentence, find, question)
        if hedged or not _HEDGED.search(sentence.article.text, *claim.clause)
    ]


def _claims(
    asked: Asked, sentence: Sentence, find: Callable[[Asked, Sentence], Found], question: str
) -> Iterator[Claim]:
    fit = fit_of(asked, sentence)
    if fit is None:
        return
    start, text = sentence.span.start, sentence.text
    for value, words, clause in find(asked, sentence):
        part = text[clause.start : clause.end]
        if asked.kind is not AnswerKind.YES_NO and _IF.search(text):
            continue
        if asked.ahead and _WAS_TO.search(part):
            continue  # a plan of before is not what is planned
        if asked.kind is AnswerKind.TIME and _is_past(question) and _TO_COME.search(part):
            continue  # what is to be announced was not
        if asked.kind is not AnswerKind.YES_NO and is_of_others(asked, sentence, part):
            continue
        if asked.noun and is_elsewhere(asked, sentence, words.end, question):
            continue
        if asked.is_figure and _is_share(value) and is_share_of_others(text, words.end, question):
            continue
        title = sentence.article.title
        if asked.is_figure and is_of_another_event(question, text, words.start, title):
            continue
        put = asked.is_figure and reports_figure(text[: words.start])
        put = put and not _DOES.match(text, words.end)
        if put and asked.noun and _of_other_fate(asked, text[: words.start]):
            continue
        if not put and not _tells(asked, part, fit, sentence):
            continue
        yield Claim(
            sentence,
            value,
            Span(start + words.start, start + words.end),
            Span(start + clause.start, start + clause.end),
            fit,
            speaker_of(part, text),
        )


def _is_past(question: str) -> bool:
    return _WHEN_DID.search(question) is not None


def _is_share(value: Value) -> bool:
    return isinstance(value, Range) and value.unit == "percent"


def _of_other_fate(asked: Asked, before: str) -> bool:
    """Tell whether a figure is put for others: "put the dead at", where the missing are asked."""
    wanted = asked.verbs | asked.about | set(asked.noun)
    return of_other_fate(wanted, frozenset(terms_of(before)))


def _tells(asked: Asked, clause: str, fit: float, sentence: Sentence) -> bool:
    """Tell whether a sentence tells of the matter, and its clause holds the verb asked about."""
    if asked.kind is AnswerKind.YES_NO:
        return True
    if fit < _SENTENCE_SHARE or share_of(asked.about | asked.verbs, sentence.near) < _ABOUT_SHARE:
        return False
    terms = terms_of(clause)
    return not asked.verbs or any(has_alike(verb, terms) for verb in asked.verbs)


def _figures(asked: Asked, sentence: Sentence) -> Found:
    for figure in figures_of(asked, sentence.text, sentence.published):
        yield figure.range, figure.words, figure.clause


def _days(asked: Asked, sentence: Sentence) -> Found:
    verbs = asked.verbs
    if sentence.published is None or (
        verbs and not any(has_alike(v, sentence.terms) for v in verbs)
    ):
        return
    parts, told = clauses(sentence.text), day_told(sentence.article)
    meant = {m.start: m.days for m in days_meant(sentence.text, told)} if told else {}
    for mention in mentions_of(sentence.text, sentence.published):
        words = sentence.text[mention.start : mention.end]
        days = meant.get(mention.start) if _WEEKDAY.search(words) else mention.window
        if days and days.start and days.end:
            yield days, Span(mention.start, mention.end), around(parts, mention.start)


def _names(asked: Asked, sentence: Sentence) -> Found:
    for name in names_in_role(asked, sentence.text):
        yield sentence.text[name.start : name.end], name, Span(0, len(sentence.text))


def _stances(asked: Asked, sentence: Sentence) -> Found:
    parts = statements(sentence.text)
    for stance in stance_of(asked, sentence):
        yield stance.stand, stance.words, around(parts, stance.words.start)


_FINDERS: dict[AnswerKind, Callable[[Asked, Sentence], Found]] = {
    AnswerKind.NUMBER: _figures,
    AnswerKind.TIME: _days,
    AnswerKind.PERSON: _names,
    AnswerKind.PLACE: _names,
    AnswerKind.OTHER: _names,
    AnswerKind.YES_NO: _stances,
}

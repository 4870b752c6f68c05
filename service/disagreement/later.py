"""Later: one voice that tells a figure, and further on in the article, later, another for it."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.sentences import Span
from indexer.words import terms_of
from service.disagreement.asked import Asked
from service.disagreement.claim import Claim, Sentence
from service.disagreement.elsewhere import is_elsewhere
from service.disagreement.fates import fates_of
from service.disagreement.figures import Figure, figures_of
from service.disagreement.matter import fit_of, is_of_others
from service.disagreement.revision import is_apart
from service.disagreement.speaker import speaker_of
from service.wording import has_alike

_HOURS = (
    r"(?:(?:[\w’'-]+\s+){0,2}hours?\s+later|later(?:\s+in\s+the\s+\w+|\s+that\s+\w+)?(?!\s+than)|"
    r"by\s+(?:the\s+|late\s+)?(?:evening|night|nightfall|afternoon|noon|midday|dusk|dawn|morning)|"
    r"in\s+the\s+(?:evening|afternoon))"
)
_TIME = re.compile(r"later\b|\bby\b|\bevening\b|\bafternoon\b", re.I)
# Years later it is another matter, and "a later train" is none of a later word.
_LATER = re.compile(
    rf"^{_HOURS}\b,?\s+(?!(?:years?|months?|weeks?)\b)|^(?:[\w’'-]+\s+){{1,4}}?later\s+[a-z]+", re.I
)
_LONG_AFTER = re.compile(r"\b(?:days?|weeks?|months?|years?)\s+(?:later|after)\b", re.I)
_PRONOUN = re.compile(r"\b(?:it|he|she|they)\s+(?:later\s+|now\s+|then\s+)?[a-z]+", re.I)
_GENERIC = re.compile(
    r"\bthe\s+(?:company|firm|utility|operator|agency|office|ministry|department|service|authority|"
    r"group|union|police|brigade|club|bank|airline|board|council|governor|mayor|minister|spokes\w+)\b",
    re.I,
)
_FURTHER = re.compile(
    r"\b(?:another|other|others|further|additional|of\s+(?:them|those|whom))\b", re.I
)
_NAME = re.compile(r"(?<=\s)[A-Z][\w’'-]+")
_DAYS = frozenset(terms_of(" ".join([*calendar.month_name, *calendar.day_name])))
_TIMES = frozenset(
    terms_of(
        "later hour hours some few several day evening night nightfall afternoon noon midday dusk "
        "dawn morning late by two three four five"
    )
)
_EMPTY = frozenset(
    terms_of(
        "said says say told spoke speak put puts gave number numbers figure figures count total "
        "toll estimate least many fewer people know known believed thought feared could may might "
        "about around provisional still among only just now confirmed report reported raised "
        "lowered revised corrected cut"
    )
)  # fmt: skip
_OPEN_FATE = re.compile(
    r"\b(?:could|might|may|feared|believed|thought)\s+(?:still\s+)?(?:to\s+)?be\s+(?:in|under|inside|on|"
    r"aboard|beneath|trapped|missing|buried)\b"
    r"|\b(?:missing|unaccounted|sought|search(?:ed|ing)\s+for|trapped|feared)\b",
    re.I,
)
_BACK = 4
"""How many sentences before a later figure the first one may stand."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure of a sentence, the voice that tells it, and the words of what is counted."""

    sentence: Sentence
    figure: Figure
    voice: frozenset[str]
    does: frozenset[str]

    @property
    def clause(self) -> str:
        return self.sentence.text[self.figure.clause.start : self.figure.clause.end]

    def claim(self, fit: float) -> Claim:
        start = self.sentence.span.start
        words, clause = (
            Span(start + span.start, start + span.end)
            for span in (self.figure.words, self.figure.clause)
        )
        return Claim(self.sentence, self.figure.range, words, clause, fit, self.voice)


def told_later(
    asked: Asked, sentences: Sequence[Sentence], question: str
) -> tuple[Claim, Claim] | None:
    """Return a figure that one voice tells later in an article, and the one that it told first.

    Both count the same: the same unit or noun, and the same is said of it. None where there are
    no such two.
    """
    if not asked.is_figure:
        return None
    for sentence in sentences:
        if not _TIME.search(sentence.text) or not _LATER.match(sentence.text):
            continue
        if _LONG_AFTER.search(sentence.text):
            continue
        later = _told(asked, sentence, question)
        if later is None:
            continue
        for first, near in _firsts(asked, sentence, sentences, question):
            fit = fit_of(asked, first.sentence)
            same = first.figure.range.unit == later.figure.range.unit
            fits = fit or (fit is not None and _both_open(first, question))
            if (
                fits
                and same
                and _same_voice(first, later, near=near)
                and _same_fate(asked, first, later, question)
            ):
                one, other = later.claim(fit or 0.0), first.claim(fit or 0.0)
                if is_apart(one, other):
                    return one, other
    return None


def _firsts(
    asked: Asked, later: Sentence, sentences: Sequence[Sentence], question: str
) -> Iterator[tuple[_Told, bool]]:
    """Yield the figures of the sentences before, the nearest first, and whether it is the next."""
    article = later.article
    place = article.sentences.index(later.span)
    spans = article.sentences[max(0, place - _BACK) : place]
    known = {s.span: s for s in sentences if s.article.number == article.number}
    for back, span in enumerate(reversed(spans)):
        sentence = known.get(span)
        told = _told(asked, sentence, question) if sentence else None
        if told:
            yield told, back == 0


def _told(asked: Asked, sentence: Sentence, question: str) -> _Told | None:
    """Return the one figure of a sentence that may answer, and whose word it is."""
    text = sentence.text
    figures = list(figures_of(asked, text, sentence.published))
    if len(figures) != 1:
        return None
    figure = figures[0]
    clause = text[figure.clause.start : figure.clause.end]
    if is_of_others(asked, sentence, clause) or _FURTHER.search(clause):
        return None
    if asked.noun and is_elsewhere(asked, sentence, figure.words.end, question):
        return None
    voice = speaker_of(clause, text) - _TIMES
    counted = text[figure.words.start : figure.words.end]
    said = set(terms_of(clause)) - set(terms_of(counted)) - voice - _TIMES - _EMPTY
    return _Told(sentence, figure, voice, frozenset(said))


def _same_voice(first: _Told, later: _Told, *, near: bool) -> bool:
    """Tell whether both are told by one voice: named again, in short, or by a pronoun."""
    if not first.voice:
        return False
    if later.voice and later.voice <= first.voice:
        return True
    plain = near and (not later.voice or _GENERIC.search(later.clause) is not None)
    means = _PRONOUN.search(later.clause) or _GENERIC.search(later.clause)
    return bool(plain and means)


def _same_fate(asked: Asked, first: _Told, later: _Told, question: str) -> bool:
    """Tell whether the same is said of those counted: by the words asked, or all still missing."""
    fates, known = fates_of(later.does), fates_of(first.does | asked.verbs | asked.about)
    still_open = _OPEN_FATE.search(later.clause) and _OPEN_FATE.search(f"{first.clause} {question}")
    wanted = first.does | asked.verbs | asked.about | set(asked.noun) | asked.names
    more = {term for term in later.does if not has_alike(term, wanted) and not fates_of({term})}
    if more or _other_names(first, later):
        return False  # "badly hurt", "at home", "in a second crash": a part, or another matter
    asked_open = not asked.verbs or _OPEN_FATE.search(question) is not None
    if still_open and asked_open and len(fates) <= 1:
        return True
    if fates - known:
        return False
    if not later.does:
        return True
    if asked.verbs:
        return any(has_alike(verb, later.does) for verb in asked.verbs)
    return any(has_alike(term, later.does) for term in first.does | asked.about)


def _other_names(first: _Told, later: _Told) -> bool:
    """Tell whether the later clause has a name that the first sentence and the voice have not."""
    named = {term for name in _NAME.findall(later.clause) for term in terms_of(name)}
    return bool(named - first.sentence.near - first.voice - later.voice - _TIMES - _DAYS)


def _both_open(told: _Told, question: str) -> bool:
    """Tell whether a figure is of people whose fate is open, and such are asked for."""
    return bool(_OPEN_FATE.search(told.clause) and _OPEN_FATE.search(question))

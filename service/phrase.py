"""The exact phrase that a question asks for, found in a sentence by its form."""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from indexer.sentences import Span
from indexer.words import terms_of
from service.question import AnswerKind, Question

_NAME_WORD = r"(?:[A-Z][\w’'\-]*[\w]|[A-Z]\.?)"
_NAME = re.compile(
    rf"{_NAME_WORD}(?:\s+(?:(?:of|the|de|da|del|la|von|van|bin|al|and)\s+(?=[A-Z]))?{_NAME_WORD})*"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\."
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_TIME = re.compile(
    rf"(?:(?:{_DAYS}),?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,2}}(?!\d)"
    rf"|(?:early|mid|late)[\s-](?:{_MONTHS})|(?:{_MONTHS}))(?:,?\s+(?:of\s+)?\d{{4}})?"
    rf"|(?:between\s+)?(?:1[5-9]|20)\d{{2}}(?:\s+(?:and|to)\s+(?:1[5-9]|20)\d{{2}})?s?\b"
    rf"|(?:on\s+)?(?:{_DAYS})(?:\s+(?:morning|afternoon|evening|night))?"
    r"|(?:last|next|this)\s+(?:week|month|year|spring|summer|autumn|fall|winter|weekend)"
    r"|(?:yesterday|tomorrow|today)\b"
)
_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "dozens|hundreds|thousands|half|a dozen|a third|a quarter"
)
_NUMBER = re.compile(
    r"(?:[$£€¥]\s?)?\d+(?:[.,]\d+)*(?!\d|st\b|nd\b|rd\b|th\b)"
    r"(?:\s?%|\s(?:per\s?cent|percent|hundred|thousand|million|billion|"
    rf"trillion|dozen))*(?:-[a-z]+(?:-[a-z]+)?)?|\b(?:{_SMALL})\b(?:[\s-](?:{_SMALL}|hundred|thousand|"
    r"million|billion|trillion|dozen))*",
    re.I,
)
_HOW_MANY = re.compile(r"\bhow many\s+(?:more\s+|other\s+|of the\s+)?([\w’'-]+)", re.I)
_FROM = re.compile(r"\bfrom\s+(?:about\s+|some\s+|at least\s+)?$")
_TO = re.compile(r"\s+to\s+[\d$£€]")
_PLACE_LEAD = re.compile(
    r"\b(?:in|at|from|near|to|outside|across|into|of|over|tour(?:ed)?|visit\w*)"
    rf"\s+(?:the\s+|downtown\s+|central\s+|northern\s+|southern\s+|eastern\s+|western\s+)*({_NAME.pattern})"
)
_NOT_NAMES = frozenset(
    """the a an in on at it he she they we i but and or for from by with as if when while after
    before this that these those there his her its their our no not yes so then also still
    now""".split()
) | {name.lower() for name in f"{_DAYS}|{_MONTHS}".split("|")}


def find_phrase(question: Question, sentence: str) -> str | None:
    """Return the first phrase of the kind asked for that the question does not itself contain."""
    span = find_phrase_span(question, sentence)
    return sentence[span.start : span.end] if span else None


def find_phrase_span(question: Question, sentence: str) -> Span | None:
    """Return where that phrase stands in `sentence`, or None."""
    named = _first_new(question, sentence, _named_by(question, sentence))
    if named or question.kind not in _FINDERS:
        return named
    return _first_new(question, sentence, _FINDERS[question.kind](question, sentence))


def names_what_is_asked(question: Question, sentence: str) -> bool:
    """Tell whether a new name carries the very noun asked for: "which temple", "Horyu Temple"."""
    return _first_new(question, sentence, _named_by(question, sentence)) is not None


def _first_new(question: Question, sentence: str, spans: Iterator[Span]) -> Span | None:
    asked = set(question.terms)
    for span in spans:
        terms = set(terms_of(sentence[span.start : span.end]))
        if terms and not terms <= asked:
            return span
    return None


def _named_by(question: Question, sentence: str) -> Iterator[Span]:
    """Yield names that carry the noun asked for: "historian Jane Roe", "Horyu Temple"."""
    if question.head is None or len(question.head) < 3:
        return
    noun = re.escape(question.head.removesuffix("s"))
    name = _NAME.pattern
    patterns = [rf"\b(?i:{noun})s?(?:,|\sof)?\s+({name})"]
    if question.kind is not AnswerKind.PERSON:  # "Cornell historian" names no historian
        patterns.append(rf"\b({name})\s+{noun}\b")
    for match in chain.from_iterable(re.finditer(pattern, sentence) for pattern in patterns):
        if match[1].split()[0].lower() not in _NOT_NAMES:
            yield Span(*match.span(1))
    for span in _names(sentence):
        if re.search(rf"\b{noun}s?\b", sentence[span.start : span.end], re.I):
            yield span


def _people(sentence: str) -> Iterator[Span]:
    for span in _names(sentence):
        if " " in sentence[span.start : span.end]:
            yield span
    yield from _names(sentence)


def _places(sentence: str) -> Iterator[Span]:
    for match in _PLACE_LEAD.finditer(sentence):
        if match[1].lower() not in _NOT_NAMES:
            yield Span(match.start(1), match.end(1))
    yield from _names(sentence)


def _names(sentence: str) -> Iterator[Span]:
    for match in _NAME.finditer(sentence):
        start, words = match.start(), match[0]
        first = words.split()[0]
        if first.lower() in _NOT_NAMES:
            start += len(first)
            start += len(sentence[start : match.end()]) - len(
                sentence[start : match.end()].lstrip()
            )
        if start < match.end() and not (match.start() == 0 and " " not in words):
            yield Span(start, match.end())


def _times(sentence: str) -> Iterator[Span]:
    return (Span(*match.span()) for match in _TIME.finditer(sentence))


def _counts(question: Question, sentence: str) -> Iterator[Span]:
    """Yield numbers, first those that stand by the noun of "how many ..."."""
    counted = _HOW_MANY.search(question.text)
    noun = set(terms_of(counted[1])) if counted else set()
    # "from 115 to 97": the later figure is the one that stands.
    spans = [
        span
        for span in _numbers(sentence)
        if not (_FROM.search(sentence, 0, span.start) and _TO.match(sentence, span.end))
    ]

    def is_apart(span: Span) -> bool:
        near = sentence[max(0, span.start - 30) : span.start] + sentence[span.end : span.end + 40]
        return not noun & set(terms_of(near))

    yield from sorted(spans, key=is_apart)


def _numbers(sentence: str) -> Iterator[Span]:
    dates = [match.span() for match in _TIME.finditer(sentence)]
    for match in _NUMBER.finditer(sentence):
        if not any(start <= match.start() < end for start, end in dates):
            yield Span(*match.span())


_FINDERS: dict[AnswerKind, Callable[[Question, str], Iterator[Span]]] = {
    AnswerKind.PERSON: lambda question, sentence: _people(sentence),
    AnswerKind.PLACE: lambda question, sentence: _places(sentence),
    AnswerKind.TIME: lambda question, sentence: _times(sentence),
    AnswerKind.NUMBER: _counts,
}

"""The exact phrase that a question asks for, found in one sentence by its form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from indexer.sentences import Span
from indexer.words import terms_of
from service.forms import NAME, NOT_NAMES, Form, Phrase, names_in, phrases_in
from service.people import is_person
from service.places import COUNTRIES, STATES
from service.question import AnswerKind, Question
from service.wanted import Wanted

_PLACE_LEAD = re.compile(
    r"\b(?:in|at|from|near|to|outside|across|into|of|over|tour(?:ed)?|visit\w*)"
    r"\s+(?:the\s+|downtown\s+|central\s+|northern\s+|southern\s+|eastern\s+|western\s+)*$"
)
_HOW_MANY = re.compile(r"\bhow many\s+(?:more\s+|other\s+|of the\s+)?([\w’'-]+)", re.I)
_FROM = re.compile(r"\bfrom\s+(?:about\s+|some\s+|at least\s+)?$")
_TO = re.compile(r"\s+to\s+[\d$£€]")
_BEFORE, _AFTER = 30, 40
_POSSESSIVE = re.compile(r"['’]s?$")
_QUOTES = ("'", "‘")
_HYPHENS = ("-", "\u2010", "\u2011")
_GOES_WITH = re.compile(r"[-\u2010\u2011]\w|['’]s(?!\w)|(?<=s)['’](?!\w)")


def find_phrase(question: Question, sentence: str) -> str | None:
    """Return the phrase of the kind asked for that the question does not itself contain."""
    span = find_phrase_span(question, sentence)
    return sentence[span.start : span.end] if span else None


def find_phrase_span(question: Question, sentence: str) -> Span | None:
    """Return where that phrase stands in `sentence`, or None."""
    named = _first_new(question, sentence, _named_by(question, sentence))
    if named:
        return named
    if question.kind in (AnswerKind.OTHER, AnswerKind.YES_NO):
        return None
    wanted = Wanted.by(question)
    fitting = [
        (-fit, not _stands_well(question, sentence, phrase), phrase.start, phrase.end)
        for phrase in phrases_in(sentence, wanted.forms)
        if (fit := wanted.fit(phrase.form, sentence[phrase.start : phrase.end]))
    ]
    return Span(*min(fitting)[2:]) if fitting else None


def names_what_is_asked(question: Question, sentence: str) -> bool:
    """Tell whether a new name carries the very noun asked for: "which temple", "Horyu Temple"."""
    return _first_new(question, sentence, _named_by(question, sentence)) is not None


def without_possessive(words: str, text: str) -> str:
    """Return a name of `text` without the ending of "Alphabet's".

    It stays where it may belong to the name, as in "McDonald's": where the rest names no person,
    country or state, and stands nowhere in the text.
    """
    bare = _POSSESSIVE.sub("", words)
    known = bare in COUNTRIES or bare in STATES or (" " in bare and is_person(bare))
    alone = re.compile(rf"(?<!\w){re.escape(bare)}(?![\w'’])")
    return bare if bare != words and (known or alone.search(text)) else words


def stands_alone(text: str, phrase: Span) -> bool:
    """Tell whether a phrase stands by itself, not in "Ardenia's" or "17-year-old"."""
    before = text[max(0, phrase.start - 1) : phrase.start]
    quoted = before in _QUOTES and text[phrase.end : phrase.end + 2].strip() in ("'", "’")
    return before not in _HYPHENS and (quoted or not _GOES_WITH.match(text, phrase.end))


def is_overtaken(sentence: str, phrase: Phrase) -> bool:
    """Tell whether it is the earlier of two figures: in "from 115 to 97" the later one stands."""
    return bool(_FROM.search(sentence, 0, phrase.start) and _TO.match(sentence, phrase.end))


def stands_in_place(sentence: str, phrase: Phrase) -> bool:
    """Tell whether words of place lead to a phrase: "in Nara", "visited the northern Horyu"."""
    return _PLACE_LEAD.search(sentence, 0, phrase.start) is not None


def named_spans(question: Question, sentence: str) -> list[Span]:
    """Return the names of a sentence that carry the very noun asked for."""
    return list(_named_by(question, sentence))


def _stands_well(question: Question, sentence: str, phrase: Phrase) -> bool:
    """Tell whether what stands around a phrase is as the question has it."""
    if phrase.form is Form.NAME and question.kind is AnswerKind.PLACE:
        return stands_in_place(sentence, phrase)
    counted = _HOW_MANY.search(question.text)
    if counted is None or is_overtaken(sentence, phrase):
        return not is_overtaken(sentence, phrase)
    near = sentence[max(0, phrase.start - _BEFORE) : phrase.start]
    near += sentence[phrase.end : phrase.end + _AFTER]
    return bool(set(terms_of(counted[1])) & set(terms_of(near)))


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
    forms = _forms_by(question.head, question.kind is AnswerKind.PERSON)
    if not forms.noun.search(sentence):
        return
    for match in chain.from_iterable(form.finditer(sentence) for form in forms.beside):
        if match[1].split()[0].lower() not in NOT_NAMES:
            yield Span(*match.span(1))
    for phrase in names_in(sentence):
        if forms.inside.search(sentence[phrase.start : phrase.end]):
            yield Span(phrase.start, phrase.end)


@dataclass(frozen=True, slots=True)
class _Forms:
    """A noun, names beside it, and the noun as a word of a name."""

    noun: re.Pattern[str]
    beside: tuple[re.Pattern[str], ...]
    inside: re.Pattern[str]


@lru_cache(1_024)
def _forms_by(head: str, of_person: bool) -> _Forms:
    """Return the forms of the noun asked for; compiling them takes longer than most sentences."""
    noun, name = re.escape(head.removesuffix("s")), NAME.pattern
    beside = [rf"\b(?i:{noun})s?(?:,|\sof)?\s+({name})"]
    if not of_person:  # "Cornell historian" names no historian
        beside.append(rf"\b({name})\s+{noun}\b")
    return _Forms(
        re.compile(noun, re.I),
        tuple(map(re.compile, beside)),
        re.compile(rf"\b{noun}s?\b", re.I),
    )

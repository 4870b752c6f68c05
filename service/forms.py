"""Forms: what in a sentence could answer a question, by its form alone: names, figures, times."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from indexer.sentences import Span
from service.places import COUNTRIES, STATES


class Form(StrEnum):
    """The form of a phrase. `MEASURE` is a number with its unit: "six days"."""

    NAME = "name"
    TITLE = "title"
    COUNTRY = "country"
    STATE = "state"
    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    MEASURE = "measure"
    TIME = "time"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase by its form; `start` and `end` count code points of its sentence."""

    form: Form
    start: int
    end: int


_NAME_WORD = r"(?:(?:[A-Z]\.){2,}|[A-Z][\w’'\-]*[\w]|[A-Z]\.?|[a-z]{1,2}[A-Z]\w+)"
NAME = re.compile(
    rf"(?<!\w){_NAME_WORD}(?:\s+(?:(?:of|the|de|da|del|la|von|van|bin|al|and)\s+(?=[A-Z]))?{_NAME_WORD})*"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\."
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTH = rf"\b(?:{_MONTHS})(?![a-z])"
_TIME = re.compile(
    rf"(?:(?:{_DAYS}),?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?!\d)"
    rf"|(?:early|mid|late)[\s-]{_MONTH}|{_MONTH})(?:,?\s+(?:of\s+)?\d{{4}})?"
    rf"|(?:between\s+)?(?:1[5-9]|20)\d{{2}}(?:\s+(?:and|to)\s+(?:1[5-9]|20)\d{{2}})?s?\b"
    rf"|(?:on\s+)?(?:{_DAYS})(?:\s+(?:morning|afternoon|evening|night))?"
    r"|(?:last|next|this)\s+(?:week|month|year|spring|summer|autumn|fall|winter|weekend)"
    r"|(?:yesterday|tomorrow|today)\b"
)
_YEAR = re.compile(r"(?<![\d.,$£€])(?:1[5-9]|20)\d{2}\b(?![,.]\d)")
_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "dozens|hundreds|thousands|half|a dozen|a third|a quarter"
)
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen)"
_NUMBER = re.compile(
    rf"(?P<sign>[$£€¥]\s?)?\d+(?:[.,]\d+)*(?!\d|st\b|nd\b|rd\b|th\b)(?:\s{_SCALE})*"
    rf"|\b(?:{_SMALL})\b(?!(?<=one)\s+(?:of|another)\b)(?:[\s-](?:{_SMALL}|{_SCALE}))*",
    re.I,
)
_PERCENT = re.compile(r"\s?%|[\s-]per\s?cent\b|\spercentage\spoints", re.I)
_UNIT = re.compile(
    r"[\s-](?:(?:square|cubic|nautical)[\s-])?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|miles?|feet|foot|inch(?:es)?|"
    r"yards?|acres?|kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?|km|mph|pounds?|tons?|tonnes?|"
    r"kilograms?|kilos?|kg|grams?|hectares?|knots?|ounces?|gallons?|litres?|liters?|degrees?|dollars|euros|cents|crowns)\b",
    re.I,
)
_MONEY_AFTER = re.compile(r"\s(?:dollars|euros|pounds sterling|yen|crowns)\b|(?:bn|m|k)\b", re.I)
_QUOTED = re.compile(r"[“\"‘]([A-Z][^”\"’]{1,60}?)[,.]?[”\"’]")
_PLACE_WORD = re.compile(r"[A-Z][\w.]*(?:-[A-Z]\w+)?")
# "NEW YORK — ", "(CNN) ", "Jackson, Wyoming (CNN) ", "London CNN — ": capitals, then a new start.
_AGENCY = r"(?:[A-Z]{2,}|Reuters|Bloomberg|Xinhua)(?:\s[A-Z]\w+)?"
_TOWN = r"(?:[A-Z][\w.,’'\-]*\s+){0,5}?"
_DATELINE = re.compile(
    rf"(?:{_TOWN}\({_AGENCY}\)\s*(?:[—–―-]+\s*)?|{_TOWN}{_AGENCY}\s*[—–―]\s*"
    r"|[A-Z]{3,}(?:[\s,]+[A-Z][\w.’']*){0,4}\s*(?:\([A-Z][\w. ]*\)\s*)?(?:[—–―]|--|\s-\s)\s*)"
    r"(?=[A-Z“\"‘$£€\d]|$)"
)
_MOST_TITLE_WORDS = 7
NOT_NAMES = frozenset(
    """the a an in on at it he she they we i but and or for from by with as if when while after
    before this that these those there his her its their our no not yes so then also still
    now""".split()
) | {name.lower() for name in f"{_DAYS}|{_MONTHS}".split("|")}


@lru_cache(maxsize=20_000)
def phrases_in(sentence: str, forms: frozenset[Form] = frozenset(Form)) -> tuple[Phrase, ...]:
    """Return the phrases of `sentence` of these forms, one form after another.

    Not those of a dateline: the town and the agency say where it was written, and by whom.
    """
    dateline = _DATELINE.match(sentence)
    begins = dateline.end() if dateline else 0
    told = sentence[begins:]
    return tuple(
        Phrase(found.form, found.start + begins, found.end + begins)
        for made, find in _FINDERS
        if made & forms
        for found in find(told)
        if found.form in forms
    )


def names_in(sentence: str) -> Iterator[Phrase]:
    """Yield runs of words with capitals; the first word of the sentence only when it goes on."""
    for match in NAME.finditer(sentence):
        start, words = match.start(), match[0]
        first = words.split()[0]
        if first.lower() in NOT_NAMES:
            rest = sentence[start + len(first) : match.end()]
            start += len(first) + len(rest) - len(rest.lstrip())
        if start < match.end() and not (match.start() == 0 and " " not in words):
            yield Phrase(Form.NAME, start, match.end())


def _titles(sentence: str) -> Iterator[Phrase]:
    for match in _QUOTED.finditer(sentence):
        words = match[1].split()
        capitals = sum(word[0].isupper() or word[0].isdigit() for word in words)
        if len(words) <= _MOST_TITLE_WORDS and 2 * capitals >= len(words):
            yield Phrase(Form.TITLE, *match.span(1))


def _places(sentence: str) -> Iterator[Phrase]:
    words = list(_PLACE_WORD.finditer(sentence))
    for place, first in enumerate(words):
        for last in words[place : place + 3]:
            span = Span(first.start(), last.end())
            name = sentence[span.start : span.end].removesuffix("." if last[0] != "U.S." else "")
            if name in COUNTRIES:
                yield Phrase(Form.COUNTRY, span.start, span.start + len(name))
            if name in STATES:
                yield Phrase(Form.STATE, span.start, span.start + len(name))


def _times(sentence: str) -> Iterator[Phrase]:
    return (Phrase(Form.TIME, *match.span()) for match in _TIME.finditer(sentence))


def _years(sentence: str) -> Iterator[Phrase]:
    return (Phrase(Form.YEAR, *match.span()) for match in _YEAR.finditer(sentence))


def _figures(sentence: str) -> Iterator[Phrase]:
    times = list(_times(sentence))
    for match in _NUMBER.finditer(sentence):
        start, end = match.span()
        if any(time.start <= start < time.end for time in times):
            continue
        percent = _PERCENT.match(sentence, end)
        money = _MONEY_AFTER.match(sentence, end)
        unit = _UNIT.match(sentence, end)
        if percent:
            yield Phrase(Form.PERCENT, start, percent.end())
        elif match["sign"] or money:
            yield Phrase(Form.MONEY, start, money.end() if money else end)
        else:
            yield Phrase(Form.NUMBER, start, end)
            if unit:
                yield Phrase(Form.MEASURE, start, unit.end())


_FINDERS: tuple[tuple[frozenset[Form], Callable[[str], Iterator[Phrase]]], ...] = (
    (frozenset([Form.NAME]), names_in),
    (frozenset([Form.TITLE]), _titles),
    (frozenset([Form.COUNTRY, Form.STATE]), _places),
    (frozenset([Form.MONEY, Form.PERCENT, Form.NUMBER, Form.MEASURE]), _figures),
    (frozenset([Form.TIME]), _times),
    (frozenset([Form.YEAR]), _years),
)

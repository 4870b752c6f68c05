"""Figures of a sentence that may answer how many or how much: a range, and what it counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from indexer.sentences import Span
from indexer.words import terms_of
from service.disagreement.amounts import MONEY, Written, amounts_in
from service.disagreement.asked import Asked
from service.disagreement.claim import Range
from service.support.numbers import numbers_in
from service.window.mentions import mentions_of
from service.wording import around, has_alike, statements

_METRES = {"kilometre": 1000.0, "metre": 1.0, "mile": 1609.34, "foot": 0.3048}
_GRAMS = {"gram": 1.0, "kilogram": 1000.0, "tonne": 1_000_000.0}
_SECONDS = {
    "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0, "week": 604_800.0,
    "month": 2_629_800.0, "year": 31_557_600.0,
}  # fmt: skip
_SCALES = {"length": _METRES, "mass": _GRAMS, "duration": _SECONDS}
_CURRENCY = re.compile(rf"\s*(?:{MONEY})\b", re.I)
_DEGREES = re.compile(r"\s*(?:degrees?\b(?:\s+(?:Celsius|Fahrenheit|C|F)\b)?|°\s?[CF]?)", re.I)
_AN_HOUR = re.compile(r"\s*(?:(?:an|per|a)\s+hour\b|/h\b)|\s*(?:mph|kph)\b", re.I)
_OLD = re.compile(r"[\s-]old\b")
_AGED = re.compile(r"\b(?:aged?|turn(?:s|ed)|was|is)\s+(?:of\s+)?$")
_MORE = re.compile(r"\s+(?:\w+er|more|less)\b(?:\s+than\b|[.,;]|$)")
_RATE = re.compile(
    r"\s+(?:an?|per|each)\s+(?P<of>share|gallon|barrel|litre|liter|ton|tonne|ounce|pound|person|head|"
    r"hour|day|week|month|year|ticket|unit)\b", re.I,
)  # fmt: skip
_DAILY = re.compile(
    r"(?:\s+\w+){0,2}\s+(?:daily|weekly|yearly|(?:a|per|each|every)\s+(?:day|week|year))\b"
)
_BEFORE = r"(?:\s+(?:the|a|an))?\s*[$£€]?$"
_ABOUT = re.compile(
    rf"\b(?:about|around|some|nearly|almost|roughly|approximately|estimated|close\s+to|circa|"
    rf"an\s+average\s+of){_BEFORE}", re.I,
)  # fmt: skip
_FROM = re.compile(
    rf"\b(?:at\s+least|(?<!not )more\s+than|over|no\s+fewer\s+than|no\s+less\s+than|above|"
    rf"(?<!not )exceed(?:s|ed)?|upwards?\s+of|minimum\s+of){_BEFORE}", re.I,
)  # fmt: skip
_UP_TO = re.compile(
    rf"\b(?:up\s+to|as\s+many\s+as|as\s+much\s+as|fewer\s+than|less\s+than|under|below|"
    rf"not\s+(?:to\s+)?(?:exceed|more\s+than)|at\s+most|no\s+more\s+than){_BEFORE}", re.I,
)  # fmt: skip
_PEOPLE = frozenset(
    terms_of(
        "people persons men women children passengers workers soldiers victims migrants civilians "
        "students fans residents troops patients protesters demonstrators marchers villagers "
        "employees travellers travelers inhabitants citizens bodies fatalities casualties deaths "
        "lives dead killed injured wounded missing hurt crew tourists refugees pilgrims miners"
    )
)
_TOLL = re.compile(r"\b(?:toll|number|total|count|tally|figure|dead|deaths)\b", re.I)
_NOUN_ENDS = frozenset("in at on for from by of to the a an after when as and or with".split())
_FOLLOWING = 4
# "By 900 from 4,000 jobs" counts jobs.
_FROM_BASE = re.compile(r"^\s+from\s+(?:(?:the|its|about|some)\s+)*\d[\d,.]*(?=\s)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A range that may be the answer; `words` is where it and its unit stand, `clause` around."""

    range: Range
    words: Span
    clause: Span


def figures_of(asked: Asked, sentence: str, published: date | None) -> Iterator[Figure]:
    """Yield the figures of `sentence` in the unit, or with the noun, that is asked for."""
    amounts = list(amounts_in(sentence))
    named = mentions_of(sentence, published) if published and amounts else ()
    days = [(mention.start, mention.end) for mention in named]
    parts = statements(sentence)
    for written in amounts:
        if any(start <= written.start < end for start, end in days):
            continue
        clause = around(parts, written.start)
        fitting = _fitting(asked, sentence, written, clause)
        if fitting:
            unit, end = fitting
            found = _range(sentence, written, unit)
            yield Figure(found, Span(written.start, end), Span(clause.start, max(clause.end, end)))


def is_counted(asked: Asked, words: str) -> bool:
    """Tell whether `words` name what is counted or measured: "of the dead", for a toll."""
    terms = set(terms_of(words))
    wanted = {*asked.noun, *asked.verbs, *(() if asked.noun else asked.about)}
    people = not _PEOPLE.isdisjoint(asked.noun) and not _PEOPLE.isdisjoint(terms)
    return people or any(has_alike(term, terms) for term in wanted)


def _fitting(asked: Asked, sentence: str, written: Written, clause: Span) -> tuple[str, int] | None:
    """Return the unit of a figure that fits what is asked, and where its words end."""
    unit, end = _unit(sentence, written)
    if asked.noun:
        return None if unit else _counted(asked, sentence, written, clause)
    if asked.aged and not _is_age(sentence, written, end):
        return None
    if unit in _METRES and _MORE.match(sentence, end):
        return None  # "20 feet taller": a difference, and no height
    if not unit:
        stands_bare = not re.match(r"\s+[^\W\d_]{3,}", sentence[written.end : clause.end]) or bool(
            re.match(r"\s+(?:and|in|on|at|by|but|while|struck|hit)\b", sentence[written.end :])
        )
        measured = re.search(r"\b(?:magnitude|score|index)\b", sentence, re.I)
        return ("bare", end) if "bare" in asked.measures and stands_bare and measured else None
    if _measure(unit) not in asked.measures:
        return None
    rate = _RATE.match(sentence, end)
    return (f"{unit} a {rate['of'].lower()}", rate.end()) if rate else (unit, end)


def _is_age(sentence: str, written: Written, end: int) -> bool:
    before = sentence[max(0, written.start - 12) : written.start]
    return bool(_OLD.match(sentence, end) or _AGED.search(before))


def _measure(unit: str) -> str:
    if unit.endswith("/h"):
        return "speed"
    return next((kind for kind, scale in _SCALES.items() if unit in scale), unit)


def _unit(sentence: str, written: Written) -> tuple[str, int]:
    """Return the unit by a figure, money as money, and where its words end; "" for none."""
    if sentence[written.start] in "$£€" or written.unit == "money":
        return "money", written.end
    if currency := _CURRENCY.match(sentence, written.end):
        return "money", currency.end()
    if degrees := _DEGREES.match(sentence, written.end):
        return "temperature", degrees.end()
    following = re.match(r"[\s-]*(?:per\s+cent\b|[A-Za-z]+|%)", sentence[written.end :])
    end = written.end + (following.end() if following else 0)
    unit = written.unit or _unit_after(sentence, written.end)
    if not unit:
        return "", written.end
    speed = _AN_HOUR.match(sentence, end)
    return (f"{unit}/h", speed.end()) if unit in _METRES and speed else (unit, end)


def _unit_after(sentence: str, end: int) -> str:
    """Return the unit after "and a half", which the number itself does not know."""
    found = next(iter(numbers_in(f"2{sentence[end : end + 20]}")), None)
    return (found.unit if found else None) or ""


def _counted(asked: Asked, sentence: str, written: Written, clause: Span) -> tuple[str, int] | None:
    """Return the noun that a number counts, when it is the one asked for."""
    wanted_people = bool(set(asked.noun) & _PEOPLE)
    if _DAILY.match(sentence, written.end) and not _DAILY.search(" ".join(asked.noun)):
        return None
    noun = "people" if wanted_people else asked.noun[-1]
    rest = sentence[written.end : max(clause.end, written.end)]
    if re.search(r"\bby\s+$", sentence[: written.start]):
        rest = _FROM_BASE.sub(lambda match: " " * len(match[0]), rest)
    for word in list(re.finditer(r"[^\W\d_]+|[,.;:]", rest))[:_FOLLOWING]:
        if not word[0][0].isalpha() or word[0].lower() in _NOUN_ENDS:
            break
        if word[0][0].isupper() and asked.names.isdisjoint(terms_of(word[0])):
            return None  # "52,000 Brevard customers": a part of those that are asked about
        terms = set(terms_of(word[0]))
        if any(has_alike(mine, terms) for mine in asked.noun) or (
            wanted_people and terms & _PEOPLE
        ):
            return noun, written.end + word.end()
    before = sentence[clause.start : written.start]
    bare = re.match(r"\s*(?:[,.;:]|$|(?:in|on|at|by|after|when|as|with)\b)", rest)
    last = terms_of(before)[-2:]
    does = wanted_people and any(has_alike(verb, last) for verb in asked.verbs)
    return (noun, written.end) if bare and (_TOLL.search(before) or does) else None


def _range(sentence: str, written: Written, unit: str) -> Range:
    """Return what values a figure allows, by its precision and the words before it."""
    name, factor = unit, 1.0
    for kind, scale in _SCALES.items():
        if unit.removesuffix("/h") in scale:
            factor = scale[unit.removesuffix("/h")]
            name = "speed" if unit.endswith("/h") else kind
    low, high = written.low * factor, written.high * factor
    found = Range(low, high, name, span=written.span)
    before = sentence[max(0, written.start - 24) : written.start]
    middle = (low + high) / 2
    if written.span:
        return found
    if _FROM.search(before):
        return replace(found, high=middle * 1.5, open=True)
    if _UP_TO.search(before):
        return replace(found, low=middle / 1.5, open=True)
    if _ABOUT.search(before):
        wide = max((high - low) / 2, middle * _looseness(sentence[written.start : written.end]))
        return replace(found, low=middle - wide, high=middle + wide)
    return found


def _looseness(words: str) -> float:
    """Return by how much of itself a figure said to be about right may be off."""
    digits = len(re.sub(r"\D", "", words).strip("0"))
    return {0: 0.1, 1: 0.1, 2: 0.05}.get(digits, 0.01)

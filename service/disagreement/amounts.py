"""Amounts: the numbers of a sentence as they are written, spans of two and rounding included."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.support.numbers import Number, numbers_in

MONEY = r"dollars?|pounds?|euros?|crowns?|yen|won|yuan|rupees?|francs?|roubles?|rubles?|pesos?"
_LARGE = re.compile(r"\b(?:thousand|million|billion|trillion|bn|mn)\b", re.I)
_SIZES = re.compile(
    r"\b(?P<digits>single|double|triple)[\s-]digit\s+(?P<scale>thousands|millions|billions)\b"
    r"|\b(?P<of>tens|hundreds)\s+of\s+(?P<many>thousands|millions|billions)\b(?:\s+of\b)?", re.I,
)  # fmt: skip
_SIZE = {
    "single": (1.0, 9.9), "double": (10.0, 99.0), "triple": (100.0, 999.0), "tens": (20.0, 99.0),
    "hundreds": (200.0, 999.0),
}  # fmt: skip
_SCALE_OF = {"thousands": 1e3, "millions": 1e6, "billions": 1e9}
_HALF = re.compile(r"\s+and\s+a\s+half\b", re.I)
_TO = re.compile(r"(?P<joint>\s*(?:to|and|or|-|–)\s*)[$£€]?\s?")
_HALF_DIGIT = 0.49


@dataclass(frozen=True, slots=True)
class Written:
    """A number or a span of two as it is written, `low` and `high` with their rounding."""

    low: float
    high: float
    start: int
    end: int
    unit: str | None
    span: bool


def amounts_in(sentence: str) -> Iterator[Written]:
    """Yield the amounts of a sentence, and those of which only the size is told."""
    numbers = [number for number in numbers_in(sentence) if not _is_no_amount(sentence, number)]
    yield from _numbers(sentence, numbers)
    yield from _vague(sentence)


def _is_no_amount(sentence: str, number: Number) -> bool:
    """Tell whether a number is an ordinal, an age by a hyphen, or part of a name like A380."""
    start = _start(sentence, number)
    inside = start > 0 and (sentence[start - 1].isalnum() or sentence[start - 1] in "-#")
    return inside or bool(
        re.match(r"(?:st|nd|rd|th)\b|-(?:year|day)|[A-Za-z]", sentence[number.end :])
    )


def _vague(sentence: str) -> Iterator[Written]:
    """Yield amounts of which only the size is told: "single-digit millions"."""
    for match in _SIZES.finditer(sentence):
        low, high = _SIZE[(match["digits"] or match["of"]).lower()]
        scale = _SCALE_OF[(match["scale"] or match["many"]).lower()]
        counts = match["of"] or re.match(r"\s+(?:of\b|[a-z]{3,})", sentence[match.end() :])
        unit = None if counts else "money"
        yield Written(low * scale, high * scale, match.start(), match.end(), unit, False)


def _start(sentence: str, number: Number) -> int:
    return number.start + (sentence[number.start] == " ")


def _numbers(sentence: str, numbers: Sequence[Number]) -> Iterator[Written]:
    """Yield numbers; two that are the ends of a span ("four to five", "between 3 and 4") as one."""
    taken = False
    for number, following in pairwise([*numbers, None]):
        assert number is not None
        if taken:
            taken = False
            continue
        if following and _joined(sentence, number, following):
            taken = True
            factor = _factor(sentence, following) if _factor(sentence, number) == 1 else 1.0
            low = number.value * factor
            yield Written(
                min(low, following.value), max(low, following.value), _start(sentence, number),
                following.end, following.unit, True,
            )  # fmt: skip
            continue
        half = _HALF.match(sentence, number.end)
        slack = 0.0 if half else _slack(sentence, number)
        value = number.value + (0.5 * _factor(sentence, number) if half else 0)
        end = half.end() if half else number.end
        start = _start(sentence, number)
        yield Written(value - slack, value + slack, start, end, number.unit, False)


def _joined(sentence: str, one: Number, other: Number) -> bool:
    link = _TO.fullmatch(sentence, one.end, _start(sentence, other))
    if link is None and one.unit:  # 540 million dollars to 1.08 billion dollars
        link = re.compile(rf"\s*(?:{MONEY}|\w+)(?P<joint>\s+(?:to|and)\s+)").fullmatch(
            sentence, one.end, _start(sentence, other)
        )
    if link is None:
        return False
    lead = sentence[max(0, one.start - 12) : _start(sentence, one)].lower().rstrip(" $£€")
    joint = link["joint"].strip()
    return lead.endswith("between") if joint == "and" else not lead.endswith(("from", "by"))


def _factor(sentence: str, number: Number) -> float:
    digits = re.sub(r"[^\d.]", "", sentence[number.start : number.end]).strip(".")
    if digits and float(digits):
        return number.value / float(digits)
    scaled = _LARGE.search(sentence[number.start : number.end])
    return 1.0 if scaled is None else 1_000.0


def _slack(sentence: str, number: Number) -> float:
    """Return half of the last digit that a rounded number gives; 0 for an exact one."""
    words = sentence[number.start : number.end]
    digits = re.sub(r"[^\d.]", "", words).rstrip(".")
    if not digits or not float(digits):
        return 0.0
    scale = number.value / float(digits)
    if "." in digits:
        return float(scale * _HALF_DIGIT * 10 ** -len(digits.split(".")[1]))
    zeros = len(digits) - len(digits.rstrip("0"))
    if _LARGE.search(words) or zeros >= 2:
        return float(scale * _HALF_DIGIT * 10 ** (zeros if zeros < len(digits) else 0))
    return 0.0

"""Numbers in running text, as values with their units, so that "five thousand" is 5,000."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: float(value) for value, word in enumerate(_ONES)} | {
    word: 10.0 * (place + 2) for place, word in enumerate(_TENS)
}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "bn": 1e9, "mn": 1e6,
}  # fmt: skip
_UNITS = {
    "percent": "% percent per cent pct",
    "dollar": "$ dollar dollars",
    "pound": "£ pound pounds",
    "euro": "€ euro euros",
    "kilometre": "km kilometre kilometres kilometer kilometers",
    "metre": "m metre metres meter meters",
    "mile": "mile miles",
    "foot": "ft foot feet",
    "gram": "g gram grams gramme grammes",
    "kilogram": "kg kilo kilos kilogram kilograms",
    "tonne": "tonne tonnes ton tons",
    "second": "second seconds",
    "minute": "minute minutes",
    "hour": "hour hours",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
}
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in names.split()}
_NUMBER = re.compile(
    r"(?P<sign>[$£€])?\s?(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)"
    rf"|\b(?P<word>(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES[2:])})\b",
    re.I,
)
_OF = re.compile(r"\s+(?:out\s+)?of\s+(?:the\s+|its\s+|all\s+)?")
_AFTER = re.compile(r"[\s-]*([A-Za-z]+\.?|%)")


@dataclass(frozen=True, slots=True)
class Number:
    """A value, the unit that stands by it if any, and where it is written."""

    value: float
    unit: str | None
    start: int
    end: int


def numbers_in(text: str) -> Iterator[Number]:
    """Yield the numbers of `text`; the word "one" is none, as it often is a pronoun."""
    for match in _NUMBER.finditer(text):
        if match["digits"]:
            value = float(match["digits"].replace(",", ""))
        else:
            value = sum(_WORDS[part] for part in match["word"].lower().split("-"))
        end, following = match.end(), _AFTER.match(text, match.end())
        while following and following[1].lower() in _SCALES:
            value *= _SCALES[following[1].lower()]
            end = following.end()
            following = _AFTER.match(text, end)
        after = following[1].lower().rstrip(".") if following else ""
        unit = _UNIT_OF.get(match["sign"] or "") or _UNIT_OF.get(after)
        yield Number(value, unit, match.start(), end)


def unsupported_number(statement: str, quotes: str) -> bool:
    """Tell whether a number of `statement` is not in `quotes`, or is there for something else."""
    held, stated = list(numbers_in(quotes)), list(numbers_in(statement))
    if any(not _is_held(number, held) for number in stated):
        return True
    # "Five of the six died": whoever tells of six must tell of five.
    values = {number.value for number in stated}
    return any(
        whole.value in values and part.value not in values
        for part, whole in pairwise(held)
        if _OF.fullmatch(quotes, part.end, whole.start)
    )


def _is_held(number: Number, held: list[Number]) -> bool:
    units = {other.unit for other in held if abs(other.value - number.value) < 1e-9}
    return bool(units) and (number.unit is None or None in units or number.unit in units)

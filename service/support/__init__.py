"""Support: how well quotes bear out a statement, by its form and without a language model.

The numbers, dates and names of the statement must stand in the quotes (dates may follow from the
day of publication), nothing may be negated, turned round, unhedged or
ascribed to another; then what counts is the share of its words that the quotes hold. Scored on
eval/gold/support.jsonl by `python -m eval.tuning support`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.dates import day_of
from indexer.words import terms_of
from service.support.dates import dates_in, relative_dates, unsupported_date
from service.support.names import names_in, unsupported_name
from service.support.numbers import numbers_in, unsupported_number
from service.support.polarity import contradicts
from service.support.quoted import unsupported_quotation
from service.support.roles import exchanged
from service.support.speech import loses_speaker

MINIMUM_SUPPORT = 0.7
_ADDRESS = re.compile(r"\b(?:https?:|www\.|[\w-]+\.(?:com|org|net|io|example)\b)\S*", re.I)
_SPEECH = frozenset(
    terms_of("said says told according announced reported wrote put counted added stated called")
)
_ALIKE = (
    "died killed dead deaths", "fell dropped declined", "rose increased climbed grew",
    "freed free", "began started", "said", "percent %", "ships vessels", "big large",
    "moved moving", "toll deaths",
)  # fmt: skip
_GROUPS = tuple(frozenset(terms_of(words)) for words in _ALIKE)


@dataclass(frozen=True, slots=True)
class Ground:
    """Words that a statement rests on, with the date and the outlet they were published under."""

    words: str
    published: str | None = None
    publisher: str | None = None


def support(statement: str, grounds: Sequence[Ground]) -> float:
    """Return how much (0..1) of the statement its grounds bear out; 0 when they say otherwise."""
    quotes = [ground.words for ground in grounds]
    plain = _plain(statement)
    if not plain or not grounds:
        return 0.0
    if plain in map(_plain, quotes) and not loses_speaker(statement, quotes):
        return 1.0
    if _says_otherwise(statement, grounds):
        return 0.0
    return _covered(statement, " ".join([*quotes, *(g.publisher or "" for g in grounds)]))


def _says_otherwise(statement: str, grounds: Sequence[Ground]) -> bool:
    quotes = [ground.words for ground in grounds]
    together = " ".join(quotes)
    published = [day for ground in grounds if (day := day_of(ground.published))]
    stated, rest = dates_in(statement)
    held, _ = dates_in(together)
    held += relative_dates(together, published)
    context = " ".join(ground.publisher or "" for ground in grounds)
    return (
        unsupported_quotation(statement, together)
        or unsupported_date(stated, held, published)
        or unsupported_number(rest, together)
        or unsupported_name(rest, together, context)
        or bool(set(_ADDRESS.findall(statement)) - set(_ADDRESS.findall(together)))
        or contradicts(statement, quotes)
        or exchanged(statement, together)
        or loses_speaker(statement, quotes)
    )


def _covered(statement: str, quotes: str) -> float:
    """Return the share of the statement's terms that the quotes hold, or a word like them.

    Dates and numbers are left out, and names that the quotes hold: they were compared before. The
    first term, mostly what the statement is about, counts twice.
    """
    _, rest = dates_in(statement)
    for number in reversed(list(numbers_in(rest))):
        rest = rest[: number.start] + " " + rest[number.end :]
    held = set(terms_of(quotes))
    names = {term for name in names_in(rest) for term in terms_of(name)}
    said = [
        term
        for term in dict.fromkeys(terms_of(rest))
        if term not in _SPEECH and not (term in names and term in held)
    ]
    if not said:
        return 1.0 if set(terms_of(statement)) & held else 0.0
    counts = [2.0, *[1.0] * (len(said) - 1)]
    found = sum(n for n, term in zip(counts, said, strict=True) if _is_held(term, held))
    return found / sum(counts)


def _is_held(term: str, held: set[str]) -> bool:
    return term in held or any(term in group and held & group for group in _GROUPS)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w.,%$£€’']+", text.strip("… .").casefold())).strip(".,")

"""Agree: whether two claims can both be true, by their values alone."""

from datetime import timedelta

from indexer.words import terms_of
from service.disagreement.claim import Claim, Range, Stand
from service.disagreement.times import disjoint
from service.support.numbers import numbers_in
from service.window import Window

_YEAR = 365
_MONTH = 31


def agree(one: Claim, other: Claim) -> bool:
    """Tell whether two claims can both be true."""
    match one.value, other.value:
        case Range() as mine, Range() as theirs:
            return mine.unit != theirs.unit or mine.allows(theirs) or _sums(one, other)
        case Window() as mine, Window() as theirs:
            return not disjoint(mine, theirs) or _of_another_year(mine, theirs)
        case str() as mine, str() as theirs:
            return bool(_name_words(mine) & _name_words(theirs)) or _initials(mine, theirs)
        case Stand() as mine, Stand() as theirs:
            return mine.turns_on != theirs.turns_on or mine.holds == theirs.holds
    return True


def _of_another_year(one: Window, other: Window) -> bool:
    """Tell whether two short spans are the same days a year apart.

    "On 5 November", told before it, is read as the one that was.
    """
    spans = [(w.start, w.end) for w in (one, other) if w.start and w.end]
    if len(spans) < 2 or any((end - start).days > _MONTH for start, end in spans):
        return False
    (start, end), (first, last) = spans
    near = (timedelta(days=days) for days in (-_YEAR, _YEAR))
    return any(start + by <= last and first <= end + by for by in near)


def _sums(one: Claim, other: Claim) -> bool:
    """Tell whether two figures of one sentence make up that of the other: 3 at sea, 2 on land."""
    return _parts_of(one, other) or _parts_of(other, one)


def _parts_of(whole: Claim, parts: Claim) -> bool:
    assert isinstance(whole.value, Range)
    if whole.value.span or whole.sentence.span == parts.sentence.span:
        return False
    values = [number.value for number in numbers_in(parts.sentence.text)]
    sums = {a + b for i, a in enumerate(values) for b in values[i + 1 :]} | set(values)
    return any(whole.value.low <= value <= whole.value.high for value in sums)


def _name_words(name: str) -> set[str]:
    return {term for term in terms_of(name) if len(term) > 2}


def _initials(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short.replace(".", "") == "".join(word[0] for word in long.split() if word[0].isupper())

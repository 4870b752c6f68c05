"""Fates: what has become of those whom a figure counts: dead, hurt, safe, held, gone or missing."""

from collections.abc import Set as AbstractSet

from indexer.words import terms_of
from service.wording import kin

_FATES = tuple(
    frozenset(terms_of(group))
    for group in (
        "die dead death deaths kill killed perished bodies body",
        "hurt injured injuries wounded hospital hospitalised burned",
        "rescued saved pulled freed released safe alive survived recovered evacuated unhurt",
        "arrested detained held charged",
        "fled displaced returned restored back",
        "missing unaccounted sought searched searching trapped",
    )
)


def fates_of(terms: AbstractSet[str]) -> frozenset[int]:
    """Return the numbers of the fates that words tell of, or words alike."""
    near = frozenset(terms).union(*map(kin, terms))
    return frozenset(number for number, fate in enumerate(_FATES) if fate & near)


def of_other_fate(asked: frozenset[str], told: frozenset[str]) -> bool:
    """Tell whether words tell of other fates than are asked for: of the dead, not the missing."""
    wanted, found = fates_of(asked), fates_of(told)
    return bool(wanted and found and wanted.isdisjoint(found))

"""Words of causes: the kinds of cause, and what names an event, of English in general."""

from functools import lru_cache

from indexer.words import terms_of
from service.wording import kin_forms

_EVENTS = frozenset(terms_of("accident incident disaster event crash tragedy catastrophe"))
_FIRES = frozenset(terms_of("fire blaze blast"))
_BURN = _FIRES | frozenset(
    terms_of("burn burned burnt flames explode exploded explosion destroy destroyed damage damaged")
)
GENERAL = frozenset(
    terms_of(
        "strong high heavy low bad poor severe thick big small large great faulty old new extreme "
        "sudden major possible alleged claimed years year day days night own kind sort way use"
    )
)  # fmt: skip
_KINDS = (
    ("weather", "wind gust gale storm rain snow fog ice hail blizzard heat lightning frost "
     "hurricane cyclone mist downpour sandstorm"),
    ("sabotage", "attack bomb explosive arson"),
    ("explosion", "blast bomb"),
)  # fmt: skip
_FORMS = (("aground", "grounding"), ("explode", "explosion"), ("fail", "failure"),
          ("collide", "collision"), ("close", "closure"), ("erupt", "eruption"))  # fmt: skip


@lru_cache(4_096)
def forms(term: str) -> frozenset[str]:
    """Return the forms of a word, the noun of a verb included; no other words for it."""
    known = kin_forms(term)
    groups = (frozenset(terms_of(" ".join(group))) for group in _FORMS)
    return known.union(*(group for group in groups if group & known))


@lru_cache(4_096)
def named_by(term: str) -> frozenset[str]:
    """Return the words that name the same cause, or a cause of that kind."""
    kinds = (terms_of(f"{kind} {members}") for kind, members in _KINDS if term in terms_of(kind))
    return kin_forms(term).union(*kinds)


def events_of(asked_for: frozenset[str]) -> frozenset[str]:
    """Return the words that may stand for what is asked about; fires only where it burned."""
    return _EVENTS | _FIRES if asked_for & _BURN else _EVENTS

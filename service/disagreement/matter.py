"""Matter: whether a sentence, with what stands around it, is about what is asked."""

import calendar
import re
from functools import lru_cache

from indexer.words import terms_of
from service.disagreement.asked import Asked
from service.disagreement.claim import Sentence
from service.disagreement.speaker import speaker_of
from service.disagreement.stance import opposites_of
from service.kind import AnswerKind
from service.places import COUNTRIES, STATES
from service.wording import has_alike

_JOINED = re.compile(r"\b(?P<one>[A-Z][\w’'-]+)\s+and\s+(?P<other>[A-Z][\w’'-]+)")
_PLACE = re.compile(r"\b(?:in|at|near)\s+(?:the\s+)?(?P<place>[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)*)")
_LAND = re.compile(rf"\b(?P<place>{'|'.join(sorted(map(re.escape, COUNTRIES | STATES)))})\b")
_CALENDAR = frozenset(terms_of(" ".join([*calendar.month_name, *calendar.day_name])))
# Parts of many names: alone they tell no place from another.
_COMMON = frozenset(
    terms_of(
        "School High University College Hospital Street County City House United States North South"
    )
)
_NAMES_SHARE = 0.6
_ABOUT_SHARE = 0.5
_DATED_SHARE = 0.5
_UNTOLD_SHARE = 0.6
_STEM = 5


def fit_of(asked: Asked, sentence: Sentence) -> float | None:
    """Return how much (0..1) of the question stands in the sentence; None when too little.

    The names must stand around it, and of the other words half by it; a figure that is said to be
    put or estimated may have them around it.
    """
    names = asked.names - _COMMON or asked.names
    around = (*sentence.near_parts, sentence.passage_terms)
    if share_of_names(names, *around) < _NAMES_SHARE:
        return None
    inside = asked.names | asked.about | asked.verbs
    share = share_of(inside, sentence.terms)
    if _opposed(asked, sentence):
        return share
    if asked.kind is AnswerKind.TIME:
        return share if share >= (_DATED_SHARE if asked.verbs else _UNTOLD_SHARE) else None
    if asked.is_figure and _is_joint(asked, sentence.text):
        return None
    if asked.is_figure and _is_partial(asked, sentence.terms):
        return None
    told = asked.about | asked.verbs
    if share_of(told, sentence.around if asked.is_figure else sentence.near) < _ABOUT_SHARE:
        return None
    return share


def _is_partial(asked: Asked, terms: frozenset[str]) -> bool:
    """Tell whether a sentence names one of two that are asked about together, and not the other."""
    held = [share_of_names(name, terms) == 1.0 for name in asked.both]
    return any(held) and not all(held)


def _is_joint(asked: Asked, text: str) -> bool:
    """Tell whether a sentence joins a country that is asked about with one that is not."""
    for match in _JOINED.finditer(text):
        if match["one"] not in COUNTRIES or match["other"] not in COUNTRIES:
            continue
        known = [not asked.names.isdisjoint(terms_of(match[side])) for side in ("one", "other")]
        if any(known) and not all(known):
            return True
    return False


def _opposed(asked: Asked, sentence: Sentence) -> bool:
    if asked.kind is not AnswerKind.YES_NO:
        return False
    return not opposites_of(asked).isdisjoint(sentence.terms)


def is_of_others(asked: Asked, sentence: Sentence, clause: str) -> bool:
    """Tell whether a sentence names places other than those asked about, and none of these.

    Whoever says it does not count, nor do days.
    """
    if not asked.names or share_of_names(asked.names, sentence.terms) > 0:
        named = asked.kind is not AnswerKind.TIME or _named_or_meant(asked, clause)
        return not named
    told = speaker_of(clause, sentence.text)
    places = (*_PLACE.finditer(sentence.text), *_LAND.finditer(sentence.text))
    others = (set(terms_of(match["place"])) for match in places)
    return any(name - told - _CALENDAR for name in others)


def _named_or_meant(asked: Asked, clause: str) -> bool:
    """Tell whether a clause has a name asked about, or a subject that may stand for it."""
    if not asked.names or share_of_names(asked.names, frozenset(terms_of(clause))) > 0:
        return True
    return re.search(r"\b(?:her|his|its|their)\s+[a-z]", clause) is None


def share_of(wanted: frozenset[str], terms: frozenset[str]) -> float:
    """Return the share (0..1) of the words wanted that stand in `terms`, or a word alike."""
    return sum(has_alike(term, terms) for term in wanted) / len(wanted) if wanted else 1.0


def share_of_names(names: frozenset[str], *terms: frozenset[str]) -> float:
    """Return the share of names that stand in one of `terms`, also as the word for its people."""
    if not names:
        return 1.0
    missing = names.difference(*terms)
    stems = [name[:_STEM] for name in missing if len(name) >= _STEM]
    alike = [stem for stem in stems if any(stem in _stems(each) for each in terms)]
    return (len(names) - len(missing) + len(alike)) / len(names)


@lru_cache(4_096)
def _stems(terms: frozenset[str]) -> frozenset[str]:
    return frozenset(term[:_STEM] for term in terms)

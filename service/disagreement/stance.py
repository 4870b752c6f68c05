"""Stance: whether a sentence says that it is so, or that it is not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.sentences import Span
from indexer.words import term_of, terms_of
from service.disagreement.asked import Asked
from service.disagreement.claim import Sentence, Stand
from service.support.polarity import DENIALS, NEGATORS, PAIRS
from service.wording import has_alike, kin

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[,;:.—–]")
_BEFORE = 4
_DISPUTE_BEFORE = 8
_IN_SENTENCE = 0.3
_AROUND = 0.6
_REVERSED = ("un", "in", "im", "il", "ir", "dis", "non")
_MORE_PAIRS = (("beyond exceed exceeded crossed surpass surpassed more", "short fewer less"),)
_HEDGES = frozenset(
    "if whether may might could would should unless possibly perhaps probably likely will planned "
    "plans".split()
)
_NEITHER = frozenset({"neither", "nor"})
_PLACES = frozenset(terms_of("north south east west northern southern first last best worst"))
_DISPUTES = frozenset("challenged challenges disputed disputes doubt doubts doubted".split())


@dataclass(frozen=True, slots=True)
class Stance:
    """Where a sentence stands on what is asked, and the words that say so."""

    stand: Stand
    words: Span


def stance_of(asked: Asked, told: Sentence) -> Iterator[Stance]:
    """Yield the stances of a sentence on what is asked; none when it is hedged or not about it.

    It holds a word that is asked about, or its opposite; a negation before it turns that round.
    """
    sentence, wanted = told.text, asked.names | asked.verbs | asked.about
    if _held(wanted, told.terms) < _IN_SENTENCE or _held(wanted, told.around) < _AROUND:
        return
    words = list(_WORD.finditer(sentence))
    low = [match[0].lower().replace("’", "'") for match in words]
    for turning in sorted(_turning(asked)):
        place, holds = next(
            ((i, h) for i, word in enumerate(low) if (h := _says(turning, word)) is not None),
            (None, None),
        )
        if place is None or holds is None:
            continue
        before = _clause_before(low, place)
        if any(w in _HEDGES for w in before):
            continue
        turned = [place - len(before) + i for i, w in enumerate(before) if _negates(w)]
        start = max(0, place - _DISPUTE_BEFORE)
        turned += [i for i in range(start, place) if low[i] in _DISPUTES]
        after = [i for i in range(place + 1, min(place + 4, len(low))) if low[i] in _NEITHER]
        first, last = min([place, *turned]), max([place, *after[:1]])
        stand = Stand(turning, holds != bool(turned or after))
        yield Stance(stand, Span(words[first].start(), words[last].end()))


def _turning(asked: Asked) -> frozenset[str]:
    """Return the terms that an answer can turn on: the verb, and what has an opposite."""
    return asked.verbs | {term for term in asked.about if opposites(term) and term not in _PLACES}


def _held(wanted: frozenset[str], terms: frozenset[str]) -> float:
    held = sum(has_alike(term, terms) or not opposites(term).isdisjoint(terms) for term in wanted)
    return held / len(wanted) if wanted else 0.0


def opposites_of(asked: Asked) -> frozenset[str]:
    """Return the terms of what is the opposite of the words that a question turns on."""
    return frozenset().union(*(opposites(term) for term in asked.verbs | asked.about))


@lru_cache(4_096)
def opposites(term: str) -> frozenset[str]:
    """Return the terms of the opposites of a word, as far as they are known."""
    return frozenset().union(*(right for left, right in _pairs() if term in left))


def _says(wanted: str, word: str) -> bool | None:
    """Return whether a word says `wanted` (True), its opposite (False), or neither."""
    if not word[0].isalpha():
        return None
    term = term_of(word) or word
    if term in kin(wanted) or any(term in left for left, _ in _pairs() if wanted in left):
        return True
    if term in opposites(wanted):
        return False
    reversed_ = (word[len(p) :] for p in _REVERSED if word.startswith(p) and len(word) > len(p) + 2)
    return False if any(term_of(rest) == wanted for rest in reversed_) else None


@lru_cache(1)
def _pairs() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    known = [(" ".join(a), " ".join(b)) for a, b in PAIRS]
    known += [pair for a, b in _MORE_PAIRS for pair in ((a, b), (b, a))]
    return tuple((_keys(a), _keys(b)) for a, b in known)


def _keys(words: str) -> frozenset[str]:
    return frozenset(term_of(word) or word for word in words.split())


def _clause_before(low: list[str], place: int) -> list[str]:
    start = place
    while start > 0 and place - start < _BEFORE and low[start - 1][0].isalpha():
        start -= 1
    return low[start:place]


def _negates(word: str) -> bool:
    return word in NEGATORS or word in DENIALS or word.endswith("n't")

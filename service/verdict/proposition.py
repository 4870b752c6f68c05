"""Proposition: what a yes-or-no question puts forward, in the parts that a sentence must tell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.words import STOP_WORDS, term_of, terms_of
from service.disagreement.asked import verbs_of
from service.kind import without_true_or_false
from service.question import Question
from service.support.polarity import is_negator
from service.wording import irregular_pasts

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W_]+)*")
_BE = frozenset("is are was were".split())
_BEING = _BE | frozenset("be been being".split())
_DO = frozenset("do does did has have had can could will would should may might must".split())
_PERFECT = frozenset("has have had".split())
_GOES_ON = frozenset("when while because since after before if".split())
_DETERMINERS = frozenset("a an the any some no".split())
_PREPOSITIONS = frozenset(
    "in on at by for of to from with after before since during against over under into near as "
    "than that who which when where while because about per".split()
)
_ONLY_DOES = frozenset("manage managed".split())
_ANYONE = frozenset("anyone anybody anything someone somebody something".split())
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Proposition:
    """The parts of a question as index terms.

    `turns_on` is the word, or the words of a noun phrase, that an answer turns on; `subject` are
    the terms before it, `rest` those after it; `names` are those of either with a capital, and
    `exact` those of figures that no name holds, which the sentence itself must have. `passive`
    says that the subject has it done to it, `negated` that the question itself denies, and `ahead`
    that it is about what is to come. `words` are all its words in lower case.
    """

    turns_on: tuple[str, ...]
    subject: frozenset[str]
    rest: frozenset[str]
    names: frozenset[str]
    exact: frozenset[str]
    passive: bool
    negated: bool
    ahead: bool
    words: frozenset[str]

    @classmethod
    def of(cls, question: Question) -> "Proposition | None":
        """Return what `question` puts forward; None when its form does not tell."""
        words = WORD.findall(without_true_or_false(question.text))
        low = [word.lower().replace("’", "'") for word in words]
        support = next((i for i, word in enumerate(low) if word in _BE or word in _DO), None)
        place = _turning_place(words, low, support)
        if place is None:
            return None
        first, end = place
        start = 0 if support is None or support >= first else support + 1
        begin = start if support == 0 else 0
        turns_on = tuple(terms_of(" ".join(words[first:end])))
        subject = _terms(w for w in words[begin:first] if w.lower() not in _ANYONE) - set(turns_on)
        rest = _terms(words[end:]) - set(turns_on)
        names = {t for name in question.names for t in terms_of(name)} & (subject | rest)
        open_ = low[begin] == "there" or not _ANYONE.isdisjoint(low[begin:first])
        if not turns_on or not (subject or (open_ and rest)):
            return None
        return cls(
            turns_on=turns_on,
            subject=subject,
            rest=rest,
            names=frozenset(names),
            exact=frozenset(t for t in (subject | rest) - names if _NUMBER.match(t)),
            passive=bool(_BEING.intersection(low[:first])) and is_past(low[first]),
            negated=any(map(is_negator, low)),
            ahead=support is not None and low[support] == "will",
            words=frozenset(low),
        )


def _turning_place(
    words: Sequence[str], low: Sequence[str], support: int | None
) -> tuple[int, int] | None:
    """Return where the words stand that an answer turns on: the verb, or what somebody is."""
    first = 0 if support is None else support + 1
    verb = _verb_place(words, low, support)
    if verb is not None:
        return verb, verb + 1
    if support is None or low[support] not in _BE:
        return None
    end = next((i for i in range(first + 1, len(low)) if low[i] in _PREPOSITIONS), len(low))
    starts = [i + 1 for i in range(first + 1, end - 1) if low[i] in _DETERMINERS]
    if not starts and low[first] == "there":
        starts = [first + 1]
    start = starts[-1] if starts else end - 1
    named = any(word[0].isupper() for word in words[start:end])
    return None if named or start <= first else (start, end)


def _verb_place(words: Sequence[str], low: Sequence[str], support: int | None) -> int | None:
    first = 0 if support is None else support + 1
    does = support is not None and low[support] in _DO
    if does and first < len(words) and words[first][0].isupper():
        named = next((i for i in range(first, len(words)) if words[i][0].islower()), None)
        if named is not None and low[named] not in (*_PREPOSITIONS, "and", "or"):
            return _past_managing(low, named)
    verbs = verbs_of(" ".join(words))
    is_be = support is not None and low[support] in _BE
    perfect = support is not None and low[support] in _PERFECT
    end = next((i for i in range(first + 1, len(low)) if low[i] in _GOES_ON), len(low))
    found = [
        i
        for i in range(first + 1, end)
        if not words[i][0].isupper()
        and low[i + 1 : i + 2] != ["of"]
        and (_takes_form(low, i) if is_be or perfect else term_of(words[i]) in verbs)
    ]
    return _past_managing(low, found[0]) if found else None


def _takes_form(low: Sequence[str], place: int) -> bool:
    """Tell whether a word is a participle by its form, and no part of a noun phrase."""
    formed = is_past(low[place]) or (low[place].endswith("ing") and len(low[place]) > len("thing"))
    return formed and low[place - 1] not in _DETERMINERS


def _past_managing(low: Sequence[str], place: int) -> int | None:
    """Return the place of the verb itself: in "managed to move" of "move"."""
    if low[place] in _ONLY_DOES and low[place + 1 : place + 2] == ["to"] and place + 2 < len(low):
        return place + 2
    return None if low[place] in STOP_WORDS else place


def _terms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(terms_of(" ".join(words)))


def is_past(word: str) -> bool:
    """Tell whether a word in lower case has the form of a past or of its participle."""
    return word.endswith("ed") or word in irregular_pasts()

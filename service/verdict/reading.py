"""Reading: whether a sentence says that a proposition holds, that it does not, or neither."""

import re

from indexer.words import term_of, terms_of
from service.disagreement.claim import Sentence
from service.disagreement.speaker import speaker_of
from service.disagreement.stance import opposites
from service.support.polarity import is_negator
from service.verdict.proposition import WORD, Proposition, is_past
from service.wording import has_alike, is_light, kin

_BE = frozenset("is are was were be been being get got".split())
_HEDGES = frozenset(
    """if whether unless may might could would should can possibly perhaps probably likely unlikely
    almost nearly allegedly alleged reportedly rumoured rumored suspected suspects expected expects
    expect plans planned plan planning hopes hope hoped aims intends intend seeks sought wants
    wanted promised promises vowed threatened threatens urged asked considering proposed set due
    try tries tried trying attempt attempted attempts thinks think thought believes believe believed
    claims claimed claim insists insisted argues argued accuses accused accuse alleges suggests
    suggested forecast predicted predicts estimated will doubt doubts doubted disputed disputes
    challenged until question questions false falsely denied denies deny refuse""".split()
)
_FULFILLED = frozenset("will expected expects expect plans planned plan due set".split())
_NOT_MUCH = re.compile(
    r"\bnot\s+(?:only|just|merely|yet\s+known|all|every|always)\b|\bno\s+doubt\b", re.I
)
_EXTENT = frozenset(
    "all every everyone everybody both each only always entire whole first last never".split()
)
"""How far it reaches: of one part what is told of the whole may be wrong, and the other way."""

# "The mayor, who was not asked, opened it": what is not said of the verb.
_ASIDE = re.compile(r",\s[^,;:]{3,120},\s")
_CLAUSE = re.compile(
    r"[;:]\s+|\s+[–—]\s+|,\s+(?=(?:and|so|or)\s)|\s+(?=(?:but|while|whereas|though|although)\s)"
)
_NEITHER = frozenset({"neither", "nor"})
_MOST_MISSING = 0.25
_NAMED = re.compile(r"[A-Z][\w’'-]+")
_PRONOUN = re.compile(r"\b(?:it|he|she|they|its|his|her|their|the|this)\b", re.I)


def holds_by(proposition: Proposition, told: Sentence) -> bool | None:
    """Return whether the proposition holds by this sentence; None when it does not say."""
    if told.text.rstrip("”\"'’) ").endswith("?") or not _is_told(proposition, told):
        return None
    for clause in _CLAUSE.split(_ASIDE.sub(" ", told.text)):
        found = _said(proposition, clause, told)
        if found is not None:
            return found != proposition.negated
    return None


def _is_told(proposition: Proposition, told: Sentence) -> bool:
    """Tell whether sentence, the one before it and the headline tell all that is put forward.

    Every name must stand there, and in the sentence itself every number and half of what is left.
    """
    wanted = proposition.subject | proposition.rest
    if not proposition.names <= told.near:
        return False
    missing = [term for term in wanted if not has_alike(term, told.near)]
    plain = wanted - proposition.names
    inside = [term for term in plain if has_alike(term, told.terms)]
    return (
        len(missing) <= _MOST_MISSING * len(wanted)
        and 2 * len(inside) >= len(plain)
        and all(_holds_figure(figure, told) for figure in proposition.exact)
    )


def _holds_figure(figure: str, told: Sentence) -> bool:
    """Tell whether a sentence holds a figure; a year may be that of its publication."""
    if figure in told.terms:
        return True
    year = told.published.year if told.published else 0
    return figure == str(year - 1 if "last year" in told.text.lower() else year)


def _said(proposition: Proposition, clause: str, told: Sentence) -> bool | None:
    """Return what a clause says of the word in question; None without it, or when in doubt."""
    words = [match[0] for match in WORD.finditer(clause)]
    low = [word.lower().replace("’", "'") for word in words]
    place, turned = _place(proposition, low)
    if place is None or _NOT_MUCH.search(clause):
        return None
    hedges = _HEDGES - proposition.words - (_FULFILLED if proposition.ahead else frozenset())
    around = [*low[:place], *low[place + 1 : place + 3]]
    if hedges.intersection(around) or not proposition.words & _EXTENT <= set(low):
        return None
    turns = sum(is_negator(word) for word in low[:place])
    after = low[place + 1 : place + 4]
    turns += any(word in _NEITHER for word in after) or "no" in after[:1]
    if turns > 1 or not _is_of(proposition, words, low, place, told):
        return None
    return (turns + turned) % 2 == 0


def _place(proposition: Proposition, low: list[str]) -> tuple[int | None, bool]:
    """Return where the word that it turns on stands, and whether it is its opposite."""
    terms = [term_of(word) or word for word in low]
    key = proposition.turns_on[-1]
    if not all(has_alike(term, terms) for term in proposition.turns_on[:-1]):
        return None, False
    alike = {term for term in kin(key) if term == key or not is_light(term)}
    for place, term in enumerate(terms):
        if term in alike:
            return place, False
    for place, term in enumerate(terms):
        if term in opposites(key):
            return place, True
    return None, False


def _is_of(
    proposition: Proposition, words: list[str], low: list[str], place: int, told: Sentence
) -> bool:
    """Tell whether the clause says it of the subject, and of nobody else.

    In the same voice the subject stands before the word, in the other voice behind it. Where it
    stands in the sentence before, nothing else with a name may be in its place.
    """
    done = is_past(low[place])
    passive = done and not _BE.isdisjoint(low[max(0, place - 3) : place])
    same_voice = passive == proposition.passive or not done
    spoken = speaker_of(" ".join(words), told.text)
    side = frozenset(terms_of(" ".join(words[:place] if same_voice else words[place + 1 :])))
    side -= spoken
    if not proposition.subject or any(has_alike(term, side) for term in proposition.subject):
        return proposition.names & proposition.subject <= side | told.near
    known = proposition.subject | proposition.rest
    others = [w for w in words[1:place] if _NAMED.fullmatch(w) and term_of(w) not in known]
    return same_voice and not others and _PRONOUN.search(" ".join(low[:place])) is not None

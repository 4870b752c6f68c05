"""Contradiction by form: a negation, an opposite, a lost hedge or exchanged parts."""

import re
from collections.abc import Iterator, Sequence

from indexer.words import term_of

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[,;:.—–]")
NEGATORS = frozenset(
    "not never no none nor neither without cannot hardly barely scarcely nobody nothing".split()
)
DENIALS = frozenset(
    "denied denies deny denying rejected rejects reject refused refuses refuse refuted disputed "
    "disputes dismissed dismisses declined failed fails".split()
)
_SCOPE = 4
_OPPOSITES: tuple[tuple[str, str], ...] = (
    ("rose rise rises rising increased increase increases grew climbed gained up higher",
     "fell fall falls falling fallen decreased decrease dropped drop shrank declined lost lower"),
    ("won win wins winning", "lost lose loses losing"),
    ("confirmed confirm confirms admitted acknowledged", "denied deny denies rejected disputed"),
    ("success successful succeeded", "failure failed unsuccessful"),
    ("majority", "minority"),
    ("guilty convicted", "innocent acquitted cleared"),
    ("killed died dead die death deaths dying", "survived alive survivors survive unhurt"),
    ("open opened opens reopen reopened", "close closed closes shut"),
    ("strengthened strengthen stronger", "weakened weaken weaker"),
    ("accepted accept accepts agreed approved", "refused rejected declined turned"),
    ("longer long lengthened", "shorter short shortened"),
    ("more over above exceeded least", "fewer less under below"),
    ("before", "after"),
    ("arrived arrive arriving", "left leave leaving departed"),
    ("larger bigger largest biggest", "smaller smallest"),
    ("earlier earliest", "later latest"),
    ("hired appointed joined", "fired dismissed sacked resigned quit"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("legal lawful", "illegal unlawful"),
    ("support supports supported backed", "oppose opposes opposed"),
    ("begin began begins started start", "ended end ends ending finished"),
    ("best", "worst"),
    ("first", "last"),
    ("buy bought buys", "sell sold sells"),
)  # fmt: skip
PAIRS = tuple(
    (frozenset(a.split()), frozenset(b.split()))
    for one, other in _OPPOSITES
    for a, b in ((one, other), (other, one))
)
_HEDGES = frozenset(
    """may might could would should if unless whether possibly perhaps probably likely allegedly
    alleged reportedly suspected suspects expected expects expect plans planned aims hopes promised
    promises intends seeks thinks think thought believes believe believed claims claimed argues
    argued accused accuses suggests suggested forecast predicted predicts estimated will""".split()
)  # fmt: skip
_CLAUSE = re.compile(
    r"[,;:—–]\s|\b(?=(?:if|unless|that|and|but|while|because|whether|which|who)\s)"
)


def contradicts(statement: str, quotes: Sequence[str]) -> bool:
    """Tell whether `statement` says other than `quotes`, as far as form tells."""
    said, held = _tokens(statement), [token for quote in quotes for token in _tokens(quote)]
    return (
        _negated_otherwise(said, held)
        or _opposed(set(said), set(held))
        or any(_lost_hedge(said, quote) for quote in quotes)
    )


def _tokens(text: str) -> list[str]:
    return [token.lower().replace("’", "'") for token in _TOKEN.findall(text)]


def is_negator(token: str) -> bool:
    """Tell whether a word in lower case denies what it governs."""
    return token in NEGATORS or token in DENIALS or token.endswith("n't")


def _terms(tokens: Sequence[str]) -> list[str]:
    return [term for token in tokens if token[0].isalnum() and (term := term_of(token))]


def _scopes(tokens: list[str]) -> Iterator[list[str]]:
    """Yield the terms that each negator governs: the next few, its own sentence only."""
    for place, token in enumerate(tokens):
        if is_negator(token):
            rest = tokens[place + 1 :]
            end = rest.index(".") if "." in rest else len(rest)
            yield _terms(rest[:end])[:_SCOPE]


def _negated_otherwise(said: list[str], held: list[str]) -> bool:
    mine, theirs = list(_scopes(said)), list(_scopes(held))
    negated_here = {term for scope in mine for term in scope}
    negated_there = {term for scope in theirs for term in scope}
    if any(scope and not set(scope) & negated_there for scope in mine):
        return True
    stated = set(_terms(said))
    return any(set(scope) & stated and not set(scope) & negated_here for scope in theirs)


def _opposed(said: set[str], held: set[str]) -> bool:
    return any(said & mine and not held & mine and held & theirs for mine, theirs in PAIRS)


def _lost_hedge(said: list[str], quote: str) -> bool:
    """Tell whether a clause of the quote that is told again was hedged there and is not here."""
    if any(token in _HEDGES for token in said):
        return False
    stated = set(_terms(said))
    for clause in _CLAUSE.split(quote):
        tokens = _tokens(clause)
        hedges = [token for token in tokens if token in _HEDGES]
        content = {term for token in tokens if token not in _HEDGES for term in _terms([token])}
        if hedges and content and 2 * len(content & stated) >= len(content):
            return True
    return False

"""Wording: words that say the same in news English, and the clauses of a sentence."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from indexer.sentences import Span
from indexer.words import terms_of

# Forms that the stemmer does not bring together.
_IRREGULAR = (
    "begin began begun", "bring brought", "build built", "burn burnt", "buy bought", "catch caught",
    "come came", "draw drew drawn", "drive drove driven", "fall fell fallen", "feed fed",
    "fight fought", "find found", "fly flew flown", "give gave given", "go went gone",
    "grow grew grown", "have has had", "hide hid hidden", "hold held", "keep kept",
    "know knew known", "lay laid", "lead led", "leave left", "lend lent", "lose lost",
    "make made", "mean meant", "meet met", "pay paid", "rise rose risen", "run ran", "see saw seen",
    "sell sold", "send sent", "shoot shot", "shrink shrank shrunk", "sink sank sunk", "sit sat",
    "speak spoke spoken", "spend spent", "stand stood", "steal stole stolen",
    "strike struck", "swim swam", "take took taken", "teach taught", "tell told",
    "think thought", "throw threw thrown", "win won", "write wrote written", "blow blew blown",
    "break broke broken", "choose chose chosen", "die died death dead", "hurt hurt", "hit hit",
    "put put", "set set", "shut shut", "split split", "spread spread", "destroy destruction",
    "lose loss losses", "responsible responsibility", "warm warmer warmest", "hot hotter hottest",
    "high higher highest", "low lower lowest", "large larger largest", "tall taller tallest",
)  # fmt: skip
# Words that news writers use for one another when they tell of the same thing.
_ALIKE = (
    "die kill death dead toll perish fatality fatal victim",
    "hurt injure injured injury wound casualty",
    "cost price pay bill spend worth budget expense",
    "destroy raze wreck ruin devastate", "find discover recover locate",
    "begin start open launch", "end finish close conclude", "win gain take secure",
    "build construct erect", "rebuild restore repair reconstruct renovate",
    "march demonstrate protest rally attend", "arrest detain seize",
    "buy acquire purchase", "sell offload", "leave depart quit", "hit strike collide",
    "crash collapse fall", "own hold control", "last continue", "cut axe shed slash",
    "fly travel cover", "run go travel", "weigh weight", "reach arrive",
    "blow destroy explode attack bomb", "blame responsible cause fault accuse",
    "enter join", "reopen open", "lift blast launch", "land touch arrive",
    "appoint elect choose", "earn profit make", "buy order", "raise increase",
    "plan intend aim", "missing unaccounted sought", "displace evacuate",
    "rise climb increase grow", "drop decline fall", "queue backlog jam line",
    "cloud plume column", "volcano eruption", "earthquake quake shock tremor", "river water sea",
    "flood deluge", "loss damage claim", "owe liability damages", "warm hot heat",
    "beyond exceed above over cross past", "company firm",
    "world earth globe planet", "ship vessel boat",
)  # fmt: skip
# What the words on the right tell too, but not the other way round: "lost" may be "killed".
_WIDER = {"lose": "die kill destroy burn", "burn": "destroy"}
_LIGHT = frozenset(
    terms_of("take do make get go have give become happen fear think believe expect estimate put")
)
_PUT_AT = re.compile(
    r"\b(?:puts?|gave|gives?|given|estimate[sd]?|measure[sd]?|calculate[sd]?|reckon(?:s|ed)?|arrived|"
    r"came|comes|totall?ed|stands?|stood|revised|set|credit(?:s|ed))\b(?:[\s,]+[\w’'-]+){0,5}?,?\s+"
    r"(?:at|as|to|of|was|is|with)\s+(?:[a-z]+\s+){0,3}[$£€]?$"
)
_COORDINATE = r"[,;:]\s+|\s+[–—-]\s+|\s+(?=(?:and|but|while|whereas|though|although)\s)"
_CLAUSE = re.compile(
    rf"{_COORDINATE}|\s+(?=(?:after|before|because|since|which|who|when|where|until)\s)"
)
_STATEMENT = re.compile(_COORDINATE)


def has_alike(term: str, terms: Iterable[str]) -> bool:
    """Tell whether one of `terms` says the same as `term`."""
    return not kin(term).isdisjoint(terms)


def is_light(term: str) -> bool:
    """Tell whether a verb says too little to tell one matter from another."""
    return not kin_forms(term).isdisjoint(_LIGHT)


def reports_figure(before: str) -> bool:
    """Tell whether the words before a figure say that it was put there: "put the toll at"."""
    return _PUT_AT.search(before) is not None


@lru_cache(4_096)
def kin(term: str) -> frozenset[str]:
    """Return the index terms that say the same as `term`, itself included."""
    forms = kin_forms(term)
    near = forms.union(*(group for group in _groups() if forms & group))
    wider = (wide for narrow, wide in _wider() if forms & narrow)
    near = near.union(*wider)
    return near.union(*(group for group in _forms() if group & near))


@lru_cache(4_096)
def kin_forms(term: str) -> frozenset[str]:
    """Return the forms of one word as index terms, itself included."""
    return frozenset({term}).union(*(group for group in _forms() if term in group))


def clauses(sentence: str) -> list[Span]:
    """Return the clauses of a sentence, as far as its punctuation and conjunctions tell."""
    return _cut(_CLAUSE, sentence)


def statements(sentence: str) -> list[Span]:
    """Return the main clauses of a sentence, each with what hangs on it."""
    return _cut(_STATEMENT, sentence)


def around(parts: Iterable[Span], place: int) -> Span:
    """Return the one of `parts` that holds `place`."""
    return next(part for part in parts if part.start <= place < part.end)


def _cut(pattern: re.Pattern[str], sentence: str) -> list[Span]:
    cuts = [match.end() for match in pattern.finditer(sentence)]
    edges = [0, *cuts, len(sentence)]
    return [Span(a, b) for a, b in pairwise(edges) if a < b]


def words_of(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of `text`."""
    return re.finditer(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)


@lru_cache(1)
def irregular_pasts() -> frozenset[str]:
    """Return the past forms that do not end in "ed"."""
    return frozenset(form for group in _IRREGULAR for form in group.split()[1:])


@lru_cache(1)
def _forms() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(terms_of(group)) for group in _IRREGULAR)


@lru_cache(1)
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(terms_of(group)) for group in _ALIKE)


@lru_cache(1)
def _wider() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    return tuple((kin_forms(terms_of(w)[0]), frozenset(terms_of(v))) for w, v in _WIDER.items())

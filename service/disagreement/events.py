"""Events: figures of another disaster that is told of beside the one that is asked about."""

import re
from collections.abc import Iterator

_STORM = r"(?:Hurricane|Tropical\s+Storm|Storm|Cyclone|Typhoon)"
_NAMED = re.compile(
    rf"\b{_STORM}\s+(?P<storm>[A-Z][\w’'-]+)|\b(?P<fire>[A-Z][\w’'-]+)\s+(?:Wild|wild)?(?:Fire|fire)\b"
)
_FIRES = re.compile(
    r"\b(?:\d[\d,]*|several|many|dozens\s+of|hundreds\s+of|all|other)\s+(?:\w+\s+){0,2}(?:wild)?fires\b",
    re.I,
)
_KINDS = {
    "storm": "hurricane storm cyclone typhoon",
    "tornado": "tornado twister",
    "flood": "flood flooding",
    "quake": "earthquake quake tremor",
    "fire": "fire wildfire blaze",
    "slide": "landslide mudslide avalanche",
    "blast": "explosion blast",
    "crash": "crash collision derailment",
    "shooting": "shooting gunman",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_KIND = re.compile(rf"\b(?P<kind>{'|'.join(_KIND_OF)})(?:e?s|ing)?\b", re.I)
# One may bring the other, and its dead are counted with it.
_BRINGS = frozenset(
    frozenset(pair.split("-"))
    for pair in (
        "storm-tornado storm-flood storm-slide flood-slide quake-slide quake-fire quake-flood "
        "fire-blast crash-fire crash-blast storm-fire storm-crash quake-blast fire-slide"
    ).split()
)


def is_of_another_event(question: str, text: str, start: int, title: str | None = None) -> bool:
    """Tell whether the figure that stands at `start` of a sentence is of another event.

    So it is beside another name of a storm or a fire, as the sum of many fires where one is asked
    about, and after the word for another kind of disaster that does not come with the one asked
    about. Where the sentence has no such name, those of the article's headline count.
    """
    asked = set(_names(question))
    told = set(_names(text)) or set(_names(title or ""))
    if asked and told and asked.isdisjoint(told):
        return True
    if any(match["fire"] for match in _NAMED.finditer(question)) and _FIRES.search(text):
        return True
    wanted = set(_kinds(question))
    last = next(reversed(list(_kinds(text[:start]))), None)
    if not wanted or last is None or last in wanted:
        return False
    return not any(frozenset((kind, last)) in _BRINGS for kind in wanted)


def _names(text: str) -> Iterator[str]:
    for match in _NAMED.finditer(text):
        yield (match["storm"] or match["fire"]).removesuffix("'s").removesuffix("’s").casefold()


def _kinds(text: str) -> Iterator[str]:
    return (_KIND_OF[match["kind"].lower()] for match in _KIND.finditer(text))

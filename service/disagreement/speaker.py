"""Speaker: whose word a claim is, where its clause says so."""

import re

from indexer.words import terms_of

_SPEECH = (
    r"said|says|say|told|tells|estimate[sd]?|put|puts|gave|gives|reckon(?:s|ed)?|th(?:inks?|ought)|"
    r"insist(?:s|ed)?|maintain(?:s|ed)?|argue[sd]?|wrote|calculated|measured|expect(?:s|ed)|"
    r"doubt(?:s|ed)?|report(?:s|ed)|claim(?:s|ed)|found|announced|counted|believe[sd]?|warned|"
    r"arrived|came|denie[sd]|rejected|replied|promised|acknowledged|spoke"
)
_BEFORE = re.compile(
    rf"(?P<who>(?:[\w’'.-]+\s+){{0,4}}(?!(?:is|are|was|were|be|been|to|it|he|she|they|which|who)\b)"
    rf"[\w’'.-]+?),?\s+(?:has\s+|have\s+|had\s+|also\s+|now\s+)*(?:{_SPEECH})\b"
)
_ACCORDING = re.compile(r"\baccording\s+to\s+(?P<who>(?:[\w’'.-]+\s*){1,4})", re.I)
_SAID_BY = re.compile(r",\s+(?P<who>(?:[\w’'.-]+\s+){1,4}?)(?:said|says|reported)\b")
_NAMED = re.compile(r"[A-Z][a-z]|[A-Z]{2}|[a-z]{4}")
_DISTANT = re.compile(
    r"\bhad\s+(?:\w+\s+)?\w+|\b(?:replaced|revised|earlier|previous(?:ly)?|initial(?:ly)?|first)\b|"
    r"\bthan\s+th(?:e|at|ose)\b|\banother\b",
    re.I,
)


def speaker_of(clause: str, sentence: str) -> frozenset[str]:
    """Return the terms of whoever is said to say it; none where the outlet itself does."""
    found = (
        _ACCORDING.search(sentence), _BEFORE.search(clause), _SAID_BY.search(sentence),
        _BEFORE.match(sentence),
    )  # fmt: skip
    who = (match["who"] for match in found if match and _NAMED.search(match["who"]))
    return frozenset(terms_of(next(who, "")))


def is_distant(sentence: str) -> bool:
    """Tell whether a sentence tells a figure as one of before, or of another."""
    return _DISTANT.search(sentence) is not None or bool(speaker_of(sentence, sentence))

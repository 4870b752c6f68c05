"""Exchanged parts: who did it in the statement, against who did it in the quotes."""

import re
from collections.abc import Iterator

from indexer.words import term_of

_APPOSITIVE = re.compile(r",[^,]{3,60},(?=\s+[a-z])")
_NAME = (
    r"(?!(?:The|A|An|This|That|It|He|She|They|His|Her|Its|Their|In|On|At)\b)"
    r"[A-Z][\w’-]+(?:\s+(?:(?:of|the|al|de|van|von|bin)\s+)?[A-Z][\w’-]+)*"
)
_AGENT = re.compile(
    rf"(?P<name>{_NAME})\s+(?:(?:has|have|had|will|would|could|may|might|also|then)\s+)*"
    r"(?P<verb>[a-z]{3,})"
)
_NOT_VERBS = frozenset(
    """and but for from the was were are has had have with that who which into over after before
    about under during because while when where than then also said says""".split()
)


def exchanged(statement: str, quotes: str) -> bool:
    """Tell whether a name does what another name does in `quotes`, though it is there too."""
    theirs = dict[str, set[str]]()
    for name, verb in _agents(quotes):
        theirs.setdefault(verb, set()).add(name)
    held = quotes.casefold()
    return any(
        verb in theirs
        and not any(_same(name, other) for other in theirs[verb])
        and name.split()[-1].casefold() in held
        for name, verb in _agents(statement)
    )


def _agents(text: str) -> Iterator[tuple[str, str]]:
    for match in _AGENT.finditer(_APPOSITIVE.sub("", text)):
        verb = match["verb"]
        term = None if verb in _NOT_VERBS else term_of(verb)
        if term:
            yield match["name"], term


def _same(one: str, other: str) -> bool:
    shared = set(one.casefold().split()) & set(other.casefold().split())
    return bool(shared - {"the", "of"})

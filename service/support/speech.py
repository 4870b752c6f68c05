"""Whose word it is: what somebody said must not become what the article says."""

import re
from collections.abc import Iterator, Sequence

from indexer.words import terms_of

_MARKS = re.compile(r"[“\"«][^”\"»]*[”\"»]?")
_SPEAKS = re.compile(
    r"\b(?:said|says|say|saying|told|tells|tell|wrote|writes|according|called|calls|calling|described|"
    r"describes|argued|argues|claimed|claims|insisted|insists|warned|warns|added|adds|stated|states|"
    r"announced|tweeted|posted|asked|believes?|believed|thinks?|thought|suggested|suggests|quoted|"
    r"put|promised|vowed|urged|complained|praised|criticised|criticized|denounced|accused|opinion|view|"
    r"in\s+the\s+words|demanded|demands|hoped|hopes|wants?|wanted|denied|denies|expressed)\b",
    re.I,
)
_OUGHT = re.compile(r"\b(?:should|must|ought|deserves?|needs?\s+to)\b", re.I)
_FEWEST_WORDS = 4


def loses_speaker(statement: str, quotes: Sequence[str]) -> bool:
    """Tell whether a statement asserts what its quotes put in somebody's mouth.

    So it is when most of it stands in quotation marks there and neither marks nor a word of saying
    is here, or when it says what ought to be, where there somebody says so.
    """
    if _SPEAKS.search(statement) or _MARKS.search(statement):
        return False
    said = set(terms_of(statement))
    if any(2 * len(said & words) >= len(said) for words in _spoken(quotes)):
        return True
    held = [quote for quote in quotes if _OUGHT.search(quote)]
    ought = bool(held) and _OUGHT.search(statement) is not None
    return ought and all(_SPEAKS.search(quote) for quote in held)


def _spoken(quotes: Sequence[str]) -> Iterator[set[str]]:
    """Yield the terms of longer words in quotation marks; a few may be a name or irony."""
    for quote in quotes:
        for match in _MARKS.finditer(quote):
            if len(match[0].split()) >= _FEWEST_WORDS:
                yield set(terms_of(match[0]))

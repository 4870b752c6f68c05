"""Words in quotation marks: they must stand in the quotes exactly as they are."""

import re
from collections.abc import Iterator

_SPANS = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|‘([^‘’]{3,})’(?!\w)")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def unsupported_quotation(statement: str, quotes: str) -> bool:
    """Tell whether words in quotation marks in `statement` are not those of `quotes`.

    Spaces, the form of the marks and the punctuation at the end do not count.
    """
    held = _plain(quotes)
    return any(_plain(words).strip(" .,!?…") not in held for words in _quoted(statement))


def _quoted(text: str) -> Iterator[str]:
    for match in _SPANS.finditer(text):
        yield next(filter(None, match.groups()))


def _plain(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT).split())

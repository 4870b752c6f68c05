"""Characters: what prints nothing goes, what joins letters stays, one form for each letter."""

import re
import unicodedata

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad"
    r"\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
# Joiners shape words in Persian and the scripts of India, and make one emoji of several.
_JOINER = re.compile("[\u200c\u200d]")
_LATIN = r"\x00-\u02ff\s\u200c\u200d"
_STRAY_JOINERS = re.compile(
    rf"[\u200c\u200d]{{2,}}|(?<![^{_LATIN}])[\u200c\u200d]|[\u200c\u200d](?![^{_LATIN}])"
)
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_ODD_SPACES = re.compile(r"  |[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ROUNDS = 3


def printable(text: str) -> str:
    """Return `text` without control and bidirectional characters and unpaired surrogates.

    Joiners stay where they stand between letters that they can join.
    """
    text = _CONTROL.sub("", text)
    return _STRAY_JOINERS.sub("", text) if _JOINER.search(text) else text


def paragraphs(text: str) -> list[str]:
    """Return the lines of `text` that hold something: Unicode NFC, single spaces."""
    text = _normalised(printable(_BREAKS.sub("\n", text)))
    if _ODD_SPACES.search(text):
        text = _SPACES.sub(" ", text)
    return [bare for line in text.split("\n") if (bare := line.strip())]


def _normalised(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    if not _JOINER.search(text):
        return text
    for _ in range(_ROUNDS):  # composing letters can leave a joiner astray, and the other way
        settled = unicodedata.normalize("NFC", _tidied(text))
        if settled == text:
            return text
        text = settled
    return unicodedata.normalize("NFC", _JOINER.sub("", text))


def _tidied(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _STRAY_JOINERS.sub("", "\n".join(lines))

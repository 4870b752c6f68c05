"""Names that a statement uses, against those that its quotes and their outlet hold."""

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\.?|[^\W\d_][\w’'&-]*")
_STARTS = re.compile(r"(?:^|[.!?:]\s+|[“\"]\s?)$")
_POSSESSIVE = re.compile(r"['’]s?$")
_DEMONYM_ENDINGS = frozenset(["", "s", "n", "an", "ian", "ese", "ish", "i", "ic", "er", "ers"])
_REPORTS = (
    "said says told tells thinks thought wrote writes put denied believes claims claimed announced"
    " warned counted reported added estimated"
).split()
_NOT_NAMES = frozenset(
    """i the a an in on at it he she they we and but or for from by with as if when while after
    before this that these those there his her its their our no not yes so then also still now mr
    mrs ms dr""".split()
)  # fmt: skip


def unsupported_name(statement: str, quotes: str, context: str) -> bool:
    """Tell whether a name of `statement` is neither in `quotes` nor in `context`."""
    held = {_bare(word) for word in _WORD.findall(f"{quotes} {context}")}
    initials = set(_initials(quotes)) | set(_initials(context))
    short = {word.replace(".", "") for word in _WORD.findall(f"{quotes} {context}")}
    spelt_out = {word for name in _names_with_initials(statement, short) for word in name.split()}
    return any(
        not _is_held(word, held, initials) for word in names_in(statement) if word not in spelt_out
    )


def names_in(text: str) -> Iterator[str]:
    """Yield the words of `text` that are names by their capitals."""
    words = list(_WORD.finditer(text))
    for place, match in enumerate(words):
        word = match[0]
        if not word[0].isupper() or _bare(word) in _NOT_NAMES or len(word.strip(".")) < 2:
            continue
        following = words[place + 1][0] if place + 1 < len(words) else ""
        if not _STARTS.search(text, 0, match.start()) or _starts_as_name(word, following):
            yield word


def _starts_as_name(word: str, following: str) -> bool:
    """Tell whether the first word of a sentence is a name, by its form and what follows."""
    return (
        (len(word) > 1 and word.isupper())
        or bool(_POSSESSIVE.search(word))
        or following in _REPORTS
        or (following[:1].isupper() and not following.isupper())
    )


def _is_held(word: str, held: set[str], initials: set[str]) -> bool:
    bare = _bare(word)
    if bare in held or word.replace(".", "") in initials:
        return True
    if all(part in held for part in bare.split("-") if part):
        return True
    return any(_same_people(bare, other) for other in held if other[:3] == bare[:3])


def _same_people(one: str, other: str) -> bool:
    """Tell whether one word is the other's demonym: Russia, Russian; China, Chinese."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return False
    stem = short.rstrip("aeiouy") if len(short) > 4 else short
    return long.startswith(stem) and len(stem) >= 4 and long[len(stem) :] in _DEMONYM_ENDINGS


def _initials(text: str) -> Iterator[str]:
    """Yield "UN" for United Nations."""
    for run in re.finditer(r"[A-Z][\w’'-]+(?:\s+(?:of\s+|the\s+|for\s+)?[A-Z][\w’'-]+)+", text):
        yield "".join(word[0] for word in run[0].split() if word[0].isupper())


def _names_with_initials(text: str, short: set[str]) -> Iterator[str]:
    """Yield names of `text` whose initials are among `short`."""
    for run in re.finditer(r"[A-Z][\w’'-]+(?:\s+(?:of\s+|the\s+|for\s+)?[A-Z][\w’'-]+)+", text):
        if "".join(word[0] for word in run[0].split() if word[0].isupper()) in short:
            yield run[0]


def _bare(word: str) -> str:
    folded = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).casefold()
    return "".join(letter for letter in folded if letter.isalnum() or letter in "-&")

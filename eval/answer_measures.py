"""Measures of an answer's words against the gold answers.

Where a question has no gold answer, or none of which a word is left once it is normalised, the
measures return None: undefined is unscored, never zero.
Normalisation, exact match and F1 are those of SQuAD: Rajpurkar et al., SQuAD: 100,000+ Questions
for Machine Comprehension of Text, EMNLP 2016, and the official script `evaluate-v2.0.py`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
# At most three digits: "in [2022]" is an editor's insertion, not a citation.
_MARKERS = re.compile(r"\s*\[\d{1,3}(?:\s*,\s*\d{1,3})*\]")
_WORD_BREAKS = "\u2014\u2015\u2026"  # em dash, horizontal bar, ellipsis: they part words


class _WithoutPunctuation(dict[int, str | int | None]):
    """A table for str.translate that drops punctuation and symbols, learnt as they turn up."""

    def __missing__(self, code: int) -> str | int | None:
        dropped = unicodedata.category(chr(code))[0] in "PS"
        self[code] = kept = None if dropped else code
        return kept


_PUNCTUATION = _WithoutPunctuation({ord(mark): " " for mark in _WORD_BREAKS})


def normalise(text: str) -> str:
    """Return `text` in lower case, without punctuation and a/an/the, words parted by one space.

    On ASCII this is SQuAD's normalisation. Beyond it, all Unicode punctuation and symbols go
    (curly quotes, en dashes, currency signs), and a mark that parts words becomes a space.
    """
    bare = unicodedata.normalize("NFC", text).lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def needles(answers: Iterable[str]) -> tuple[str, ...]:
    """Return the normalised `answers`, without those of which nothing is left, as SQuAD does."""
    return tuple(filter(None, map(normalise, answers)))


def holds(normalised: str, needle: str) -> bool:
    """Return whether `normalised` text contains the normalised `needle` as whole words."""
    return f" {needle} " in f" {normalised} "


def without_markers(text: str) -> str:
    """Return `text` without citation markers such as [1] or [2, 3]."""
    return _MARKERS.sub("", text)


def length_in_words(text: str) -> int:
    """Return how many words `text` has, markers not counted."""
    return len(without_markers(text).split())


def exact_match(text: str, answers: Sequence[str]) -> float | None:
    """Return 1 when `text` equals one of `answers` after normalisation, else 0."""
    wanted = needles(answers)
    if not wanted:
        return None
    return float(normalise(without_markers(text)) in wanted)


def token_f1(text: str, answers: Sequence[str]) -> float | None:
    """Return the F1 of the words that `text` shares with the best matching of `answers`."""
    wanted = needles(answers)
    if not wanted:
        return None
    given = normalise(without_markers(text)).split()
    return max(_f1(given, needle.split()) for needle in wanted)


def contained(text: str, answers: Sequence[str], words: int | None = None) -> float | None:
    """Return 1 when the first `words` words of `text` (None: all) contain one of `answers`.

    Both are normalised, markers are not counted as words, and only whole words match.
    """
    wanted = needles(answers)
    if not wanted:
        return None
    start = normalise(" ".join(without_markers(text).split()[:words]))
    return float(any(holds(start, needle) for needle in wanted))


def all_contained(text: str, answers: Sequence[str]) -> float | None:
    """Return 1 when `text` contains every one of `answers`: all sides of a conflict are told."""
    wanted = needles(answers)
    if not wanted:
        return None
    whole = normalise(without_markers(text))
    return float(all(holds(whole, needle) for needle in wanted))


def _f1(given: list[str], wanted: list[str]) -> float:
    common = (Counter(given) & Counter(wanted)).total()
    if not common:
        return 0.0
    precision, recall = common / len(given), common / len(wanted)
    return 2 * precision * recall / (precision + recall)

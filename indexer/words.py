"""Text to index terms: lower case, numbers kept whole, accents folded, English stems."""

import re
import threading
import unicodedata
from functools import lru_cache
from itertools import chain

import Stemmer

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")

TOKENISER = "english-1"
"""Names what `terms_of` does. Change it whenever the terms of any text change: generations
derived under another name are derived anew."""

STOP_WORDS = frozenset(
    """a about after again against all also am an and any are aren't as at be because been before
    being below between both but by can can't cannot could couldn't did didn't do does doesn't
    doing don't down during each few for from further had hadn't has hasn't have haven't having he
    her here hers herself him himself his how i if in into is isn't it its itself just let many me
    more most much my myself no nor not of off on once only or other our ours ourselves out over
    own same she should shouldn't so some such than that the their theirs them themselves then
    there these they this those through to too under until up very was wasn't we were weren't what
    when where which while who whom whose why will with won't would wouldn't you your yours
    yourself""".split()
)

_CHUNKS_KEPT = 100_000
_LONGEST_KEPT = 40

_local = threading.local()


class _Chunks(dict[str, tuple[str, ...]]):
    """The terms of stretches without white space, remembered: the same ones come all the time.

    No token crosses white space, so the terms of a text are those of its stretches.
    """

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        terms = tuple(filter(None, map(term_of, _TOKEN.findall(chunk))))
        if len(chunk) <= _LONGEST_KEPT:
            if len(self) >= _CHUNKS_KEPT:
                self.clear()
            self[chunk] = terms
        return terms


_chunks = _Chunks()


def terms_of(text: str) -> list[str]:
    """Return the index terms of `text` in order, stop words left out."""
    return list(chain.from_iterable(map(_chunks.__getitem__, text.split())))


@lru_cache(maxsize=16_384)
def sentence_terms(sentence: str) -> tuple[str, ...]:
    """Return what `terms_of` does, for words that several parts of an answer look at."""
    return tuple(terms_of(sentence))


@lru_cache(maxsize=200_000)
def term_of(token: str) -> str | None:
    """Return the index term of one token, or None for a stop word."""
    word = token.lower().replace("’", "'").replace(",", "")
    if word[0].isdigit():
        return word
    if "." in word:  # U.S. and US are one
        return word.replace(".", "")
    word = _fold(_POSSESSIVE.sub("", word))
    if not word or (word in STOP_WORDS and token != "WHO"):  # the World Health Organization
        return None
    return str(_stemmer().stemWord(word))


def _fold(word: str) -> str:
    if word.isascii():
        return word
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", word)
        if not unicodedata.combining(letter)
    )


def _stemmer() -> Stemmer.Stemmer:
    # A stemmer holds state; one for each thread.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    return _local.stemmer

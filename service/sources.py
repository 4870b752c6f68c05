"""Sources: the publishers, authors, sections and languages that an index really holds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from service.errors import QuestionError
from service.view import View

Numbers = NDArray[np.int64]

_HOST = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*?([\w-]+)\.(?:(?:co|com|org|ac|gov|net)\.)?[a-z]{2,}/?"
)
_NEAR = 0.75
_SHOWN = 3
_LONG_WORD = 5
_SLIP = 0.8


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one kind, each with the articles (record row numbers) that bear it."""

    kind: str
    articles: Mapping[str, Sequence[int]]
    spelt: Mapping[str, str]

    @classmethod
    def of(cls, kind: str, pairs: Iterable[tuple[str, int]]) -> "Names":
        """Gather names; the first spelling seen is shown."""
        articles: dict[str, list[int]] = {}
        spelt: dict[str, str] = {}
        for name, number in pairs:
            key = fold(name)
            articles.setdefault(key, []).append(number)
            spelt.setdefault(key, name)
        return cls(kind, articles, spelt)

    def having(self, name: str) -> Numbers:
        """Return the articles under exactly this name, in any case, with or without "The".

        Raises QuestionError for an unknown name, with those that are near.
        """
        found = self.articles.get(fold(name))
        if found is None:
            raise QuestionError(self._unknown(name))
        return np.array(sorted(found), dtype=np.int64)

    def _unknown(self, name: str) -> str:
        message = f"no {self.kind} {name!r} in this index"
        if not self.articles:
            return f"{message}; none of its articles names one"
        if near := self.near(name):
            return f"{message}; nearest: {', '.join(near)}"
        largest = sorted(self.articles, key=lambda key: (-len(self.articles[key]), key))[:_SHOWN]
        names = ", ".join(self.spelt[key] for key in largest)
        few = len(self.articles) <= _SHOWN
        return f"{message}; it has {names}" if few else (
            f"{message}, and none of its {len(self.articles):,} is near; the most frequent: {names}"
        )  # fmt: skip

    def near(self, name: str) -> list[str]:
        """Return the names that are spelt nearly so, or that share their words."""
        wanted = squeeze(name)
        if len(wanted) < 2:
            return []
        keys = {squeeze(shown): shown for shown in self.spelt.values()}
        found = [shown for key, shown in keys.items() if key == wanted]
        found += [shown for shown in keys.values() if _shares_words(name, shown)]
        found += [keys[key] for key in get_close_matches(wanted, keys, n=_SHOWN, cutoff=_NEAR)]
        found += [shown for shown in keys.values() if _spells_a_word_nearly(name, shown)]
        return list(dict.fromkeys(found))[:_SHOWN]


class Sources:
    """All the names of a view of the index."""

    def __init__(self, snapshot: View) -> None:
        facts = snapshot.articles.values()
        self.publisher = Names.of(
            "publisher", ((f.publisher, f.number) for f in facts if f.publisher)
        )
        self.author = Names.of("author", ((name, f.number) for f in facts for name in f.authors))
        self.section = Names.of("section", ((f.section, f.number) for f in facts if f.section))
        self.language = Names.of("language", ((f.language, f.number) for f in facts if f.language))
        self.squeezed = {squeeze(name): name for name in self.publisher.spelt.values()}

    def of(self, kind: str, name: str) -> Numbers:
        """Return the articles of a publisher or author, and so on. Raises QuestionError."""
        names: Names = getattr(self, kind)
        return names.having(name)

    def narrowed_here(self, wanted: Mapping[str, str]) -> Numbers | None:
        """Return as `narrowed` does; of a name that is not here, no article.

        The other shards of the archive may know it.
        """
        try:
            return self.narrowed(wanted)
        except QuestionError:
            return np.empty(0, dtype=np.int64)

    def narrowed(self, wanted: Mapping[str, str | None] | Mapping[str, str]) -> Numbers | None:
        """Return the articles that bear all the wanted names; None when nothing is wanted.

        `wanted` maps publisher, author, section or language to a name. Raises QuestionError for
        an unknown one.
        """
        found: Numbers | None = None
        for kind, name in wanted.items():
            if name is not None:
                having = self.of(kind, name)
                found = having if found is None else np.intersect1d(found, having)
        return found


def fold(name: str) -> str:
    """Return a name as it is compared: in lower case, without "The", single spaces."""
    return " ".join(name.casefold().split()).removeprefix("the ")


def squeeze(name: str) -> str:
    """Return the letters and digits of a name; of a host, its own part ("cnn" of cnn.com)."""
    if host := _HOST.fullmatch(name.strip().casefold()):
        name = host[1]
    return re.sub(r"[\W_]+", "", fold(name)).removeprefix("the")


def _spells_a_word_nearly(name: str, shown: str) -> bool:
    """Tell whether a word of a name is one of the other but for a slip: "Meridan Wire"."""
    words = [word for word in fold(name).split() if len(word) >= _LONG_WORD]
    others = fold(shown).split()
    return any(get_close_matches(word, others, n=1, cutoff=_SLIP) for word in words)


def _shares_words(one: str, other: str) -> bool:
    """Return whether all words of one name stand in the other: "Gazette", "Harbour Gazette"."""
    first, second = (set(re.findall(r"\w{3,}", fold(name))) for name in (one, other))
    return bool(first and second) and (first <= second or second <= first)

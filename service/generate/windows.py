"""Windows: what of the evidence a small model reads, a few sentences at a time."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.evidence import Evidence
from service.generate.candidates import Candidate

MOST = 3
_WORDS = 80
_CHARACTERS = 700
_OTHERS = 12


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of an article, the best of them at position `best`."""

    article: StoredArticle
    sentences: tuple[Span, ...]
    best: int = 0

    @property
    def text(self) -> str:
        """The words to read, on one line: the best sentence, and those beside it that fit."""
        told = {self.best: self._words(self.best)}
        left = _WORDS - len(told[self.best].split())
        for place in (self.best - 1, self.best + 1):
            if 0 <= place < len(self.sentences):
                words = self._words(place)
                if len(words.split()) <= left:
                    told[place] = words
                    left -= len(words.split())
        whole = " ".join(told[place] for place in sorted(told))
        return " ".join(whole.split()[:_WORDS])[:_CHARACTERS]

    def _words(self, place: int) -> str:
        span = self.sentences[place]
        return " ".join(self.article.text[span.start : span.end].split())


def find_windows(evidence: Evidence, ranked: Iterable[Candidate]) -> list[Window]:
    """Return the best sentences with those beside them, best first, none of them twice.

    Neighbours that are no evidence (orders to a machine, corrections) are left out.
    """
    told = {(each.article.number, span) for each in evidence.passages for span in each.sentences}
    windows: list[Window] = []
    for candidate in ranked:
        window = _around(candidate, told)
        if not any(_overlap(window, other) for other in windows):
            windows.append(window)
        if len(windows) == MOST:
            break
    return windows


def others_than(windows: Sequence[Window], ranked: Sequence[Candidate]) -> list[Window]:
    """Return the best dozen sentences that are in none of the windows, each by itself."""
    read = {(window.article.number, span) for window in windows for span in window.sentences}
    return [
        Window(each.article, (each.span,))
        for each in ranked[:_OTHERS]
        if (each.article.number, each.span) not in read
    ]


def _around(candidate: Candidate, told: AbstractSet[tuple[int, Span]]) -> Window:
    article = candidate.article
    at = article.sentences.index(candidate.span)
    near = article.sentences[max(0, at - 1) : at + 2]
    kept = tuple(span for span in near if (article.number, span) in told)
    return Window(article, kept, kept.index(candidate.span))


def _overlap(one: Window, other: Window) -> bool:
    return one.article.number == other.article.number and bool(
        set(one.sentences) & set(other.sentences)
    )

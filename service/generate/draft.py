"""Draft: what a generator proposes, before anything is verified."""

from dataclasses import dataclass
from typing import Literal, Protocol

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.evidence import Evidence
from service.support import Ground


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of an article's stored text."""

    article: StoredArticle
    span: Span

    @property
    def text(self) -> str:
        """The words of the span."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def ground(self) -> Ground:
        """What the span offers as support."""
        return Ground(self.text, self.article.published, self.article.publisher)


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """One statement and the quotes that are to support it."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Statements (by position) that differ: a `kind` "conflict", or a "change" over time.

    `about` are words of the question that say what they differ on.
    """

    statements: tuple[int, ...]
    kind: Literal["conflict", "change"] = "conflict"
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed answer. `conflicts` and `short` refer to statements by position.

    `short` is the exact phrase asked for with the position of the statement that holds it; with a
    `verdict` it is what says yes or no. `confirming` are quotes of further articles that hold it.
    `confidence` (0..1) is the estimated probability that the draft answers the question.
    `rejected` counts statements that the generator itself dropped as unsupported; `notes` are for
    the reader of the answer; `generator` says who composed it when that was not the one asked.
    """

    statements: tuple[DraftStatement, ...]
    confidence: float
    short: tuple[str, int] | None = None
    verdict: Literal["yes", "no"] | None = None
    confirming: tuple[Quote, ...] = ()
    conflicts: tuple[Difference, ...] = ()
    rejected: int = 0
    notes: tuple[str, ...] = ()
    generator: str | None = None


class Generator(Protocol):
    """Composes an answer from evidence."""

    name: str

    def generate(self, evidence: Evidence, words: int) -> Draft:
        """Return a draft of at most about `words` words; one without statements abstains."""

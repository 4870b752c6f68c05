"""Evidence over invented articles, a plain fallback and a model that says its lines."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from indexer.record import StoredArticle
from indexer.sentences import Span, split_sentences
from service.evidence import Evidence, EvidencePassage
from service.generate import Draft, DraftStatement, Options, Quote
from service.generate.chat import ChatGenerator
from service.injection import addresses_a_machine
from service.question import understand
from service.retrieve import Retrieval

BRIDGE = (
    "The Alder Bridge will open to traffic again on 3 May 2025, the council said. "
    "Repairs to the Alder Bridge began in January and cost 4 million crowns. "
    "“We kept every promise,” Mayor Ines Calloway told reporters."
)
POST = "Engineers told the Post that the repairs cost 6 million crowns. Two lanes stay closed."


def article(text: str, number: int = 1, **fields: object) -> StoredArticle:
    """Return an article as the record would hold it, with the id `a<number>`."""
    facts: dict[str, object] = dict.fromkeys(
        each.name for each in dataclasses.fields(StoredArticle)
    )
    facts |= {
        "number": number, "id": f"a{number}", "version": 1, "source": f"test:{number}",
        "title": "Alder Bridge", "publisher": "Example Gazette", "authors": (), "removed": (),
        "published": "2025-04-28", "language": "en", "text": text,
        "sentences": tuple(split_sentences(text)), "added": "2025-04-28",
    }  # fmt: skip
    return StoredArticle(**{**facts, **fields})  # type: ignore[arg-type]


def evidence(*articles: StoredArticle, question: str = "What did the bridge cost?") -> Evidence:
    """Return evidence of one passage an article, as `gather` would give it."""
    passages = tuple(
        EvidencePassage(
            article=each,
            span=Span(0, len(each.text)),
            sentences=tuple(
                span for span in each.sentences if not addresses_a_machine(each.text[slice(*span)])
            ),
            rank=rank,
            score=1.0 - rank,
            dense=0.5,
            words=0.5,
        )
        for rank, each in enumerate(articles)
    )
    vector = np.zeros(2, dtype=np.float32)
    return Evidence(
        understand(question, as_of=date(2025, 5, 1)),
        Retrieval((), vector, {}),
        passages,
    )


def both() -> Evidence:
    """Return evidence of two articles: passage [1] of the Gazette, [2] of the Post."""
    return evidence(article(BRIDGE), article(POST, 2, publisher="Harbour Post"))


@dataclass
class Quoting:
    """Quotes the first sentence of the first passage."""

    confidence: float = 0.9
    name: str = "extractive"

    def generate(self, evidence: Evidence, words: int) -> Draft:
        first = evidence.passages[0]
        quote = Quote(first.article, first.sentences[0])
        return Draft((DraftStatement(quote.text, (quote,)),), self.confidence)


@dataclass
class Says:
    """A chat model that says its lines, and remembers what it was told."""

    pieces: Sequence[str]
    told: list[tuple[str, str]] = field(default_factory=list)

    def stream(self, system: str, user: str) -> Iterator[str]:
        self.told.append((system, user))
        yield from self.pieces


def chat(*pieces: str, **options: object) -> ChatGenerator:
    """Return a generator whose model says the pieces."""
    return ChatGenerator("test:model", Says(pieces), Quoting(), Options(**options))  # type: ignore[arg-type]

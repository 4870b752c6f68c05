"""txtai: embeddings with content, nearest by meaning, or with its BM25 (`hybrid`).

It gets the chunks of LangChain's splitter, for it does not split what it is given.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from eval.bench.peers.langchain import split
from eval.bench.peers.text import DEPTH, Found, Text
from indexer.embed import packaged

_PASSAGES = 100


class TxtaiPeer:
    """Passages by txtai's own ranking; of an article the best one counts."""

    def __init__(self, hybrid: bool) -> None:
        import txtai

        self._embeddings: Any = txtai.Embeddings(
            path=str(packaged.locate().path), content=True, hybrid=hybrid
        )
        self._articles: list[str] = []

    def index(self, articles: Sequence[Text]) -> int:
        """Split, embed and add with the text."""
        chunks = split(articles)
        self._articles = [name for name, _ in chunks]
        self._embeddings.index((row, chunk, None) for row, (_, chunk) in enumerate(chunks))
        return len(chunks)

    def find(self, question: str, asked: date | None) -> Found:
        """Return the articles of the best chunks, and the best chunk."""
        chunks = self._embeddings.search(question, _PASSAGES)
        articles = list(dict.fromkeys(self._articles[int(chunk["id"])] for chunk in chunks))
        return Found(articles[:DEPTH], chunks[0]["text"] if chunks else "")

"""The usual LangChain pipeline: recursive splitter, HuggingFaceEmbeddings, flat FAISS in memory.

Chunks of 1,000 characters that overlap by 200, as its tutorials have them. Nothing is loaded from
disk, so nothing is unpickled.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from eval.bench.peers.text import DEPTH, WARM_UP, Found, Text
from indexer.embed import packaged

_PASSAGES = 100


def split(articles: Sequence[Text]) -> list[tuple[str, str]]:
    """Return (article id, chunk) pairs by LangChain's recursive splitter."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    whole = ((each.id, f"{each.title}\n\n{each.text}".strip()) for each in articles)
    return [(name, chunk) for name, text in whole for chunk in splitter.split_text(text)]


class LangChainPeer:
    """Passages nearest by meaning; of an article the best one counts."""

    def __init__(self) -> None:
        from langchain_community.embeddings import HuggingFaceEmbeddings

        self._embeddings: Any = HuggingFaceEmbeddings(model_name=str(packaged.locate().path))
        self._embeddings.embed_query(WARM_UP)
        self._store: Any = None

    def index(self, articles: Sequence[Text]) -> int:
        """Split, embed and add to a flat index."""
        from langchain_community.vectorstores import FAISS

        chunks = split(articles)
        self._store = FAISS.from_texts(
            [chunk for _, chunk in chunks], self._embeddings, [{"id": name} for name, _ in chunks]
        )
        return len(chunks)

    def find(self, question: str, asked: date | None) -> Found:
        """Return the articles of the nearest chunks, and the nearest chunk."""
        chunks = self._store.similarity_search(question, k=_PASSAGES)
        articles = list(dict.fromkeys(chunk.metadata["id"] for chunk in chunks))
        return Found(articles[:DEPTH], chunks[0].page_content if chunks else "")

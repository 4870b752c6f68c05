"""A LangChain retriever over a Dateline index, for other people's chains.

Nothing else imports this module: LangChain is loaded by whoever asks for it.
"""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from service.answer import Answerer
from service.limits import Limits
from service.retrieve import ArticleHit


class DatelineRetriever(BaseRetriever):
    """Returns passages as documents: those of the best articles first, nothing after `as_of`.

    The limits hold for every query; leave `as_of` out for the day of the call.
    """

    answerer: Answerer
    k: int = Field(default=10, ge=1, description="How many passages at most.")
    passages_an_article: int = Field(default=1, ge=1, le=5)
    as_of: date | None = None
    start: date | None = None
    end: date | None = None
    publisher: str | None = None
    author: str | None = None
    section: str | None = None
    language: str | None = None

    @classmethod
    def open(cls, folder: Path | str, **settings: Any) -> "DatelineRetriever":
        """Open the index in `folder`; `settings` are the fields. Raises IndexMissing and others."""
        return cls(answerer=Answerer.open(Path(folder)), **settings)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return self._documents(query)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return await asyncio.to_thread(self._documents, query)

    def _documents(self, query: str) -> list[Document]:
        limits = Limits(
            as_of=self.as_of, start=self.start, end=self.end, publisher=self.publisher,
            author=self.author, section=self.section, language=self.language,
        )  # fmt: skip
        _, retrieval = self.answerer.search(query, k=self.k, **limits)
        documents = [each for hit in retrieval.hits for each in self._of_hit(hit)]
        return documents[: self.k]

    def _of_hit(self, hit: ArticleHit) -> list[Document]:
        article = self.answerer.index.article_by_number(hit.article.number)
        if article is None:  # removed since
            return []
        best = [passage.passage for passage in hit.passages[: self.passages_an_article]]
        spans = self.answerer.index.spans(best)
        return [
            Document(
                page_content=article.text[spans[passage].start : spans[passage].end],
                metadata={
                    "article_id": article.id,
                    "title": article.title,
                    "publisher": article.publisher,
                    "authors": list(article.authors),
                    "published": article.published,
                    "url": article.url,
                    "start": spans[passage].start,
                    "end": spans[passage].end,
                    "score": round(hit.score, 4),
                    "copies": [copy.id for copy in hit.copies],
                },
            )
            for passage in best
            if passage in spans
        ]

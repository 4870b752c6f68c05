"""Dateline itself as the system under test."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eval.provenance import answering_settings, code
from eval.system import ArticleText
from indexer.record import Record
from service.answer import Answerer
from service.settings import read_settings


class DatelineSystem:
    """Answers from the index in a folder, by the same code as `dateline ask`."""

    def __init__(
        self, answerer: Answerer, name: str, state: Mapping[str, str] | None = None
    ) -> None:
        """Wrap an answerer that is open."""
        self._answerer = answerer
        self.name = name
        self.state = dict(state or {})

    @classmethod
    def open(cls, folder: Path, generator: str | None = None) -> "DatelineSystem":
        """Open the index in `folder`. Raises IndexerError when there is none to use.

        Without `generator` the one of the settings composes the answers.

        The name holds the number of the index's last change, the state its token, which an index
        that was made anew does not share: answers from before a change of the index, the code or
        the settings are not taken for answers of now.
        """
        record = Record.open(folder)
        try:
            change = record.changes.last()
            token = record.changes.token(change)
        finally:
            record.close()
        settings = read_settings()
        answerer = Answerer.open(
            folder, generator or settings.generator, settings.options(), settings.reranker
        )
        name = f"Dateline ({answerer.generator.name}) on {folder}, change {change}"
        chosen = settings.model_copy(update={"generator": generator or settings.generator})
        state = {"code": code(), "settings": answering_settings(chosen), "index": token or "new"}
        return cls(answerer, name, state)

    def ask(self, question: str, as_of: date | None) -> tuple[dict[str, Any], list[str]]:
        """Return the Answer JSON and the ids of the articles retrieved, best first."""
        outcome = self._answerer.consult(question, as_of=as_of)
        return outcome.answer.model_dump(mode="json", by_alias=True), list(outcome.retrieved)

    def article(self, article_id: str) -> ArticleText | None:
        """Return the stored article, or None."""
        stored = self._answerer.article(article_id)
        if stored is None:
            return None
        return ArticleText(
            stored.id, stored.title or "", stored.text, stored.source, stored.publisher
        )

"""Library: the articles of the system under test, looked up and normalised once each."""

from collections.abc import Iterable
from functools import lru_cache

from eval.answer_measures import holds, normalise
from eval.system import ArticleText, System

# A popular article is retrieved for many questions; this many normalised texts are some 50 MB.
_KEPT = 5_000


class Library:
    """Looks articles up in a system. For one run: it does not notice articles that change."""

    def __init__(self, system: System) -> None:
        """Start with nothing looked up."""
        self.article = lru_cache(maxsize=_KEPT)(system.article)
        self._normalised = lru_cache(maxsize=_KEPT)(self._normalise)

    def text(self, article_id: str) -> str | None:
        """Return the stored text, or None for an unknown article."""
        article: ArticleText | None = self.article(article_id)
        return article.text if article else None

    def holds_any(self, article_id: str, needles: Iterable[str]) -> bool:
        """Return whether title or text contain one of the normalised `needles`, as whole words."""
        normalised: str = self._normalised(article_id)
        return any(holds(normalised, needle) for needle in needles)

    def _normalise(self, article_id: str) -> str:
        article: ArticleText | None = self.article(article_id)
        return normalise(f"{article.title}\n{article.text}") if article else ""

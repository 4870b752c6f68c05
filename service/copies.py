"""Copies: articles that carry the same story in the same words."""

from indexer.record import StoredArticle

_SHARED_SENTENCES = 0.6


def is_copy(one: StoredArticle, other: StoredArticle) -> bool:
    """Tell whether most sentences of the shorter article stand in the longer one too."""
    first, second = _sentences(one), _sentences(other)
    fewest = min(len(first), len(second))
    return fewest > 0 and len(first & second) >= _SHARED_SENTENCES * fewest


def _sentences(article: StoredArticle) -> set[str]:
    return {" ".join(article.text[a:b].casefold().split()) for a, b in article.sentences}

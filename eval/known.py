"""Known articles: the gold's, as the article ids of the archive under test."""

from collections.abc import Iterable

from eval.gold import GoldQuestion
from eval.library import Library


def known_articles(question: GoldQuestion, seen: Iterable[str], library: Library) -> frozenset[str]:
    """Return the ids of the articles that the gold knows to answer `question`.

    `relevant` names them. Failing that, `documents` names files, and an article of `seen` (those
    retrieved or cited) that was read from such a file is one. A file that no seen article comes
    from is kept as `document:NAME`, so that what was not found counts as missing.
    """
    if question.relevant or not question.documents:
        return frozenset(question.relevant)
    found = {article_id: _file_name(article_id, library) for article_id in seen}
    known = {article_id for article_id, name in found.items() if name in question.documents}
    missing = set(question.documents).difference(found.values())
    return frozenset(known | {f"document:{name}" for name in missing})


def _file_name(article_id: str, library: Library) -> str | None:
    article = library.article(article_id)
    return article.file_name if article else None

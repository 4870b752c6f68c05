"""Citations: exact spans of stored articles, built, verified and linked."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.corrections import Correction, corrections_of

_FRAGMENT_WORDS = 4
_LINKABLE = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.I)


class Copy(BaseModel):
    """Another outlet's copy of the same story."""

    model_config = ConfigDict(frozen=True)

    publisher: str | None
    url: str | None


class Citation(BaseModel):
    """The words of an article: `article_text[start:end] == quote`, always."""

    model_config = ConfigDict(frozen=True)

    number: int
    article_id: str
    title: str | None
    publisher: str | None
    authors: list[str]
    url: str | None
    published: str | None
    quote: str = Field(description="Verbatim words of the stored article text.")
    start: int = Field(description="First code point of the quote in the stored article text.")
    end: int = Field(description="Code point after the quote's last.")
    link: str | None = Field(description="The url with a text fragment that scrolls to the quote.")
    also: list[Copy]
    correction: Correction | None = Field(
        default=None, description="The article's own notice of correction, if it has one."
    )


def cite(number: int, article: StoredArticle, span: Span, also: Iterable[Copy] = ()) -> Citation:
    """Return citation `number` of the words of `article` in `span`."""
    words = article.text[span.start : span.end]
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        publisher=article.publisher,
        authors=list(article.authors),
        url=article.url,
        published=article.published,
        quote=words,
        start=span.start,
        end=span.end,
        link=_link(article.url, words),
        also=list(also),
        correction=next(iter(corrections_of(article)), None),
    )


def is_verbatim(citation: Citation, article: StoredArticle) -> bool:
    """Tell whether the citation's span of the article is non-empty and holds exactly its quote."""
    inside = 0 <= citation.start < citation.end <= len(article.text)
    return inside and article.text[citation.start : citation.end] == citation.quote


def _link(url: str | None, words: str) -> str | None:
    """Return the url with a text fragment; https://wicg.github.io/scroll-to-text-fragment/."""
    if not url or not _LINKABLE.fullmatch(url):
        return None
    tokens = words.split()
    if len(tokens) <= 2 * _FRAGMENT_WORDS:
        fragment = _encode(" ".join(tokens))
    else:
        first, last = tokens[:_FRAGMENT_WORDS], tokens[-_FRAGMENT_WORDS:]
        fragment = f"{_encode(' '.join(first))},{_encode(' '.join(last))}"
    return f"{url.split('#', 1)[0]}#:~:text={fragment}"


def _encode(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")

"""Articles as clients see them: what is stored, less what is ours to know."""

from typing import Self

from pydantic import BaseModel, Field

from indexer.record import StoredArticle, VersionFacts
from service.answer import Answerer
from service.cite import Copy
from service.corrections import Correction, corrections_of
from service.view import Library


class Version(BaseModel):
    """One version of an article; `?version=` reads it."""

    version: int
    added: str = Field(description="When it was stored.")
    modified: str | None

    @classmethod
    def of(cls, facts: VersionFacts) -> Self:
        """Return the version as clients see it."""
        return cls(version=facts.version, added=facts.added, modified=facts.modified)


class ArticleOut(BaseModel):
    """A stored article; citations count the code points of `text`."""

    id: str
    version: int
    url: str | None
    title: str | None
    publisher: str | None
    authors: list[str]
    published: str | None
    modified: str | None
    section: str | None
    language: str | None
    text: str
    added: str = Field(description="When this version was stored.")
    corrections: list[Correction] = Field(description="Its own notices of correction.")
    versions: list[Version] = Field(description="All that are kept, oldest first.")
    also: list[Copy] = Field(description="Copies of the same story by others, at most 50.")

    @classmethod
    def read(cls, answerer: Answerer, article_id: str, version: int | None = None) -> Self | None:
        """Return an article that is live, in this version of it, or None."""
        found = answerer.article(article_id)
        if found is not None and version is not None:
            found = answerer.index.article(article_id, version)
        return cls.of(found, answerer.index) if found else None

    @classmethod
    def of(cls, article: StoredArticle, index: Library) -> Self:
        """Return what may be shown of an article; where it was read from is ours to know."""
        own = set(cls.model_fields) - {"corrections", "versions", "also"}
        return cls(
            **{name: getattr(article, name) for name in own},
            corrections=corrections_of(article),
            versions=[Version.of(each) for each in index.versions(article.id)],
            also=[Copy(publisher=c.publisher, url=c.url) for c in index.copies_of(article)],
        )

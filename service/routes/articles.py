"""/v1/articles: read, add, replace and remove articles."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Body, Depends, Query, Response
from pydantic import BaseModel, Field, WithJsonSchema

from indexer.errors import ArticleError
from indexer.index import Index
from indexer.record import StoredArticle, VersionFacts
from service.answer import Answerer
from service.archive import Addition
from service.cite import Copy
from service.corrections import Correction, corrections_of
from service.problems import Refused, documented
from service.routes import examples
from service.routes.parts import TheArchive
from service.security import require_admin

router = APIRouter(tags=["articles"])
_ADMIN = (401, 403)
_LARGEST_VERSION = 2**31


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
    def of(cls, article: StoredArticle, index: Index) -> Self:
        """Return what may be shown of an article; where it was read from is ours to know."""
        own = set(cls.model_fields) - {"corrections", "versions", "also"}
        return cls(
            **{name: getattr(article, name) for name in own},
            corrections=corrections_of(article),
            versions=[Version.of(each) for each in index.versions(article.id)],
            also=[Copy(publisher=c.publisher, url=c.url) for c in index.copies_of(article)],
        )


class ArticleIn(BaseModel):
    """An article as it is sent in. Other fields are ignored, as archives carry many."""

    id: str | None = Field(default=None, description="Default: made from the url, or the content.")
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    authors: list[str] | None = None
    published: str | None = Field(default=None, description="A date, or a moment with its offset.")
    modified: str | None = None
    section: str | None = None
    language: str | None = None
    text: str


class AddedArticle(BaseModel):
    """What became of one article that was sent in."""

    position: int = Field(description="Its place in the request, from 0.")
    status: Literal["added", "updated", "unchanged", "failed"]
    article_id: str | None
    error: str | None

    @classmethod
    def of(cls, addition: Addition) -> Self:
        """Return the addition as clients see it."""
        return cls(**{name: getattr(addition, name) for name in cls.model_fields})


class AddResult(BaseModel):
    """What became of each article, in the order sent. What was taken is on the disk."""

    results: list[AddedArticle]


# Items are read one by one, so that a bad one does not keep the others back; the schema is told.
_SCHEMA = ArticleIn.model_json_schema()
Articles = Annotated[
    dict[str, Any] | list[Any],
    WithJsonSchema({"anyOf": [_SCHEMA, {"type": "array", "items": _SCHEMA, "minItems": 1}]}),
    Body(openapi_examples=examples.ARTICLES, description="One article, or a list of them."),
]


@router.get("/v1/articles/{article_id:path}", responses=documented(404, 422, 500, 503))
async def read_article(
    article_id: str,
    archive: TheArchive,
    version: Annotated[
        int | None, Query(ge=1, lt=_LARGEST_VERSION, description="An earlier version.")
    ] = None,
) -> ArticleOut:
    """Return an article as it is stored. What was removed is not shown in any version."""

    def work(answerer: Answerer) -> ArticleOut | None:
        found = answerer.article(article_id)
        if found is not None and version is not None:
            found = answerer.index.article(article_id, version)
        return ArticleOut.of(found, answerer.index) if found else None

    article = await archive.run(work)
    if article is None:
        which = f"version {version} of article" if version else "article"
        raise Refused(404, "article-unknown", f"There is no {which} {article_id!r} here.")
    return article


@router.post(
    "/v1/articles",
    status_code=201,
    dependencies=[Depends(require_admin)],
    responses={
        201: {"description": "At least one article was added."},
        200: {"description": "Nothing new: articles were updated or known.", "model": AddResult},
        **documented(400, *_ADMIN, 413, 422, 500, 503),
    },
)
async def add_articles(payload: Articles, archive: TheArchive, response: Response) -> AddResult:
    """Add or replace articles; they are answered from as soon as this returns.

    One that was taken down is live again.
    """
    items = payload if isinstance(payload, list) else [payload]
    if not items:
        raise ArticleError("the list is empty; send at least one article")
    additions = await archive.add(items)
    if all(addition.status == "failed" for addition in additions):
        faults = (f"article {added.position}: {added.error}" for added in additions)
        raise ArticleError("; ".join(faults))
    if not any(addition.status == "added" for addition in additions):
        response.status_code = 200
    return AddResult(results=[AddedArticle.of(addition) for addition in additions])


@router.delete(
    "/v1/articles/{article_id:path}",
    status_code=204,
    dependencies=[Depends(require_admin)],
    responses=documented(*_ADMIN, 404, 422, 500, 503),
)
async def remove_article(
    article_id: str,
    archive: TheArchive,
    purge: Annotated[bool, Query(description="Erase it and all its versions, for good.")] = False,
) -> None:
    """Take an article down; it is not cited any more as soon as this returns.

    It does not come back when a folder or feed brings it again, only when it is sent in again.
    """
    if not await archive.remove(article_id, erase=purge):
        raise Refused(404, "article-unknown", f"There is no article {article_id!r} here.")

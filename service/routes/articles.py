"""/v1/articles: read, add, replace and remove articles."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, Field, WithJsonSchema

from indexer.errors import ArticleError
from service.article_in import ArticleIn
from service.article_out import ArticleOut
from service.problems import Refused, documented
from service.routes import examples
from service.routes.parts import TheArchive
from service.writing import Addition

router = APIRouter(tags=["articles"])
_LARGEST_VERSION = 2**31
_MOST_TOLD = 5


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

    article = await archive.look(lambda answerer: ArticleOut.read(answerer, article_id, version))
    if article is None:
        which = f"version {version} of article" if version else "article"
        raise Refused(404, "article-unknown", f"There is no {which} {article_id!r} here.")
    return article


@router.post(
    "/v1/articles",
    status_code=201,
    responses={
        201: {"description": "At least one article was added."},
        200: {"description": "Nothing new: articles were updated or known.", "model": AddResult},
        **documented(400, 413, 422, 500, 503),
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
        told = additions[:_MOST_TOLD]
        faults = (f"article {added.position}: {added.error}" for added in told)
        raise ArticleError("; ".join(faults))
    if not any(addition.status == "added" for addition in additions):
        response.status_code = 200
    return AddResult(results=[AddedArticle.of(addition) for addition in additions])


@router.delete(
    "/v1/articles/{article_id:path}",
    status_code=204,
    responses=documented(404, 422, 500, 503),
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

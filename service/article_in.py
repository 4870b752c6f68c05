"""Articles as clients send them in."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from indexer.errors import ArticleError

MOST_ID = 500
"""Characters of an id: it stands in addresses, and in all that is told of the article."""

Line = str | int | float
Described = dict[str, Any]


class ArticleIn(BaseModel):
    """An article as it is sent in. Other fields are ignored, as archives carry many."""

    model_config = ConfigDict(strict=True)

    id: Annotated[str, StringConstraints(max_length=MOST_ID)] | int | float | None = Field(
        default=None, description="Default: made from the url, or the content."
    )
    url: Line | None = None
    title: Line | None = None
    publisher: Line | None = None
    authors: list[str | Described] | str | Described | None = Field(
        default=None, description="Names, or objects with a `name`."
    )
    published: str | None = Field(default=None, description="A date, or a moment with its offset.")
    modified: str | None = None
    section: Line | None = None
    language: Line | None = None
    text: str


def checked(item: object) -> Mapping[str, Any]:
    """Return an item's fields as they are. Raises ArticleError for what is no article."""
    if not isinstance(item, Mapping):
        raise ArticleError(f"is {type(item).__name__}, not an object; send one object an article")
    try:
        ArticleIn.model_validate(item)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        raise ArticleError(f"the field '{fault['loc'][0]}': {fault['msg']}") from error
    return item

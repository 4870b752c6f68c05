"""GET /v1/archive: what the archive holds."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Self
from weakref import WeakKeyDictionary

from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, Field

from indexer.record import ArticleFacts
from service.problems import documented
from service.routes.parts import TheArchive
from service.suggestions import suggest
from service.view import View

router = APIRouter(tags=["archive"])

_NEWEST = 4
_PUBLISHERS = 50
# What clients may show when this service has the route of it.
_FEATURES = ("timeline", "conversations", "feedback")


class Publisher(BaseModel):
    """A publisher and how many articles there are of it."""

    name: str
    articles: int


class NewestArticle(BaseModel):
    """One of the newest articles."""

    article_id: str
    title: str
    publisher: str | None
    published: str


class ArchiveFacts(BaseModel):
    """What the archive holds."""

    articles: int
    first_day: date | None
    last_day: date | None
    publisher_count: int
    publishers: list[Publisher] = Field(description="The largest first, at most 50.")
    newest: list[NewestArticle] = Field(description="At most 4, each of another publisher.")
    suggestions: list[str] = Field(
        default=[], description="At most 4 questions about the newest stories."
    )
    features: list[str] = Field(
        default=[], description="What this service offers beyond answers, for clients to show."
    )

    @classmethod
    def of(cls, snapshot: View, today: date) -> Self:
        """Return the facts of a snapshot, with suggestions that can be asked `today`."""
        articles = list(snapshot.articles.values())
        publishers = Counter(facts.publisher for facts in articles if facts.publisher)
        first, last = snapshot.days_covered or (None, None)
        return cls(
            articles=len(articles),
            first_day=first,
            last_day=last,
            publisher_count=len(publishers),
            publishers=[
                Publisher(name=name, articles=count)
                for name, count in publishers.most_common(_PUBLISHERS)
            ],
            newest=_newest(articles),
            suggestions=suggest(articles, today),
        )


# Every visitor asks, and a large archive takes a tenth of a second to read through.
_KNOWN: WeakKeyDictionary[View, tuple[date, ArchiveFacts]] = WeakKeyDictionary()


def _facts_of(snapshot: View) -> ArchiveFacts:
    """Return the facts of a snapshot, made once a day for each."""
    today = datetime.now(UTC).date()
    known = _KNOWN.get(snapshot)
    if known is None or known[0] != today:
        known = _KNOWN[snapshot] = (today, ArchiveFacts.of(snapshot, today))
    return known[1]


def _newest(articles: list[ArticleFacts]) -> list[NewestArticle]:
    found: dict[str | None, NewestArticle] = {}
    for facts in sorted(articles, key=lambda facts: facts.published or "", reverse=True):
        if facts.title and facts.published and facts.publisher not in found:
            found[facts.publisher] = NewestArticle(
                article_id=facts.id,
                title=facts.title,
                publisher=facts.publisher,
                published=facts.published,
            )
    return list(found.values())[:_NEWEST]


def _features(app: FastAPI) -> list[str]:
    roots = {path.split("/")[2] for path in app.openapi()["paths"] if path.startswith("/v1/")}
    return [feature for feature in _FEATURES if feature in roots]


@router.get("/v1/archive", responses=documented(500, 503))
async def describe_archive(archive: TheArchive, request: Request) -> ArchiveFacts:
    """Say how many articles there are, of which publishers and days, and name the newest."""
    facts = await archive.look(lambda answerer: _facts_of(answerer.index.snapshot()))
    return facts.model_copy(update={"features": _features(request.app)})

"""The routes, one noun a file; `ROUTERS` is all of them."""

from service.routes import (
    archive,
    articles,
    ask,
    conversations,
    feedback,
    health,
    metrics,
    openai,
    pages,
    search,
    timeline,
)

ROUTERS = tuple(
    module.router
    for module in (
        ask, search, timeline, conversations, articles, archive, feedback, openai, health, metrics,
        pages,
    )
)  # fmt: skip

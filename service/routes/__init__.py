"""The routes, one noun a file; `ROUTERS` is all of them."""

from service.routes import archive, articles, ask, health, metrics, openai, pages, search

ROUTERS = tuple(
    module.router for module in (ask, search, articles, archive, openai, health, metrics, pages)
)

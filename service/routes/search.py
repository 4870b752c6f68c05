"""POST /v1/search: the articles that fit a question best."""

from fastapi import APIRouter

from service.answer import Answerer
from service.problems import documented
from service.routes.parts import TheArchive
from service.schemas import SearchRequest, SearchResult

router = APIRouter(tags=["search"])


@router.post("/v1/search", responses=documented(400, 413, 422, 500, 503))
async def search(asked: SearchRequest, archive: TheArchive) -> SearchResult:
    """List the articles that fit best, with their dates and best passages."""

    def work(answerer: Answerer) -> SearchResult:
        question, retrieval = answerer.search(asked.query, k=asked.k, **asked.arguments())
        return SearchResult.of(answerer, question, retrieval, explain=asked.explain)

    return await archive.run(work)

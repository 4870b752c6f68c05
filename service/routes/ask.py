"""POST /v1/ask: an answer, whole or as server-sent events."""

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response

from service.answer import Answer
from service.archive import Archive
from service.problems import STOPPED, documented, is_known, problem_of
from service.routes import examples
from service.routes.consultation import Consultation
from service.routes.conversations import conversations_of
from service.routes.events import MEDIA_TYPE, event, stream, wants_events
from service.routes.parts import TheArchive, TheTelemetry
from service.schemas import AskRequest
from service.talk import Alone, Talk, begin
from service.telemetry import Telemetry

router = APIRouter(tags=["ask"])

_OK: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer. With `Accept: text/event-stream`, the events `status`, "
        "`passages`, `statement` (one each, with its citations), `answer` (the whole) or `error`.",
        "content": {
            "application/json": {"example": examples.ANSWER},
            MEDIA_TYPE: {"example": examples.EVENTS},
        },
    }
}


@router.post(
    "/v1/ask", response_model=Answer, responses={**_OK, **documented(400, 404, 413, 422, 500, 503)}
)
async def ask(
    asked: AskRequest, request: Request, archive: TheArchive, telemetry: TheTelemetry
) -> Answer | Response:
    """Answer a question with cited words of the archive, or say that it does not."""
    arguments = {**asked.arguments(), "detail": asked.detail}
    talk = await _talk(asked, request, archive)
    if wants_events(request.headers.get("accept")):
        consultation = await Consultation.begin(archive, talk.asked, arguments, talk.finish)
        return stream(_events(consultation, request, telemetry), _failed(STOPPED, request))
    answer = await archive.run(lambda answerer: talk.finish(answerer.ask(talk.asked, **arguments)))
    telemetry.answered(answer, request.scope)
    return answer


async def _talk(asked: AskRequest, request: Request, archive: Archive) -> Talk | Alone:
    """Return the question in its conversation, or alone where it is asked in none."""
    key = asked.conversation
    if key is None:
        return Alone(asked.question)
    kept = conversations_of(archive, request)
    return await archive.run(
        lambda answerer: begin(kept, answerer, key, asked.question, asked.as_of)
    )


async def _events(
    consultation: Consultation, request: Request, telemetry: Telemetry
) -> AsyncIterator[str]:
    found = consultation.found.model_dump(mode="json", by_alias=True)
    yield event({"stage": "found", "as_of": found["as_of"], "window": found["window"]}, "status")
    yield event({"hits": found["hits"]}, "passages")
    yield event({"stage": "composing"}, "status")
    try:
        answer = await consultation.answer()
    except Exception as error:
        if not is_known(error):
            telemetry.failed(request.scope, error)
        yield _failed(error, request)
        return
    telemetry.answered(answer, request.scope)
    whole = answer.model_dump(mode="json", by_alias=True)
    citations = {citation["number"]: citation for citation in whole["citations"]}
    for position, statement in enumerate(whole["statements"]):
        cited = [citations[number] for number in statement["citations"]]
        data = {"position": position, "statement": statement, "citations": cited}
        yield event(data, "statement")
    yield event(whole, "answer")


def _failed(error: Exception, request: Request) -> str:
    problem = problem_of(error, request.scope)
    return event(problem.model_dump(mode="json", exclude_none=True), "error")

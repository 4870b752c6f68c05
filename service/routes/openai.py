"""OpenAI's shapes: /v1/chat/completions, streamed or not, and /v1/models."""

import time
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Literal
from urllib.parse import quote

from annotated_types import MaxLen
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, FailFast, Field

from service.answer import Answer
from service.cite import Citation
from service.errors import QuestionError
from service.problems import STOPPED, Refused, is_known, openai_error, problem_of
from service.routes import examples
from service.routes.consultation import Consultation
from service.routes.events import MEDIA_TYPE, event, stream
from service.routes.parts import TheArchive, TheTelemetry
from service.schemas import Limits, Words
from service.telemetry import Telemetry

router = APIRouter(tags=["openai"])

MODEL = "dateline"
MOST_PARTS = 100


class Part(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore", strict=True)

    type: str
    text: Words | None = None


class Message(BaseModel):
    """A message of the conversation."""

    model_config = ConfigDict(extra="ignore", strict=True)

    role: str
    content: Words | Annotated[list[Part], MaxLen(MOST_PARTS)] | None = None

    def text(self) -> str:
        """Return the words of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream carries beside the answer."""

    model_config = ConfigDict(extra="ignore", strict=True)

    include_usage: bool = False


class ChatRequest(Limits):
    """A chat completion request. What steers a language model is taken and has no effect."""

    model_config = ConfigDict(
        extra="ignore", strict=True, json_schema_extra={"example": examples.CHAT}
    )

    model: str = Field(description=f"`{MODEL}`.")
    messages: Annotated[list[Message], FailFast()] = Field(
        min_length=1, description="The last message of the user is the question."
    )
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None
    detail: bool = Field(default=False, description="A longer answer.")

    def question(self) -> str:
        """Return the words of the user's last message. Raises QuestionError without one."""
        for message in reversed(self.messages):
            if message.role == "user":
                return message.text()
        raise QuestionError("no message has the role 'user'; send the question as one")


_ERROR: dict[int | str, dict[str, Any]] = {
    statuses: {
        "description": "OpenAI's error body.",
        "content": {"application/json": {"example": examples.OPENAI_ERROR}},
    }
    for statuses in ("4XX", "5XX")
}
_COMPLETION: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer as a chat completion: `content` holds the markers [1], [2], "
        "and `annotations` their sources, with indices that count code points. With `stream`, "
        "chunks, of which the last with a delta carries the annotations.",
        "content": {
            "application/json": {"example": examples.COMPLETION},
            MEDIA_TYPE: {},
        },
    }
}


@router.get("/v1/models", responses=_ERROR)
async def list_models() -> dict[str, Any]:
    """List the one model that there is."""
    return {"object": "list", "data": [_model()]}


@router.get("/v1/models/{model}", responses=_ERROR)
async def read_model(model: str) -> dict[str, Any]:
    """Describe the model."""
    _require_model(model)
    return _model()


@router.post("/v1/chat/completions", response_model=None, responses={**_COMPLETION, **_ERROR})
async def complete(
    asked: ChatRequest, request: Request, archive: TheArchive, telemetry: TheTelemetry
) -> dict[str, Any] | Response:
    """Answer the user's last message from the archive; a message that says why, when it cannot."""
    _require_model(asked.model)
    arguments = {**asked.arguments(), "detail": asked.detail}
    question = asked.question()
    head = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "created": int(time.time()),
        "model": MODEL,
    }
    if asked.stream:
        consultation = await Consultation.begin(archive, question, arguments)
        usage = bool(asked.stream_options and asked.stream_options.include_usage)
        chunks = _chunks(consultation, head, usage, request, telemetry)
        return stream(chunks, _failed(STOPPED, request))
    answer = await archive.run(lambda answerer: answerer.ask(question, **arguments))
    telemetry.answered(answer, request.scope)
    message = {
        "role": "assistant",
        "content": answer.text,
        "refusal": None,
        "annotations": _annotations(answer, request),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**head, "object": "chat.completion", "choices": [choice], "usage": _usage()}


async def _chunks(
    consultation: Consultation,
    head: dict[str, Any],
    usage: bool,
    request: Request,
    telemetry: Telemetry,
) -> AsyncIterator[str]:
    def chunk(delta: dict[str, Any], finish: Literal["stop"] | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event({**head, "object": "chat.completion.chunk", "choices": [choice]})

    yield chunk({"role": "assistant", "content": ""})
    try:
        answer = await consultation.answer()
    except Exception as error:
        if not is_known(error):
            telemetry.failed(request.scope, error)
        yield _failed(error, request)
        return
    telemetry.answered(answer, request.scope)
    for piece in _pieces(answer):
        yield chunk({"content": piece})
    yield chunk({"annotations": _annotations(answer, request)}, "stop")
    if usage:
        last = {**head, "object": "chat.completion.chunk", "choices": [], "usage": _usage()}
        yield event(last)
    yield "data: [DONE]\n\n"


def _failed(error: Exception, request: Request) -> str:
    return event(openai_error(problem_of(error, request.scope)))


def _pieces(answer: Answer) -> Iterator[str]:
    """Yield the text a statement a piece, with its markers and the space before it."""
    begin = 0
    for following in answer.statements[1:]:
        end = answer.text.index(f" {following.text} [", begin + 1)
        yield answer.text[begin:end]
        begin = end
    yield answer.text[begin:]


def _annotations(answer: Answer, request: Request) -> list[dict[str, Any]]:
    """Return a citation for each marker in the text, in order."""
    citations = {citation.number: citation for citation in answer.citations}
    annotations = []
    at = 0
    for statement in answer.statements:
        at = answer.text.index(statement.text, at) + len(statement.text)
        for number in statement.citations:
            marker = f"[{number}]"
            start = answer.text.index(marker, at)
            at = start + len(marker)
            annotations.append(
                {
                    "type": "url_citation",
                    "url_citation": {
                        "url": _url(citations[number], request),
                        "title": citations[number].title or citations[number].article_id,
                        "start_index": start,
                        "end_index": at,
                    },
                }
            )
    return annotations


def _url(citation: Citation, request: Request) -> str:
    own = f"{request.base_url}v1/articles/{quote(citation.article_id, safe='')}"
    return citation.link or own


def _require_model(name: str) -> None:
    if name != MODEL:
        detail = f"The model {name!r} does not exist; there is {MODEL!r}."
        raise Refused(404, "model-not-found", detail)


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "dateline"}


def _usage() -> dict[str, int]:
    # No language model, no tokens; clients expect the fields.
    return {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

"""Problems: every error over HTTP in one shape (RFC 9457), or OpenAI's under its paths."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import Scope

from indexer.errors import (
    ArticleError,
    IndexerError,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    ModelError,
)
from service.errors import (
    Busy,
    ConversationMissing,
    GeneratorError,
    QuestionError,
    ServiceError,
    Stopped,
)

MEDIA_TYPE = "application/problem+json"
_OPENAI_PATHS = ("/v1/chat", "/v1/models")
_NO_TYPE = "about:blank"
_LOGGED = "The service cannot answer just now; the reason is in its log."
_MOST_FAULTS = 20

REASON = "reason"
"""Set in a request's state where the operator should read in the log why it was not answered."""

OUTSIDER = "outsider"
"""Set in a request's state where it comes from who may not know folders, feeds and the like."""
_REFERENCE = "#/components/schemas/{model}"


class Fault(BaseModel):
    """What is wrong with one part of a request."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body.")
    parameter: str | None = Field(default=None, description="Path, query or header parameter.")


class Problem(BaseModel):
    """An error as RFC 9457 describes it."""

    type: str = Field(default=_NO_TYPE, description="What kind of problem it is.")
    title: str
    status: int
    detail: str = Field(description="What failed, on what, and what mends it.")
    instance: str = Field(description="The path that was asked for.")
    request_id: str | None = Field(default=None, description="Find it in the log by this.")
    errors: list[Fault] | None = Field(default=None, description="Each fault of the request.")


class Refused(HTTPException):
    """A request that a route or middleware turns down; `name` is the kind of problem."""

    def __init__(
        self, status: int, name: str, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, headers)
        self.name = name


@dataclass(frozen=True, slots=True)
class _Kind:
    status: int
    name: str
    title: str
    retry_after: int | None = None


# The first that fits counts: subclasses stand before their bases.
_KINDS: tuple[tuple[type[Exception], _Kind], ...] = (
    (QuestionError, _Kind(422, "question-unusable", "The question cannot be used")),
    (ConversationMissing, _Kind(404, "conversation-missing", "There is no such conversation")),
    (ArticleError, _Kind(422, "article-unusable", "The article cannot be taken")),
    (IndexMissing, _Kind(503, "index-missing", "There is no index yet", 10)),
    (IndexLocked, _Kind(503, "index-locked", "The index is being written", 5)),
    (IndexMismatch, _Kind(503, "index-mismatch", "The index does not fit this version", 60)),
    (ModelError, _Kind(503, "model-unusable", "The model cannot be loaded", 60)),
    (Stopped, _Kind(503, "stopped", "The service is being stopped", 10)),
    (Busy, _Kind(503, "busy", "Too many are asking")),
    (GeneratorError, _Kind(503, "generator-unusable", "The generator cannot run", 60)),
    (sqlite3.Error, _Kind(503, "record-unreadable", "The record cannot be read", 5)),
    (IndexerError, _Kind(503, "index-unusable", "The index cannot be used", 60)),
    (ServiceError, _Kind(503, "service-unusable", "The service cannot answer", 60)),
)


def install(app: FastAPI) -> None:
    """Let `app` answer every error with a problem."""
    for kind in (HTTPException, RequestValidationError, *(error for error, _ in _KINDS)):
        app.add_exception_handler(kind, _handle)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI descriptions of problems with these statuses."""
    content = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }


def add_schemas(openapi: dict[str, Any]) -> None:
    """Add what `documented` refers to to an OpenAPI description."""
    schema = Problem.model_json_schema(mode="serialization", ref_template=_REFERENCE)
    openapi["components"]["schemas"].update({**schema.pop("$defs"), "Problem": schema})


def is_known(error: Exception) -> bool:
    """Tell whether `error` is one that clients are told about, and not a defect."""
    known = (HTTPException, RequestValidationError, *(kind for kind, _ in _KINDS))
    return isinstance(error, known)


def respond(error: Exception, scope: Scope) -> JSONResponse:
    """Return the response that tells the client about `error`."""
    problem = problem_of(error, scope)
    headers = _headers_of(error)
    if reason := reason_of(error):
        scope.setdefault("state", {})[REASON] = reason
    if is_openai(scope["path"]):
        body = openai_error(problem)
        return JSONResponse(body, body_status(problem), headers)
    content = problem.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)


def problem_of(error: Exception, scope: Scope) -> Problem:
    """Return the problem that `error` is; for an unknown one nothing of it is told."""
    place: dict[str, Any] = {
        "instance": quote(scope["path"], errors="replace"),
        "request_id": scope.get("state", {}).get("request_id"),
    }
    if isinstance(error, RequestValidationError):
        return _of_validation(error, place)
    if isinstance(error, HTTPException):
        return Problem(
            type=_urn(error.name) if isinstance(error, Refused) else _NO_TYPE,
            title=HTTPStatus(error.status_code).phrase,
            status=error.status_code,
            detail=_detail_of(error, scope),
            **place,
        )
    kind = next((kind for known, kind in _KINDS if isinstance(error, known)), None)
    if kind is None:
        detail = "An error on our side. It is in the log under this request_id."
        return Problem(title="Internal Server Error", status=500, detail=detail, **place)
    return Problem(
        type=_urn(kind.name),
        title=kind.title,
        status=kind.status,
        detail=_LOGGED if _is_inner(error) and is_outsider(scope) else str(error),
        **place,
    )


def is_outsider(scope: Scope) -> bool:
    """Tell whether whoever asks may not know folders of this machine and addresses of feeds."""
    return bool(scope.get("state", {}).get(OUTSIDER))


def reason_of(error: Exception) -> str | None:
    """Return what the log should say of an error that is the operator's to mend."""
    return str(error) if _is_inner(error) else None


def _is_inner(error: Exception) -> bool:
    return isinstance(error, IndexerError | sqlite3.Error) and not isinstance(error, ArticleError)


def is_openai(path: str) -> bool:
    """Tell whether errors on this path take OpenAI's shape."""
    return path.startswith(_OPENAI_PATHS)


def openai_error(problem: Problem) -> dict[str, Any]:
    """Return the problem as OpenAI's clients read it."""
    at_fault = problem.errors[0].pointer if problem.errors else None
    code = None if problem.type == _NO_TYPE else problem.type.rpartition(":")[2]
    return {
        "error": {
            "message": problem.detail,
            "type": "server_error" if problem.status >= 500 else "invalid_request_error",
            "param": at_fault.removeprefix("#/").replace("/", ".") if at_fault else None,
            "code": code.replace("-", "_") if code else None,
        }
    }


def body_status(problem: Problem) -> int:
    """Return the status under OpenAI's paths, where a body that cannot be used is a 400."""
    return 400 if problem.status == 422 else problem.status


STOPPED = Stopped("the service was stopped before the answer was whole; ask again")
"""What a stream ends with that has to be broken off."""


async def _handle(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, HTTPException) and error.status_code == 405:
        error = HTTPException(405, headers={"Allow": _allowed(request, error)})
    return respond(error, request.scope)


def _allowed(request: Request, error: HTTPException) -> str:
    """Return the methods of a path; the router names only those of the first route that fits."""
    methods = set((error.headers or {}).get("Allow", "").split(", ")) - {""}
    for template, operations in request.app.openapi()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(template))
        if re.fullmatch(pattern, request.url.path):
            methods |= {method.upper() for method in operations}
    return ", ".join(sorted(methods))


def _of_validation(error: RequestValidationError, place: Mapping[str, Any]) -> Problem:
    faults = [_fault(fault) for fault in error.errors()[:_MOST_FAULTS]]
    return Problem(
        type=_urn("request-invalid"),
        title="The request is not valid",
        status=422,
        detail="; ".join(_sentence(fault) for fault in faults[:5]),
        errors=faults,
        **place,
    )


def _fault(fault: Mapping[str, Any]) -> Fault:
    where, *parts = fault["loc"]
    if fault["type"] == "json_invalid":
        detail = f"The body is not JSON: {fault['ctx']['error']} at character {parts[0]}"
        return Fault(detail=detail, pointer="#")
    detail = fault["msg"].removeprefix("Value error, ")
    if where == "body":
        steps = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
        pointer = quote("/".join(["#", *steps]), safe="#/~", errors="replace")
        return Fault(detail=detail, pointer=pointer)
    return Fault(detail=detail, parameter=".".join(str(part) for part in parts))


def _sentence(fault: Fault) -> str:
    name = fault.parameter or (fault.pointer or "").removeprefix("#").removeprefix("/")
    return f"{name}: {fault.detail}" if name else fault.detail


def _detail_of(error: HTTPException, scope: Scope) -> str:
    method, path = scope["method"], scope["path"]
    if error.detail != HTTPStatus(error.status_code).phrase:
        return str(error.detail)
    if error.status_code == 404:
        return f"There is no {path}; /docs lists what there is."
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "another method")
        return f"{path} does not take {method}; it takes {allowed}."
    return str(error.detail)


def _headers_of(error: Exception) -> dict[str, str] | None:
    if isinstance(error, HTTPException):
        return dict(error.headers) if error.headers else None
    if isinstance(error, Busy):
        return {"Retry-After": str(error.retry_after)}
    kind = next((kind for known, kind in _KINDS if isinstance(error, known)), None)
    if kind is None or kind.retry_after is None:
        return None
    return {"Retry-After": str(kind.retry_after)}


def _urn(name: str) -> str:
    return f"urn:dateline:problem:{name}"

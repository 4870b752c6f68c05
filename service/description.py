"""The OpenAPI description: what FastAPI gathers from the routes, and what the guard adds to all."""

from typing import Any

from fastapi import FastAPI

from service import problems
from service.access.policy import scope_needed

_SCHEME = "key"
_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made with `dateline keys add`. Changing articles takes the scope admin; "
    "asking takes a key unless the service listens on loopback, or is told otherwise.",
}
_AT_THE_DOOR = (401, 403, 429, 431, 503)


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of `app`, made once."""
    if app.openapi_schema is None:
        openapi = FastAPI.openapi(app)
        problems.add_schemas(openapi)
        _add_guard(openapi)
        _name_faults(openapi)
    assert app.openapi_schema is not None
    return app.openapi_schema


def _add_guard(openapi: dict[str, Any]) -> None:
    openapi["components"]["securitySchemes"] = {_SCHEME: _BEARER}
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            need = scope_needed(method.upper(), path)
            if need is None:
                continue
            with_key: dict[str, list[str]] = {_SCHEME: []}
            operation["security"] = [with_key] if need == "admin" else [{}, with_key]
            if not problems.is_openai(path):
                told = problems.documented(*_AT_THE_DOOR)
                told |= problems.documented(408) if "requestBody" in operation else {}
                for status, response in told.items():
                    operation["responses"].setdefault(str(status), response)


def _name_faults(openapi: dict[str, Any]) -> None:
    """Put our problem where FastAPI names a shape of its own for faulty parameters."""
    schemas = openapi["components"]["schemas"]
    if schemas.pop("HTTPValidationError", None) is None:
        return
    schemas.pop("ValidationError", None)
    for operations in openapi["paths"].values():
        for operation in operations.values():
            told = operation["responses"].get("422", {}).get("content", {})
            if "application/json" in told:
                operation["responses"]["422"] = problems.documented(422)[422]

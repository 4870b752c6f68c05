"""Policy: what a request needs to be let through, by its method and path alone.

Whatever is new under /v1 needs a key by itself, so that no route can be forgotten.
"""

from service.access.keys import Key, Scope

_GUARDED = ("/v1", "/mcp", "/metrics")
_WRITTEN = "/v1/articles"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_NOT_FOR_PAGES = ("/v1/chat", "/v1/models", "/mcp", "/metrics")


def scope_needed(method: str, path: str) -> Scope | None:
    """Return the scope that a request needs; None for what is open to everybody."""
    if not _is_under(path, _GUARDED):
        return None
    if _is_under(path, (_WRITTEN,)) and method not in _READING:
        return "admin"
    return "ask"


def may_use(key: Key, need: Scope, path: str) -> bool:
    """Tell whether a key's scopes, and its kind, allow a request; who may change may also ask."""
    if key.is_publishable and _is_under(path, _NOT_FOR_PAGES):
        return False
    return need in key.scopes or "admin" in key.scopes


def _is_under(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in roots)

"""Origins, as browsers write them (https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin)."""

import re
from urllib.parse import urlsplit

from service.errors import KeysError

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_USUAL_PORTS = {"http": 80, "https": 443}


def origin_of(text: str) -> str:
    """Return an origin as browsers write it. Raises KeysError for what is none."""
    written = text.strip().rstrip("/").lower()
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    whole = written == f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in _USUAL_PORTS or not whole or not _HOST.fullmatch(host):
        raise KeysError(f"{text!r} is not an origin; write it as https://news.example")
    unusual = port not in (None, _USUAL_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" + (f":{port}" if unusual else "")

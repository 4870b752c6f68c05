"""EML: a mail's words and what is attached to it, each a document."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any

from indexer.article import Claim
from indexer.errors import LoadError
from indexer.load.arrival import stated_date
from indexer.load.damaged import reading
from indexer.load.document import Document

MAX_BYTES = 60_000_000
MAX_PARTS = 1_000
_ADDRESS = re.compile(r"<?\s*(https?://[^\s<>]+)\s*>?")


def unpack(document: Document) -> Iterator[Document]:
    """Yield the words of a mail and each named attachment.

    The plain text is taken where there is one, else the HTML. Subject, sender and date are known
    of the words; the date also serves attachments. Raises LoadError for what is no mail.
    """
    content = document.read(MAX_BYTES)
    with reading("mail"):
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content.lstrip())
        known = _fields(message)
        parts = list(_parts(message))
    claims = tuple(_claims(message))
    body = _body(parts)
    if body is not None:
        yield _words(document, body, known, claims)
    named = [(number, part, name) for number, part in enumerate(parts, start=1)
             if part is not body and (name := _name(part))]  # fmt: skip
    if body is None and not named:
        raise LoadError("has no words and nothing attached; nothing to index")
    attached = {"published": known.get("published")}
    for number, part, name in named:
        yield _part(document, part, f"{number}/{name}", attached, ())


def _words(
    document: Document, body: Message, known: Mapping[str, Any], claims: tuple[Claim, ...]
) -> Document:
    kind = "html" if body.get_content_type() == "text/html" else "txt"
    return replace(_part(document, body, f"words.{kind}", known, claims), is_message=True)


def _part(
    document: Document,
    part: Message,
    name: str,
    known: Mapping[str, Any],
    claims: tuple[Claim, ...],
) -> Document:
    with reading("mail"):
        charset = part.get_content_charset() if part.get_content_maintype() == "text" else None
        kind = part.get_content_type()
    generic = kind in ("application/octet-stream", "text/plain") and not name.startswith("words.")
    fields = {field: value for field, value in known.items() if value}
    return document.inside(
        name,
        partial(_open, part),
        media_type=None if generic else kind,
        charset=charset,
        fields=fields,
        url=fields.get("url"),
        claims=claims,
    )


def _open(part: Message) -> IO[bytes]:
    with reading("mail"):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            mail = inner[0] if isinstance(inner, list) and inner else None
            content = mail.as_bytes() if isinstance(mail, Message) else b""
        else:
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
        return io.BytesIO(content)


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something themselves, mails inside as they are."""
    waiting: list[Message] = [message]
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            inner = part.get_payload()
            waiting[:0] = [each for each in inner if isinstance(each, Message)]
        else:
            yield part


def _body(parts: list[Message]) -> Message | None:
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if (
                part.get_content_type() == kind
                and part.get_content_disposition() != "attachment"
                and not part.get_filename()
                and _has_words(part)
            ):
                return part
    return None


def _has_words(part: Message) -> bool:
    with reading("mail"):
        payload = part.get_payload(decode=True)
    return isinstance(payload, bytes) and bool(payload.strip())


def _name(part: Message) -> str | None:
    if part.get_content_type() == "message/rfc822":
        return "mail.eml"
    with reading("mail"):
        name = part.get_filename()
    return PurePosixPath(name.replace("\\", "/")).name or None if name else None


def _fields(message: Message) -> dict[str, Any]:
    sender = _sender(message)
    link = _ADDRESS.search(_header(message, "Archived-At"))
    name = _header(message, "Message-ID").strip("<> ")
    return {
        "id": f"mid:{name}" if name else None,
        "url": link.group(1) if link else None,
        "title": _header(message, "Subject"),
        "authors": [sender] if sender else None,
        "published": stated_date(_zoned(_header(message, "Date"))),
    }


def _claims(message: Message) -> Iterator[Claim]:
    with reading("mail"):
        stated = (
            ("title", _header(message, "Subject"), "mail Subject"),
            ("authors", _header(message, "From"), "mail From"),
            ("publisher", _domain(message), "domain of mail From"),
            ("published", _header(message, "Date"), "mail Date"),
            ("url", _header(message, "Archived-At"), "mail Archived-At"),
        )
    yield from (Claim(field, value, origin) for field, value, origin in stated if value)


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    return " ".join(str(value).split()) if value is not None else ""


def _addresses(message: Message) -> tuple[Any, ...]:
    return tuple(getattr(message.get("From"), "addresses", ()))


def _sender(message: Message) -> str:
    return next((each.display_name for each in _addresses(message) if each.display_name), "")


def _domain(message: Message) -> str:
    return next((each.domain for each in _addresses(message) if each.domain), "")


def _zoned(date: str) -> str:
    """Return a mail's date; `-0000` says that the zone is not known (RFC 5322, 3.3)."""
    return re.sub(r"\s*-0000\b.*", "", date)

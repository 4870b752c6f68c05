"""Markup: HTML fragments in which everything is escaped that was not made as HTML."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from string import Template
from urllib.parse import urlsplit


class Html(str):
    """Text that is HTML already; only this package's templates make it."""

    __slots__ = ()


def fill(template: str, **values: object) -> Html:
    """Return `template` with its $names filled; what is not Html is escaped.

    Attributes in templates stand in double quotes, so that an escaped value cannot leave them.
    """
    safe = {name: value if isinstance(value, Html) else escape(str(value))
            for name, value in values.items()}  # fmt: skip
    return Html(Template(template).substitute(safe))


def join(fragments: Iterable[Html], separator: str = "") -> Html:
    """Return the fragments as one; `separator` is text."""
    return Html(escape(separator).join(fragments))


def web_link(text: str, address: str | None) -> Html:
    """Return a link, or the mere text where `address` is not of the web: never a script."""
    try:
        is_web = bool(address) and urlsplit(address or "").scheme in ("http", "https")
    except ValueError:
        is_web = False
    if not is_web:
        return fill("$text", text=text)
    link = '<a href="$address" rel="noopener noreferrer">$text</a>'
    return fill(link, address=address, text=text)


def marked(text: str, phrases: Sequence[str]) -> Html:
    """Return `text` with the literal occurrences of `phrases` marked, case aside."""
    wanted = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    if not wanted:
        return fill("$text", text=text)
    parts = re.split(rf"(?i)(?<!\w)({wanted})(?!\w)", text)
    return join(
        fill("<mark>$part</mark>" if odd % 2 else "$part", part=part)
        for odd, part in enumerate(parts)
    )

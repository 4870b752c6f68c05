"""Article: one article as it arrived, before cleaning."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.clean import printable
from indexer.dates import normalise_date
from indexer.errors import ArticleError

MAX_TEXT = 5_000_000
_NAMES_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says of one field of its article, in the source's own words, and where.

    One line without control characters: it is shown in terminals.
    """

    field: str
    value: str
    origin: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _one_line(self.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is believed of an article; dates are ISO text with the offset that was stated."""

    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    section: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata(Facts):
    """What is known of an article besides its words.

    `source` says where it was read from; `claims` keep what the source said of each field, also
    what was not believed.
    """

    source: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Metadata):
    """What a loader hands on."""

    id: str
    text: str


def make_article(
    fields: Mapping[str, Any],
    source: str,
    fallback_key: str,
    *,
    origin: str = "field",
    claims: tuple[Claim, ...] = (),
) -> Article:
    """Build an Article from loose `fields`, as JSONL and front matter bring them.

    The id is the given one, else a hash of the url, else of `fallback_key`, so that the same
    article arriving again is the same article. Unknown fields are ignored: archives carry many.
    Without `claims`, each field is one that `origin` makes.
    Raises ArticleError for an empty or oversized text, wrong types and bad dates.
    """
    text = fields.get("text")
    if not isinstance(text, str):
        named = _one_line(", ".join(sorted(map(str, fields)))[:_NAMES_SHOWN]) or "none"
        raise ArticleError(
            "the field 'text' is missing or not a string; every article needs one (its fields: "
            f"{named})"
        )
    if not text.strip():
        raise ArticleError("the text is empty; nothing to index")
    if len(text) > MAX_TEXT:
        raise ArticleError(f"the text has {len(text):,} characters; at most {MAX_TEXT:,} are taken")
    url = _string(fields, "url")
    return Article(
        text=text,
        id=_given_id(fields) or _hash(url or fallback_key),
        source=source,
        url=url,
        title=_string(fields, "title"),
        publisher=_string(fields, "publisher"),
        authors=_names(fields.get("authors") or fields.get("author")),
        published=normalise_date(fields.get("published"), "published"),
        modified=normalise_date(fields.get("modified"), "modified"),
        section=_string(fields, "section"),
        language=_string(fields, "language"),
        claims=claims or claims_of(fields, origin),
    )


_CLAIMED = ("title", "publisher", "authors", "author", "published", "modified", "section",
            "language", "url")  # fmt: skip


def claims_of(fields: Mapping[str, Any], origin: str) -> tuple[Claim, ...]:
    """Return what `fields` say of the article, each as a claim that `origin` makes."""
    stated = ((name, fields.get(name)) for name in _CLAIMED)
    lines = ((name, _one_line(", ".join(filter(None, map(_name, _listed(value))))))
             for name, value in stated if value)  # fmt: skip
    return tuple(Claim(name, line, origin) for name, line in lines if line)


def _given_id(fields: Mapping[str, Any]) -> str | None:
    given = fields.get("id")
    if isinstance(given, str) and printable(given) != given:  # dropping could make two ids one
        raise ArticleError("the field 'id' holds characters that cannot be printed; mend it")
    return _string(fields, "id")


def _string(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**18:
        value = str(value)
    if not isinstance(value, str):
        raise ArticleError(f"the field '{name}' is {type(value).__name__}; a string is expected")
    return _one_line(value) or None


def _names(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    names = [each.get("name") if isinstance(each, dict) else each for each in _listed(value)]
    if not all(isinstance(name, str) for name in names):
        raise ArticleError("'authors' is not a list of names")
    return tuple(line for line in map(_one_line, map(_name, names)) if line)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _name(value: object) -> str:
    """Return the name of somebody who is described by one: `{name: Jane Doe}`."""
    named = value.get("name") if isinstance(value, dict) else value
    return "" if named is None or isinstance(named, (dict, list, tuple, set)) else str(named)


def _one_line(value: str) -> str:
    return " ".join(printable(value).split())


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]

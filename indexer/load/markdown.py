"""Markdown with YAML front matter: title, publisher, author, published, modified, url ..."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from indexer.article import Article, make_article
from indexer.errors import ArticleError, IndexerError, LoadError
from indexer.load.text import read, source_of

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_LINE_MARK = re.compile(r"^(?:#{1,6}\s+|>\s?|[-*+]\s+(?=\S))", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"\A\s*#\s+(.+?)\s*#*\s*$", re.MULTILINE)


def load(path: Path) -> Iterator[Article | IndexerError]:
    """Yield the one article of a Markdown file; a first heading serves as a missing title."""
    try:
        fields, body = _split(read(path).replace("\r\n", "\n"))
        heading = _HEADING.match(body)
        if heading and "title" not in fields:
            fields["title"] = heading.group(1)
            body = body[heading.end() :]
        fields["text"] = _plain(body)
        yield make_article(fields, source_of(path), source_of(path))
    except (ArticleError, LoadError) as error:
        yield type(error)(f"{path}: {error}")


def _split(content: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(content)
    if match is None:
        return {}, content
    try:
        fields = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())[:160]
        raise ArticleError(f"the front matter is not valid YAML ({reason}); mend it") from error
    if fields is None:
        fields = {}
    if not isinstance(fields, dict):
        raise ArticleError("the front matter is not a list of `name: value` lines; mend it")
    return fields, content[match.end() :]


def _plain(body: str) -> str:
    """Return the words that a reader sees; paragraphs that were wrapped become one line."""
    body = _LINK.sub(r"\1", _IMAGE.sub("", body))
    body = _LINE_MARK.sub("\n", body)
    body = _EMPHASIS.sub(r"\2", body)
    paragraphs = re.split(r"\n\s*\n", body)
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())

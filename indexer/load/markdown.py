"""Markdown with YAML front matter: title, publisher, author, published, modified, url ..."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from indexer.article import Article, Claim
from indexer.errors import ArticleError
from indexer.load.arrival import arrive, stated_date
from indexer.load.document import Document
from indexer.load.text import read


class _TextLoader(yaml.SafeLoader):
    """Reads every plain value as the text that it is, only `null`, `~` and nothing as none.

    YAML 1.1 would make `no` (Norwegian) false, 0012 ten and 12:30 seven hundred and fifty.
    """


_TextLoader.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
# What other tools for writing call the fields (Jekyll, Hugo, Eleventy, Zola), first choice first.
_OTHER_NAMES = {
    "published": ("date", "publishdate", "pubdate"),
    "modified": ("lastmod", "last_modified_at", "updated", "last_updated"),
    "language": ("lang",),
}
_FIELDS = "id|url|title|publisher|authors?|published|modified|section|language|date"
_UNCLOSED = re.compile(rf"\A---[ \t]*\n(?:[ \t]*\n|#[^\n]*\n)*(?:{_FIELDS})[ \t]*:[ \t\n]")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(|.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# Bounded throughout, so that no line of marks takes quadratic time.
_LINK = re.compile(
    r"(!?)\[([^\[\]]{0,500})\]"
    r"\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s+(?:\"[^\"]{0,300}\"|'[^']{0,300}'))?\)"
)
_QUOTE_MARK = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_LIST_MARK = re.compile(r"^[-*+][ \t]+(?=\S)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*)$", re.MULTILINE)
_TITLE = re.compile(r"\s*#[ \t]+(.*)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]{1,500})`")
_STRONG = re.compile(r"\*\*(?=\S)([^\n]{1,500}?)(?<=\S)\*\*")
# Single marks and underscores only around whole words: `snake_case` and `2*3*4` are prose.
_EMPHASIS = re.compile(r"(?<![\w/])(__|\*|_)(?=[\w\"'“‘(])([^\n]{1,500}?)(?<=\S)\1(?!\w)")


def load(document: Document) -> Iterator[Article]:
    """Yield the one article of a Markdown file; a first heading serves as a missing title.

    Raises ArticleError or LoadError.
    """
    fields, body = _split(read(document).replace("\r\n", "\n"))
    heading = _TITLE.match(body)
    if heading and not fields.get("title"):
        fields["title"] = _words(_heading(heading))
        body = body[heading.end() :]
    others = tuple(_under_other_names(fields))
    weak = {each.field: each.value if each.field == "language" else stated_date(each.value)
            for each in others}  # fmt: skip
    fields["text"] = _plain(body)
    yield arrive(document, fields, "front matter", weak=weak, claims=others)


def _split(content: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(content)
    if match is None:
        if _UNCLOSED.match(content):
            raise ArticleError(
                "the front matter that begins on line 1 does not end; put `---` on a line of its "
                "own behind it"
            )
        return {}, content
    try:
        fields = yaml.load(match.group(1), _TextLoader)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError) as error:
        # PyYAML lets more than its own errors through: wrongly tagged values, endless nesting.
        raise ArticleError(f"the front matter is not valid YAML ({_reason(error)})") from error
    if fields is None:
        fields = {}
    if not isinstance(fields, dict):
        raise ArticleError("the front matter is not a list of `name: value` lines; mend it")
    return fields, content[match.end() :]


def _reason(error: Exception) -> str:
    """Return what is wrong, in which line of the file, and what often mends it."""
    problem = " ".join((getattr(error, "problem", None) or str(error)).split())[:160]
    # What is opened and never closed is found out at the end; where it began helps more.
    mark = getattr(error, "context_mark" if "stream end" in problem else "problem_mark", None)
    where = f"line {mark.line + 2}: " if mark is not None else ""  # behind the first `---`
    return f"{where}{problem}; a value with a colon, bracket or quotation mark needs quotes"


def _under_other_names(fields: dict[str, Any]) -> Iterator[Claim]:
    """Yield what front matter states under the names of other tools, where ours is not there."""
    for field, names in _OTHER_NAMES.items():
        said = (name for name in names if isinstance(fields.get(name), str) and fields[name])
        if not fields.get(field) and (name := next(said, None)):
            yield Claim(field, fields[name], f"front matter {name}")


def _plain(body: str) -> str:
    """Return the words that a reader sees; paragraphs that were wrapped become one line."""
    body = _LIST_MARK.sub(
        "\n", _HEADING.sub(lambda line: f"\n{_heading(line)}\n", _QUOTE_MARK.sub("", body))
    )
    paragraphs = re.split(r"\n\s*\n", _words(body))
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())


def _heading(match: re.Match[str]) -> str:
    text = str(match.group(1)).rstrip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare.endswith((" ", "\t")) or not bare else text  # "C#" keeps its mark


def _words(text: str) -> str:
    text = _LINK.sub(lambda link: "" if link.group(1) else link.group(2), text)
    return _EMPHASIS.sub(r"\2", _STRONG.sub(r"\1", _CODE.sub(r"\1", text)))

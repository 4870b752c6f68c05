"""The article's own words out of a page's tree: one paragraph, heading, item or row a line."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from indexer.clean import clean
from indexer.errors import ArticleError
from indexer.load.fragment import plain_text_of
from indexer.load.html_feeds import feeds_in
from indexer.metadata import Node
from indexer.metadata.address import is_home
from indexer.metadata.json_ld import text_of

_BLOCKS = {"p", "head", "quote", "list", "item", "table", "row", "cell", "code", "div"}
_SHORTEST = 250
_SHORT = 3_000
_SHORTEST_DECLARED = 80
_MAX_CELL = 120
_HEADLINE = 20
_INDEX_LINKS = 6
_INDEX_SHARE = 0.5
_INDEX_SHARE_AT_HOME = 0.25
_INDEX_SAMPLE = 10_000
_SHELL = re.compile(r"\b(?:enable|requires?|need|turn on|activate|without)\b.{0,40}\bjavascript\b|"
                    r"\bjavascript\b.{0,60}\b(?:disabled|enable|required|not available)\b",
                    re.I)  # fmt: skip
_REFUSAL = re.compile(
    r"\b(?:page (?:was |is |could )?not (?:be )?found|404|access denied|403 forbidden|"
    r"just a moment|attention required|are you (?:a )?(?:human|robot)|verify (?:that )?you are|"
    r"unusual (?:traffic|activity)|captcha|service unavailable|502 bad gateway|"
    r"this content is not available in your (?:country|region))\b", re.I)  # fmt: skip
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")
_CONSENT = re.compile(r"\bcookies?\b|\bconsent\b|\bpartners\b|\bprivacy\b|\bpersonal data\b", re.I)


def article_text(
    tree: Any,
    title: str | None,
    main: Node | None,
    *,
    page: str | None = None,
    message: bool = False,
) -> str:
    """Return the text of the page's article without its title; `page` is its address.

    `message` says that it is no page but what somebody wrote, as a mail is: where no article is
    found in it, all that it shows is its text. Raises ArticleError for a page that has none: an
    index page, a consent wall, a shell that only JavaScript fills, an error page.
    """
    shown = _shown(tree) if message else ""
    updates = _live_updates(main) if main else []
    lines = _without_title(_extracted(tree), title)
    stated = _stated(main, "articleBody") if main else []
    if _length(stated) > 1.25 * _length(lines):  # the page shows less than it ships
        lines = stated
    if updates and _length(updates) > 0.5 * _length(lines):
        lines = [*_lead(lines, updates), *updates]
    if shown and _length(lines) < _SHORTEST:
        return shown
    _refuse(tree, lines, main is not None, page)
    return "\n\n".join(lines)


def _shown(tree: Any) -> str:
    body = tree.find("body")
    return plain_text_of(tree if body is None else body)


def _extracted(tree: Any) -> list[str]:
    """Return the lines that trafilatura takes for the article.

    Its precise mode leaves most of the page's furniture out, but of some pages also half of the
    article: a short result is compared with the balanced one.
    """
    precise = _extract(tree, favor_precision=True)
    if _length(precise) > _SHORT:
        return precise
    balanced = _extract(tree)
    return balanced if _length(balanced) > 2 * _length(precise) else precise


def _extract(tree: Any, *, favor_precision: bool = False) -> list[str]:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = bare_extraction(tree, include_comments=False, favor_precision=favor_precision)
    body = getattr(found, "body", None)
    return [line for line in _lines(body) if line] if body is not None else []


def _lines(element: Any) -> Iterator[str]:
    words = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS or child.tag == "lb":
            yield _joined(words)
            if child.tag == "row":
                yield from _row(child)
            elif child.tag != "lb":
                yield from _lines(child)
            words = [child.tail or ""]
        else:
            words += [*child.itertext(), child.tail or ""]
    yield _joined(words)


def _row(row: Any) -> Iterator[str]:
    cells = [[line for line in _lines(cell) if line] for cell in row]
    if any(len(cell) > 1 or len("".join(cell)) > _MAX_CELL for cell in cells):
        for cell in cells:  # a table that only lays out the page
            yield from cell
    else:
        yield " | ".join(cell[0] for cell in cells if cell)


def _joined(words: list[str]) -> str:
    return " ".join("".join(words).split())


def _without_title(lines: list[str], title: str | None) -> list[str]:
    first = " ".join(lines[0].split()).casefold() if lines else None
    return lines[1:] if title and first == " ".join(title.split()).casefold() else lines


def _stated(node: Node, name: str) -> list[str]:
    """Return the lines of a text in JSON-LD, which may itself be HTML."""
    text = text_of(node.get(name)) or ""
    if re.search(r"</?(?:p|div|br|h\d|li|a)\b|&(?:amp|lt|nbsp|#\d+);", text):
        text = _plain(text)
    return [line for each in re.split(r"[\r\n]+", text) if (line := " ".join(each.split()))]


def _plain(markup: str) -> str:
    from lxml import html

    root = html.fragment_fromstring(markup, create_parent="div")
    for element in root.iter("p", "div", "br", "h1", "h2", "h3", "h4", "li", "blockquote", "tr"):
        element.tail = f"\n{element.tail or ''}"
    for element in [*root.iter("script", "style", "figure")]:
        element.drop_tree()
    return str(root.text_content())


def _live_updates(main: Node) -> list[str]:
    """Return the entries of a live blog, each with its time and headline as lines of their own."""
    updates = main.get("liveBlogUpdate")
    lines: list[str] = []
    for update in updates if isinstance(updates, list) else [updates]:
        if isinstance(update, dict) and (body := _stated(update, "articleBody")):
            moment = text_of(update.get("datePublished")) or ""
            headline = text_of(update.get("headline")) or ""
            heading = [line for line in (_clock(moment), headline) if line]
            lines += [*heading, *(line for line in body if line != headline)]
    return lines


def _clock(moment: str) -> str:
    """Return a moment as it was stated, readable: `2026-01-13 10:05 +09:00`."""
    match = _MOMENT.fullmatch(moment)
    if match is None:
        return moment
    day, time, zone = match.groups()
    return " ".join(filter(None, (day, time, "UTC" if zone == "Z" else zone)))


def _lead(lines: list[str], updates: list[str]) -> list[str]:
    """Return what the page says before its first entry."""
    entries = set(updates)
    lead: list[str] = []
    for line in lines:
        if line in entries:
            break
        lead.append(line)
    return lead if len(lead) < len(lines) else lead[:5]


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _refuse(tree: Any, lines: list[str], declared: bool, page: str | None) -> None:
    text = "\n".join(lines)
    title = " ".join((tree.findtext(".//title") or "").split())
    if len(text) < 1_500 and (
        _REFUSAL.search(title) or (len(text) < 600 and _REFUSAL.search(text))
    ):
        raise ArticleError("is the page of an error or of a check for robots; fetch it again")
    if len(text) < 2_000:
        text = clean(text).text
        consent = sum(len(line) for line in text.split("\n") if len(_CONSENT.findall(line)) > 1)
        if consent * 2 > len(text) > 0 and not declared:
            raise ArticleError("shows a consent notice in place of an article; save it past that")
    if len(text) < (_SHORTEST_DECLARED if declared else _SHORTEST):
        words = " ".join(" ".join(each.itertext()) for each in tree.iter("noscript", "body"))
        if _SHELL.search(words[:20_000]):
            raise ArticleError("is filled by JavaScript; save the page as the browser shows it")
        raise ArticleError(
            f"has no article that could be found: too little running text{_feed(tree, page)}"
        )
    if not declared and _is_index(tree, text, is_home(page)):
        where = _feed(tree, page) or "; index the pages that it links"
        raise ArticleError(f"has no article: it lists others{where}")


def _feed(tree: Any, page: str | None) -> str:
    """Return where the articles are that a front page only lists, if it names a feed."""
    feeds = feeds_in(tree, page) if is_home(page) else []
    return f"; its site's feed names them: `dateline index {feeds[0]}`" if feeds else ""


def _is_index(tree: Any, text: str, home: bool) -> bool:
    """Return whether much of `text` are the words of links, as headlines are that lead on."""
    share = _INDEX_SHARE_AT_HOME if home else _INDEX_SHARE
    text = text[:_INDEX_SAMPLE]
    stated = (_joined([*each.itertext()]) for each in tree.iter("a") if each.get("href"))
    links = {each for each in stated if len(each) >= _HEADLINE}
    whole = "\n".join(links)
    linked = 0
    for line in text.split("\n"):
        if len(line) >= _HEADLINE and line in whole:
            linked += len(line)
        else:
            linked += min(len(line), sum(len(link) for link in links if link in line))
    return len(links) >= _INDEX_LINKS and linked > share * len(text)

"""RealTime QA: a week's *_qa.jsonl, with its *_gold.jsonl beside it where there is one.

Kasai et al., RealTime QA: What's the Answer Right Now?, NeurIPS 2023 Datasets and Benchmarks.
"""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from eval.errors import GoldError
from eval.gold.layouts.imported import Imported, id_of_url, listed, objects_of, unique

_NONE = "none of the above"
_LINK = re.compile(r'href="(https?://[^"#]+)')


def read(path: Path) -> Imported:
    """Return the questions of the file `path`.

    The answer is the words of the right choice. Known articles are those that the evidence links
    to; with the articles of the gold file, those.
    """
    imported = Imported()
    told = _told(path.with_name(path.name.replace("_qa", "_gold")), path)
    for where, line in objects_of(path):
        articles = told.get(str(line.get("question_id")), [])
        urls = [str(each["url"]) for each in articles] or _LINK.findall(str(line.get("evidence")))
        imported.add(where, partial(_fields, line, unique(map(_bare, urls))))
        imported.articles += [_article(each) for each in articles]
    return imported


def _told(gold: Path, path: Path) -> dict[str, list[Mapping[str, Any]]]:
    if gold == path or not gold.exists():
        return {}
    return {
        str(line.get("question_id")): [
            found for found in listed(line.get("search_result") or [], where)
            if found.get("url") and found.get("text")
        ]
        for where, line in objects_of(gold)
    }  # fmt: skip


def _fields(line: Mapping[str, Any], urls: list[str]) -> dict[str, Any]:
    return {
        "id": line.get("question_id"),
        "question": line.get("question_sentence"),
        "asked": str(line.get("question_date") or "").replace("/", "-"),
        "answers": _answers(line),
        "relevant": [id_of_url(url) for url in urls],
    }


def _answers(line: Mapping[str, Any]) -> list[str]:
    """The right choices; `answer` holds their positions, or, in some weeks, their words."""
    choices, given = line.get("choices") or [], line.get("answer") or []
    answers = [
        str(choices[int(each)]) if str(each).isdigit() and int(each) < len(choices) else str(each)
        for each in (given if isinstance(given, list) else [given])
    ]
    if any(answer.strip(" .").lower() == _NONE for answer in answers):
        raise GoldError(
            "the right choice is “none of the above”, which stands in no article; "
            "import the week's file without `_nota`"
        )
    return answers


def _article(found: Mapping[str, Any]) -> dict[str, Any]:
    url = _bare(str(found["url"]))
    return {
        "id": id_of_url(url),
        "url": url,
        "title": found.get("title"),
        "authors": found.get("authors") or [],
        "published": str(found.get("publish_date") or "").replace("/", "-") or None,
        "text": found["text"],
    }


def _bare(url: str) -> str:
    return url.partition("#")[0]

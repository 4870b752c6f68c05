"""MultiHop-RAG: MultiHopRAG.json, with corpus.json beside it.

Tang and Yang, MultiHop-RAG: Benchmarking Retrieval-Augmented Generation for Multi-Hop Queries,
COLM 2024.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from eval.gold.layouts.imported import Imported, document_of, id_of_url, listed, unique

_UNANSWERABLE = "null_query"


def read(path: Path) -> Imported:
    """Return the queries of the file `path`; articles are known by their address.

    A null query is unanswerable. The queries carry no day of asking.
    """
    imported = Imported()
    for number, query in enumerate(listed(document_of(path), str(path)), start=1):
        imported.add(f"{path}: query {number}", partial(_fields, number, query))
    corpus = path.with_name("corpus.json")
    if corpus.exists():
        imported.articles = [_article(each) for each in listed(document_of(corpus), str(corpus))]
    return imported


def _fields(number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    kind = query.get("question_type")
    fields = {"id": f"multihop-{number:04}", "question": query.get("query"), "kind": kind}
    if kind == _UNANSWERABLE:
        return {**fields, "unanswerable": True}
    evidence = listed(query.get("evidence_list") or [], f"the evidence of query {number}")
    urls = [str(each["url"]) for each in evidence if each.get("url")]
    relevant = unique(map(id_of_url, urls))
    return {**fields, "answers": [query.get("answer")], "relevant": relevant}


def _article(document: Mapping[str, Any]) -> dict[str, Any]:
    url = str(document.get("url") or "")
    return {
        "id": id_of_url(url) if url else None,
        "url": url or None,
        "title": document.get("title"),
        "publisher": document.get("source"),
        "authors": [document["author"]] if document.get("author") else [],
        "published": document.get("published_at"),
        "section": document.get("category"),
        "text": document.get("body"),
    }

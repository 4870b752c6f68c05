"""BEIR: a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv.

Thakur et al., BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval
Models, NeurIPS 2021 Datasets and Benchmarks. Its judgements may be graded; gold lines are not, so
nDCG here is that of binary relevance and not the published figure.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.errors import GoldError
from eval.gold.layouts.imported import Imported, objects_of
from eval.gold.read import lines_of

_SPLITS = ("test", "dev", "train")


def read(path: Path) -> Imported:
    """Return the judged queries of the folder `path`; of several splits, `test` before `dev`."""
    imported = Imported()
    judged = _judgements(path / "qrels")
    for where, query in objects_of(path / "queries.jsonl"):
        name = str(query.get("_id", ""))
        if name in judged:
            fields = {"id": name, "question": query.get("text"), "relevant": judged[name]}
            imported.add(where, fields)
    if (path / "corpus.jsonl").exists():
        imported.articles = [_article(each) for _, each in objects_of(path / "corpus.jsonl")]
    return imported


def _judgements(folder: Path) -> dict[str, list[str]]:
    """Return the documents that a judge found relevant, by query; a score of 0 is not."""
    file = next((f for split in _SPLITS if (f := folder / f"{split}.tsv").exists()), None)
    if file is None:
        raise GoldError(f"there are no judgements in {folder}; BEIR has them as qrels/test.tsv")
    judged: dict[str, list[str]] = {}
    for number, line in lines_of(file):
        cells = line.decode("utf-8", "replace").strip().split("\t")
        if number == 1 and not cells[-1].lstrip("-").isdigit():
            continue  # the header
        if len(cells) != 3 or not cells[2].lstrip("-").isdigit():
            raise GoldError(f"{file}: line {number}: not `query document score`, parted by tabs")
        if int(cells[2]) > 0:
            judged.setdefault(cells[0], []).append(cells[1])
    return judged


def _article(document: Mapping[str, Any]) -> dict[str, Any]:
    metadata = document.get("metadata")
    known = metadata if isinstance(metadata, Mapping) else {}
    return {
        "id": str(document.get("_id", "")),
        "title": document.get("title") or None,
        "text": document.get("text"),
        **{name: known[name] for name in ("url", "publisher", "published") if name in known},
    }

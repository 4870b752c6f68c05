"""What an index holds, as plain facts."""

import sqlite3
from collections import Counter
from pathlib import Path

from indexer import generation
from indexer.errors import GenerationDamaged, IndexMismatch
from indexer.record import Record


def inspect(folder: Path, *, verify: bool = False) -> dict[str, object]:
    """Return counts, dates covered, publishers, model and sizes of the index in `folder`.

    With `verify`, every checksum is read too. Raises IndexMissing or IndexMismatch.
    """
    record = Record.open(folder)
    try:
        return _report(folder, record, verify)
    except sqlite3.DatabaseError as error:
        raise IndexMismatch(
            f"{record.path} is damaged ({error}); "
            "restore it from a copy, or index into another folder with --index"
        ) from error
    finally:
        record.close()


def is_sound(report: dict[str, object]) -> bool:
    """Tell whether no check of `report` found damage."""
    checked = str(report.get("generation check", "ok"))
    return report.get("record check", "ok") == "ok" and not checked.startswith("damaged")


def _report(folder: Path, record: Record, verify: bool) -> dict[str, object]:
    facts = record.articles.facts()
    days = sorted(each.published[:10] for each in facts if each.published)
    publishers = Counter(each.publisher or "(unknown)" for each in facts)
    report: dict[str, object] = {
        "index": str(folder),
        **record.meta(),
        **record.counts(),
        "first day": days[0] if days else None,
        "last day": days[-1] if days else None,
        "undated": len(facts) - len(days),
        "publishers": dict(publishers.most_common(20)),
        "generation": generation.newest(folder),
        "bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
    }
    if verify:
        report["record check"] = record.verify()
        report["generation check"] = _check_generation(folder, record.meta())
    return report


def _check_generation(folder: Path, meta: dict[str, str]) -> str:
    try:
        opened = generation.open_newest(folder, meta)
    except GenerationDamaged as error:
        return f"damaged: {error}; any `dateline index` run rebuilds it"
    return "ok" if opened else "none yet; any `dateline index` run builds it"

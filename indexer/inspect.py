"""What an index holds, as plain facts."""

import json
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from indexer import generation
from indexer.errors import GenerationDamaged, IndexMismatch
from indexer.manifest import MANIFEST
from indexer.record import FILE_NAME, FeedState, Record
from indexer.watch.rhythm import alarm_of, usual_gap

_HALF_FLOAT = 2
_EXAMPLE = 80


def inspect(folder: Path, *, verify: bool = False) -> dict[str, object]:
    """Return counts, dates covered, publishers, model, generations and sizes of an index.

    With `verify`, every checksum is read too, and passages whose vector is missing are counted.
    Raises IndexMissing or IndexMismatch.
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


def taken_out(folder: Path) -> dict[str, dict[str, object]]:
    """Return by reason what cleaning took out of the live articles, the most frequent first.

    Each with its `lines`, the `articles` that lost some, and an `example`. Raises IndexMissing or
    IndexMismatch.
    """
    lines: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    examples: dict[str, str] = {}
    with closing(Record.open(folder)) as record:
        for parts in record.articles.removed():
            lines.update(part.reason for part in parts)
            articles.update({part.reason for part in parts})
            for part in parts:
                examples.setdefault(part.reason, part.text[:_EXAMPLE])
    return {
        reason: {"lines": count, "articles": articles[reason], "example": examples[reason]}
        for reason, count in lines.most_common()
    }


def is_sound(report: dict[str, object]) -> bool:
    """Tell whether no check of `report` found damage."""
    checked = str(report.get("generation check", "ok"))
    return (
        report.get("record check", "ok") == "ok"
        and not report.get("missing vectors")
        and not checked.startswith("damaged")
    )


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
        "generations": _generations(folder, record, verify),
        **_sizes(folder, record),
        **_feeds(record),
    }
    if verify:
        report["record check"] = record.verify()
        report["missing vectors"] = record.passages.without_vector()
        report["generation check"] = _check_newest(folder, record)
    return report


def _generations(folder: Path, record: Record, verify: bool) -> dict[str, str]:
    """Return a line about each generation that is kept, oldest first."""
    lines = {}
    for path in generation.folders(folder):
        size = generation.bytes_of(path.glob("*"))
        lines[path.name] = f"{_held(path)}, {size:,} bytes"
        if verify:
            lines[path.name] += f", {_check(path, record)}"
    return lines


def _held(path: Path) -> str:
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
        return f"{int(manifest['passages']):,} passages up to change {int(manifest['change'])}"
    except (OSError, ValueError, LookupError, TypeError):
        return "no readable manifest"


def _check(path: Path, record: Record) -> str:
    try:
        generation.require_origin(path, generation.verify(path), record)
    except GenerationDamaged as error:
        return f"damaged: {error}"
    return "ok"


def _check_newest(folder: Path, record: Record) -> str:
    kept = generation.folders(folder)
    if not kept:
        return "none yet; any `dateline index` run builds it"
    found = _check(kept[-1], record)
    return found if found == "ok" else f"{found}; any `dateline index` run rebuilds it"


def _sizes(folder: Path, record: Record) -> dict[str, object]:
    """Return the bytes of all files, and of the parts that make up most of them."""
    files = [file for file in _files(folder) if file.is_file()]
    vectors = record.counts()["vectors"] * int(record.meta()["dimension"]) * _HALF_FLOAT
    parts = {
        "record": generation.bytes_of(f for f in files if f.name.startswith(FILE_NAME)),
        "of that, vectors": vectors,
        "generations": generation.bytes_of(
            f for f in files if f.parent.parent.name == generation.FOLDER
        ),
    }
    return {"bytes": generation.bytes_of(files), "bytes by part": parts}


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    with suppress(FileNotFoundError):  # a generation that is dropped while it is listed
        found.extend(folder.rglob("*"))
    return found


def _feeds(record: Record) -> dict[str, object]:
    now = datetime.now(UTC)
    found = {state.name: _feed(state, now) for state in record.feeds.all()}
    return {"feeds": found} if found else {}


def _feed(state: FeedState, now: datetime) -> dict[str, object]:
    alarm, gap = alarm_of(state, now), usual_gap(state.moments)
    return {
        "title": state.title,
        "tried": state.tried,
        "succeeded": state.succeeded,
        "newest item": max(filter(None, (state.new_item, *state.moments[-1:])), default=None),
        "usual gap in hours": round(gap.total_seconds() / 3600, 1) if gap else None,
        "failures": state.failures,
        "error": state.error,
        "due": state.due,
        "alarm": alarm.message if alarm else None,
    }

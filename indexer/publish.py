"""Publishing: when the record is worth a new generation, and how one is derived."""

import os
from pathlib import Path

from indexer import generation
from indexer.errors import GenerationDamaged, IndexerError
from indexer.generation import Generation
from indexer.lock import publisher_lock
from indexer.record import Record
from indexer.refresh import rebased
from indexer.segment import Segment
from indexer.vectors import MEMORY_MB

SMALLEST_FOLD = 200
"""Changes that are worth a new generation, however small the index is."""

MEMORY_VARIABLE = "DATELINE_VECTOR_MEMORY_MB"


def publish_news(folder: Path, record: Record, memory_mb: int | None = None) -> Generation | None:
    """Publish a generation when the newest one is missing, damaged or behind the record.

    Others may write meanwhile; a second publisher waits. Returns the new generation, or None when
    there was no need. What an older generation holds is carried over, the rest comes from the
    record. The lists by which a
    large archive's vectors are searched may take `memory_mb`, else what MEMORY_VARIABLE says.
    Raises IndexerError when that is no number.
    """
    with publisher_lock(folder), record.reading():
        base, damage = generation.open_best(folder, record)
        change = record.changes.last()
        if base is not None and damage is None and base.manifest.change == change:
            return None
        segment = _derive(record, base).settled(memory_mb or _memory_mb())
        return generation.publish(folder, segment, change, record)


def publish_anew(folder: Path, record: Record) -> Generation:
    """Publish from the record alone and return the new generation; no older one is carried over."""
    with publisher_lock(folder), record.reading():
        segment = _derive(record, None).settled(_memory_mb())
        return generation.publish(folder, segment, record.changes.last(), record)


def fold_delta(folder: Path, record: Record, memory_mb: int | None = None) -> Generation | None:
    """Publish when what was changed since the newest generation has grown large.

    Readers hold the delta in memory and search it segment by segment,
    so that it must stay small beside the generation. Returns the new generation, or None when
    there was no need.
    """
    try:
        changed = record.changes.last() - generation.newest_change(folder)
    except GenerationDamaged:
        return publish_news(folder, record, memory_mb)
    largest = max(SMALLEST_FOLD, record.counts()["articles"] // 10)
    return publish_news(folder, record, memory_mb) if changed > largest else None


def publish_if_due(folder: Path, record: Record) -> Generation | None:
    """Publish when there is no sound generation, or when it has fallen far behind.

    Every checksum is read, so that a damaged generation is derived anew. Returns the new
    generation, or None when there was no need.
    """
    base, damage = generation.open_best(folder, record)
    if base is None or damage is not None:
        return publish_news(folder, record)
    return fold_delta(folder, record)


def _memory_mb() -> int:
    """Return the setting; whoever publishes, a command or the service, goes by the same one."""
    text = os.environ.get(MEMORY_VARIABLE, "").strip() or str(MEMORY_MB)
    if not text.isdecimal() or int(text) == 0:
        raise IndexerError(f"{MEMORY_VARIABLE} is {text!r}; give a whole number of megabytes")
    return int(text)


def _derive(record: Record, base: Generation | None) -> Segment:
    dimension = int(record.meta()["dimension"])
    if base is None:
        return Segment.build(record, record.passages.between(), dimension)
    parts = rebased(record, base).parts
    return Segment.merge(record, [(part.segment, part.alive) for part in parts], dimension)

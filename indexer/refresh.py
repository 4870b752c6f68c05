"""Refreshing: from one snapshot to the next, at the price of what changed between them.

What was added since the published generation lies in a few small segments of which neighbours of
like size are merged, so that each passage is indexed a number of times that grows only with the
logarithm of the delta (the logarithmic method of Bentley and Saxe, 1980).
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indexer.generation import Generation
from indexer.record import ArticleFacts, Change, PassageRow, Record
from indexer.segment import Segment
from indexer.snapshot import Part, Snapshot


def rebased(record: Record, base: Generation | None, before: Snapshot | None = None) -> Snapshot:
    """Return the newest view over `base`, reading everything that came after it.

    The facts of articles are taken over from `before`, where there is such a snapshot.
    """
    start = Snapshot(
        [Part.whole(base.segment)] if base else [],
        {},
        generation=base.manifest.number if base else 0,
        change=base.manifest.change if base else 0,
    )
    dimension = int(record.meta()["dimension"])
    changes = record.changes.after(start.change)
    parts = _parts_after(record, start, changes, dimension)
    if before is None:
        articles = {facts.number: facts for facts in record.articles.facts()}
    else:
        articles = _facts_after(record, before, record.changes.after(before.change))
    return _view(parts, articles, start, changes)


def advanced(record: Record, before: Snapshot, dimension: int) -> Snapshot:
    """Return the newest view, made of `before` and what changed since."""
    changes = record.changes.after(before.change)
    if not changes:
        return before
    parts = _parts_after(record, before, changes, dimension)
    return _view(parts, _facts_after(record, before, changes), before, changes)


def dropped_by(changes: Iterable[Change]) -> NDArray[np.int64]:
    """Return the passages that `changes` took away."""
    ranges = [np.arange(c.first, c.last + 1) for c in changes if c.kind == "drop"]
    return np.concatenate(ranges) if ranges else np.empty(0, dtype=np.int64)


def added_by(record: Record, changes: Iterable[Change]) -> list[PassageRow]:
    """Return the passages that `changes` brought and that are still live."""
    added = (record.passages.between(c.first, c.last) for c in changes if c.kind == "add")
    return list(chain.from_iterable(added))


def _view(
    parts: Sequence[Part],
    articles: dict[int, ArticleFacts],
    before: Snapshot,
    changes: Sequence[Change],
) -> Snapshot:
    change = changes[-1].number if changes else before.change
    return Snapshot(parts, articles, generation=before.generation, change=change)


def _parts_after(
    record: Record, before: Snapshot, changes: Sequence[Change], dimension: int
) -> list[Part]:
    dropped = dropped_by(changes)
    parts = [part.without(dropped) for part in before.parts] if len(dropped) else [*before.parts]
    base = 1 if before.generation else 0
    delta = [part for part in parts[base:] if part.alive.any()]
    added = added_by(record, changes)
    if added:
        delta.append(Part.whole(Segment.build(record, added, dimension)))
    return [*parts[:base], *_merged(record, delta, dimension)]


def _merged(record: Record, delta: list[Part], dimension: int) -> list[Part]:
    """Join the last segments while the one before is less than twice as long."""
    while len(delta) > 1 and len(delta[-2]) < 2 * len(delta[-1]):
        last = [(part.segment, part.alive) for part in delta[-2:]]
        delta[-2:] = [Part.whole(Segment.merge(record, last, dimension))]
    return delta


def _facts_after(
    record: Record, before: Snapshot, changes: Sequence[Change]
) -> dict[int, ArticleFacts]:
    numbers = _articles_of(record, before, changes)
    articles = dict(before.articles)
    for number in numbers:
        articles.pop(number, None)
    articles.update({facts.number: facts for facts in record.articles.facts_of(sorted(numbers))})
    return articles


def _articles_of(record: Record, before: Snapshot, changes: Sequence[Change]) -> set[int]:
    gone = np.isin(before.passages, dropped_by(changes))
    numbers: set[int] = set(np.unique(before.article_numbers[gone]).tolist())
    numbers |= {row.article for row in added_by(record, changes)}
    for change in changes:
        if change.kind == "facts":
            numbers |= set(range(change.first, change.last + 1))
    return numbers

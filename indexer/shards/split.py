"""Splitting: from one index, or some number of shards, to another number of shards.

Articles keep their numbers, versions, passages and vectors, so that nothing is embedded again and
whatever was ranked in some order still is. The new shards are written beside the old ones, which
stay as they are; the manifest comes last.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from indexer.errors import IndexerError
from indexer.lock import writer_lock
from indexer.publish import publish_anew
from indexer.record import FILE_NAME, Record
from indexer.record.database import connect
from indexer.shards.layout import Layout, agreed, is_sharded, read_layout, write_layout
from indexer.shards.ledger import FILE_NAME as LEDGER
from indexer.shards.ledger import copy_stories

_BY_ARTICLE = (
    "INSERT INTO articles (number, id, version, live, story) SELECT number, id, version, live, "
    "story FROM old.articles WHERE mine(id)",
    "INSERT INTO versions SELECT v.* FROM old.versions v JOIN articles a ON a.number = v.article",
    "INSERT INTO passages (article, start, end, vector) SELECT p.article, p.start, p.end, p.vector "
    "FROM old.passages p JOIN articles a ON a.number = p.article ORDER BY p.id",
    "INSERT OR IGNORE INTO vectors SELECT x.* FROM old.vectors x "
    "WHERE x.hash IN (SELECT vector FROM passages)",
    "INSERT OR IGNORE INTO erased_urls SELECT * FROM old.erased_urls",
    "INSERT OR IGNORE INTO pages SELECT * FROM old.pages WHERE article IS NULL OR mine(article)",
)


def split(
    source: Path,
    target: Path,
    shards: int,
    on_shard: Callable[[int], None] = lambda done: None,
) -> Layout:
    """Cut the index in `source`, in one folder or in shards, into `shards` in `target`.

    Run again after an interruption, it begins with the shard that was not whole. Raises
    IndexMissing, IndexMismatch or IndexLocked, and IndexerError when `target` has something else.
    """
    if source.resolve() == target.resolve():
        raise IndexerError(f"{target} holds the index that is to be cut; name another folder")
    if is_sharded(target):
        raise IndexerError(f"{target} holds an index in shards already; name another folder")
    old = read_layout(source) if is_sharded(source) else None
    folders = [source / old.folder_name(s) for s in old.numbers] if old else [source]
    with writer_lock(target), writer_lock(source):
        layout = Layout.new(shards, _meta_of(folders, old, source))
        for shard in layout.numbers:
            _fill(target, layout, shard, folders)
            on_shard(shard + 1)
        _copy_ledger(source, target, old)
        write_layout(target, layout)
    return layout


def _meta_of(folders: list[Path], old: Layout | None, source: Path) -> dict[str, str]:
    if old:
        for shard in old.numbers:
            old.open(source, shard).close()
        return dict(old.meta)
    with closing(Record.open(folders[0])) as record:
        return agreed(record.meta())


def _fill(target: Path, layout: Layout, shard: int, folders: list[Path]) -> None:
    folder = target / layout.folder_name(shard)
    if folder.exists():  # of a run that was cut short: its shards bear another name
        shutil.rmtree(folder)
    with closing(layout.create(target, shard)) as record:
        for old in folders:
            with _attached(folder / FILE_NAME, old / FILE_NAME, layout, shard) as db:
                for statement in _BY_ARTICLE:
                    db.execute(statement)
        with record.transaction():
            record.passages.log_all()
        publish_anew(folder, record)


@contextmanager
def _attached(path: Path, old: Path, layout: Layout, shard: int) -> Iterator[sqlite3.Connection]:
    db = connect(path)
    try:
        db.create_function("mine", 1, lambda key: layout.shard_of(key) == shard, deterministic=True)
        db.execute("ATTACH ? AS old", (str(old),))
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")
    finally:
        db.close()


def _copy_ledger(source: Path, target: Path, old: Layout | None) -> None:
    (target / LEDGER).unlink(missing_ok=True)
    with closing(connect(source / (LEDGER if old else FILE_NAME))) as db:
        if old:
            with closing(connect(target / LEDGER)) as copy:
                db.backup(copy)
        else:
            copy_stories(db, target)

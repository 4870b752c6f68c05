"""What was named on the command line: files, folders and patterns, as documents."""

import glob
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.errors import IndexerError, LoadError
from indexer.load import endings, format_of, is_hidden, is_wanted, kind_of, recognise
from indexer.load.document import Document

_LINKED = "link to a folder (name it itself)"
_SITE = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/)[^\s]+", re.IGNORECASE)


def find_documents(
    paths: Iterable[str | Path], passed_over: Counter[str] | None = None
) -> Iterator[Document | IndexerError]:
    """Yield every document under `paths`, sorted, and an error for each that is none.

    A path that does not exist is tried as a pattern (`archive/**/*.md`). Inside a folder, hidden
    files are passed over, and files of unknown formats too, which are counted in `passed_over` by
    ending; a file that is named must be readable, by its ending or by what it begins with.
    """
    for named in paths:
        path = Path(named)
        if not str(named).strip():
            yield LoadError("an empty name names nothing; is a variable of your shell not set?")
        elif path.is_dir():
            yield from _below(path, Counter() if passed_over is None else passed_over)
        elif path.exists() or path.is_symlink():
            yield _document(path)
        else:
            yield from _matching(str(named))


def _matching(pattern: str) -> Iterator[Document | IndexerError]:
    if not glob.has_magic(pattern):
        advice = f"write https://{pattern}" if _SITE.match(pattern) else "check the path"
        yield LoadError(f"{pattern}: there is no such file or folder; {advice}")
        return
    matches = [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207
    if not matches:
        yield LoadError(f"{pattern}: nothing matches this pattern; check it")
    for path in matches:
        if not path.is_dir():
            yield _document(path)


def _below(folder: Path, passed_over: Counter[str]) -> Iterator[Document | IndexerError]:
    found = False
    failures: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = sum(Path(parent, name).is_symlink() for name in folders)  # not walked: may circle
        if linked:
            passed_over[_LINKED] += linked
        for name in sorted(files):
            path = Path(parent, name)
            if is_hidden(name):
                continue
            if not is_wanted(Document.at(path)):
                passed_over[kind_of(Document.at(path))] += 1
                continue
            found = True
            yield _document(path)
        while failures:
            error = failures.pop()
            yield LoadError(
                f"{error.filename}: cannot be read ({error.strerror}); check its permissions"
            )
    if not found:
        yield LoadError(f"{folder}: holds no articles; these can be read: {', '.join(endings())}")


def _document(path: Path) -> Document | IndexerError:
    if path.exists() and not path.is_file():  # reading a pipe would wait for ever
        return LoadError(f"{path}: is not a regular file; copy what it gives into one")
    document = Document.at(path)
    if format_of(document) is None and not _begins_as_known(document):
        return LoadError(f"{path}: {_unknown(path)}")
    return document


def _unknown(path: Path) -> str:
    if path.suffix.lower() == ".json":
        return (
            "JSON is read one article a line; "
            f"make that of an array with `jq -c '.[]' {path.name} > {path.stem}.jsonl`"
        )
    return f"unknown format; these can be read: {', '.join(endings())}"


def _begins_as_known(document: Document) -> bool:
    try:
        return recognise(document) is not None
    except (IndexerError, OSError):
        return False

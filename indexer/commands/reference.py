"""What was named on the command line, as ids of articles: an id, a url, a file, or part of one."""

from pathlib import Path

from indexer.record import Record

_INSIDE = "!/"


def ids_of(record: Record, reference: str, *, live: bool = True) -> list[str]:
    """Return the ids of the live articles that `reference` names, in the order they came.

    That is an id, a url or a source as `dateline inspect` shows it, or the path of a file: all
    that came out of it, also of an archive; `news.zip!/a.txt` is one file of an archive. With
    `live` false, of the articles that were taken down.
    """
    for source in (reference, *_sources(reference)):
        found = record.articles.resolve(source, live=live)
        if found:
            return found
    return []


def _sources(reference: str) -> list[str]:
    """Return the sources that a path can stand for."""
    if not reference or "\0" in reference:
        return []
    sources = [Path(reference).resolve().as_uri()]
    archive, inside, member = reference.partition(_INSIDE)
    if archive and inside:
        sources.append(f"{Path(archive).resolve().as_uri()}{_INSIDE}{member}")
    return sources

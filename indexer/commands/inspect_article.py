"""What `dateline inspect --article` prints."""

import json
import sys
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from indexer.article import Claim
from indexer.clean import printable
from indexer.commands.reference import ids_of
from indexer.corrections import find_corrections
from indexer.errors import LoadError
from indexer.record import Record, StoredArticle, VersionFacts

_SHOWN = ("url", "modified", "section", "language")


def print_article(
    index: Path, reference: str, version: int | None, *, as_json: bool, removed: bool
) -> None:
    """Print an article or one of its versions, or what cleaning took out of it.

    Of a file that brought several, the list of them is printed. Raises LoadError when there is no
    such article or version, and when several are asked for what only one can have.
    """
    with closing(Record.open(index)) as record:
        ids = ids_of(record, reference)
        if len(ids) > 1 and not (removed or version):
            _print_list(record, ids, reference, as_json)
            return
        article = _find(record, index, reference, ids, version)
        versions = record.articles.versions(article.id)
        found = map(record.articles.by_number, record.stories.of(article.number))
        copies = [copy for copy in found if copy]
    if removed:
        _print_removed(article, as_json)
    elif as_json:
        print(json.dumps(_facts(article, versions, copies), ensure_ascii=False))
    else:
        _print(article, versions, copies)


def _find(
    record: Record, index: Path, reference: str, ids: list[str], version: int | None
) -> StoredArticle:
    if len(ids) > 1:
        raise LoadError(
            f"{reference!r} brought {len(ids)} articles; `dateline inspect --article` without "
            "further options lists them: give the id of one"
        )
    article = record.articles.get(ids[0], version) if ids else None
    if article is not None:
        return article
    if ids:
        last = record.articles.versions(ids[0])[-1].version
        raise LoadError(
            f"no version {version} of article {reference!r} in {index}; the newest is {last}"
        )
    if gone := ids_of(record, reference, live=False):
        raise LoadError(
            f"article {reference!r} was taken down; `dateline remove --undo {gone[0]}` brings it "
            "back"
        )
    raise LoadError(
        f"no article {reference!r} in {index}; give its id, url or file, "
        "as `dateline search` shows them"
    )


def _print_list(record: Record, ids: list[str], reference: str, as_json: bool) -> None:
    articles = [article for article in map(record.articles.get, ids) if article]
    if as_json:
        names = ("id", "title", "publisher", "published", "url", "source")
        rows = [{name: getattr(each, name) for name in names} for each in articles]
        print(json.dumps({"articles": rows}, ensure_ascii=False))
        return
    for each in articles:
        known = (each.published, each.title or f"(untitled) {each.source}", each.publisher)
        print(f"{each.id}: {', '.join(filter(None, known))}")
    print(
        f"{len(articles)} articles came from {reference}; `--article` with the id of one shows it",
        file=sys.stderr,
    )


def _facts(
    article: StoredArticle, versions: list[VersionFacts], copies: list[StoredArticle]
) -> dict[str, object]:
    return {
        **asdict(article),
        "corrections": _corrections(article),
        "versions": [asdict(each) for each in versions],
        "copies": [copy.id for copy in copies],
    }


def _print(
    article: StoredArticle, versions: list[VersionFacts], copies: list[StoredArticle]
) -> None:
    print(article.title or "(untitled)")
    print(" | ".join(filter(None, (article.publisher, *article.authors, article.published)))
          or "(neither outlet, author nor date is known)")  # fmt: skip
    print(f"id {article.id}, version {article.version}, from {printable(article.source)}")
    known = (f"{name} {getattr(article, name)}" for name in _SHOWN if getattr(article, name))
    if line := ", ".join(known):
        print(line)
    if len(versions) > 1:
        print("versions:", ", ".join(f"{each.version} ({each.added[:16]})" for each in versions))
    for copy in copies:
        print("copy:", ", ".join(filter(None, (copy.id, copy.publisher, copy.url))))
    for words in _corrections(article):
        print("corrected:", " ".join(words.split()))
    for claim in article.claims:
        print(f"{claim.field}: {claim.value} [{claim.origin}]{_verdict(article, claim)}")
    print(f"\n{article.text}")


def _verdict(article: StoredArticle, claim: Claim) -> str:
    """Return a note where nothing was believed of a field that the source speaks of."""
    return "" if getattr(article, claim.field, True) else " (not believed)"


def _print_removed(article: StoredArticle, as_json: bool) -> None:
    reasons = Counter(part.reason for part in article.removed)
    if as_json:
        facts = {"id": article.id, "version": article.version, "reasons": dict(reasons),
                 "removed": [asdict(part) for part in article.removed]}  # fmt: skip
        print(json.dumps(facts, ensure_ascii=False))
        return
    for part in article.removed:
        print(f"[{part.reason}] {part.text}")
    counts = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    print(f"{counts or 'nothing'} removed from {article.id}", file=sys.stderr)


def _corrections(article: StoredArticle) -> list[str]:
    spans = find_corrections(article.text, article.sentences)
    return [article.text[span.start : span.end] for span in spans]

"""What `dateline inspect --article` prints."""

import json
import sys
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from indexer.article import Claim
from indexer.clean import printable
from indexer.corrections import find_corrections
from indexer.errors import LoadError
from indexer.record import Record, StoredArticle, VersionFacts


def print_article(
    index: Path, reference: str, version: int | None, *, as_json: bool, removed: bool
) -> None:
    """Print an article or one of its versions, or what cleaning took out of it.

    Raises LoadError when there is no such article or version.
    """
    with closing(Record.open(index)) as record:
        article = _find(record, index, reference, version)
        versions = record.articles.versions(article.id)
        found = map(record.articles.by_number, record.stories.of(article.number))
        copies = [copy for copy in found if copy]
    if removed:
        _print_removed(article, as_json)
    elif as_json:
        print(json.dumps(_facts(article, versions, copies), ensure_ascii=False))
    else:
        _print(article, versions, copies)


def _find(record: Record, index: Path, reference: str, version: int | None) -> StoredArticle:
    found = record.articles.resolve(reference) or record.articles.resolve(
        Path(reference).resolve().as_uri()
    )
    article = record.articles.get(found[0], version) if found else None
    if article is None:
        which = f"version {version} of article" if found and version else "article"
        raise LoadError(
            f"no {which} {reference!r} in {index}; give its id, url or file, "
            "as `dateline search` shows them"
        )
    return article


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
    print(" | ".join(filter(None, (article.publisher, *article.authors, article.published))))
    print(f"id {article.id}, version {article.version}, from {printable(article.source)}")
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

"""Articles that are kept in memory: of one state of the record only, and never too many."""

from pathlib import Path

from indexer.article import Article
from indexer.build import add_articles, manifest_of
from indexer.embed import create_embedder
from indexer.index import Index
from indexer.kept import KeptArticles
from indexer.record import Record, StoredArticle
from indexer.sentences import split_sentences


def stored(number: int, text: str = "The dam broke. Two towns are without power.") -> StoredArticle:
    return StoredArticle(
        number=number, id=f"a{number}", story=None, version=1, source="test", text=text,
        sentences=tuple(split_sentences(text)), removed=(), added="2025-01-01",
    )  # fmt: skip


def test_what_is_kept_counts_for_one_state_of_the_record() -> None:
    kept = KeptArticles()
    kept.keep(7, [stored(1), stored(2)])
    assert kept.of(7, [2, 3]) == {2: stored(2)}
    assert kept.of(8, [1, 2]) == kept.of(6, [1, 2]) == {}
    kept.keep(6, [stored(3)])  # read before the last commit
    assert kept.of(7, [1, 2, 3]).keys() == {1, 2}
    kept.keep(8, [stored(3)])
    assert kept.of(8, [1, 2, 3]).keys() == {3}
    assert kept.of(7, [3]) == {}


def test_the_latest_used_stay_and_the_largest_never_come() -> None:
    text = "Nobody was hurt. " * 10
    kept = KeptArticles(most_bytes=20_000)
    for number in range(1, 60):
        kept.of(1, [1])
        kept.keep(1, [stored(number, text)])
    assert 1 in kept.of(1, [1])
    assert not kept.of(1, [2])
    assert 5 < len(kept) < 20
    kept.keep(1, [stored(99, text * 10)])
    assert not kept.of(1, [99])


def test_a_commit_by_another_connection_shows_at_once(tmp_path: Path) -> None:
    embedder = create_embedder("fake")
    record = Record.create(tmp_path, manifest_of(embedder))
    add_articles(record, embedder, [
        Article(id="a", source="test", text="The dam broke on Friday.", published="2025-01-01"),
        Article(id="b", source="test", text="The vote was close.", published="2025-01-01"),
    ])  # fmt: skip
    index = Index(tmp_path)
    assert {each.id for each in index.articles([1, 2, 3]).values()} == {"a", "b"}
    assert index.articles([1])[1] is index.articles([1])[1]
    record.articles.remove("a")
    assert [each.id for each in index.articles([1, 2]).values()] == ["b"]
    changed = Article(
        id="b", source="test", text="The vote was close.", published="2025-01-01",
        publisher="Harbour Post",
    )  # fmt: skip
    add_articles(record, embedder, [changed])
    assert index.articles([2])[2].publisher == "Harbour Post"
    assert index.article_by_number(1) is None
    index.close()
    record.close()

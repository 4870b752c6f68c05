"""Stories: are copies gathered, and nothing else? On sample articles and what became of them."""

import json
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Annotated

import typer

from eval.bench import perturb
from indexer.article import Article
from indexer.clean import clean
from indexer.dates import day_of
from indexer.embed import FAKE_MODEL
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.prepare import digest_of
from indexer.record import NewVersion, Record
from indexer.sentences import split_sentences

_PRINTED_TWICE = ("meridian-wire-titan-debris-found", "tidewater-courier-titan-implosion-wire")
_TEMPLATES = 30
_META = {"model": FAKE_MODEL, "dimension": "1", "chunking": "none"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with the truth: which story it tells, and what was done to it."""

    article: Article
    story: str
    kind: str


@dataclass(frozen=True, slots=True)
class CopiesResult:
    """Over pairs of articles; `missed` and `wrong` count pairs by what was done to them."""

    articles: int
    pairs: int
    precision: float
    recall: float
    missed: dict[str, int]
    wrong: dict[str, int]
    ms_an_article: float


def copies_command(
    corpus: Annotated[Path, typer.Option(help="Folder of the sample articles.")] = Path(
        "corpus/articles"
    ),
    seed: Annotated[int, typer.Option(help="Another seed makes another set.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="End with a line of JSON.")] = False,
) -> None:
    """Precision and recall of stories: perturbed copies, and what only resembles one."""
    result = measure(labelled_set(corpus, seed))
    print(f"{result.articles} articles, {result.pairs} pairs of copies")
    print(f"precision {result.precision:.4f}, recall {result.recall:.4f}")
    print(f"missed {result.missed}, wrongly joined {result.wrong}")
    print(f"{result.ms_an_article:.1f} ms an article, storing included")
    if as_json:
        print(json.dumps(asdict(result)))


def labelled_set(corpus: Path, seed: int) -> list[Labelled]:
    """Return the sample articles, copies of each, and articles that only resemble them."""
    rng = random.Random(seed)
    originals = [
        article
        for document in find_documents([corpus])
        if isinstance(document, Document)
        for article in load(document)
        if isinstance(article, Article)
    ]
    sentences = {article.id: _sentences(article) for article in originals}
    made: list[Labelled] = []
    for article in originals:
        others = [words for key, own in sentences.items() if key != article.id for words in own]
        made.append(Labelled(article, _story_of(article), "original"))
        made += _copies(article, others, rng)
        made.append(_quoting(article, others, rng))
    everything = [words for own in sentences.values() for words in own]
    made += _templates(everything, rng)
    rng.shuffle(made)
    return made


def measure(labelled: Sequence[Labelled]) -> CopiesResult:
    """Store all in a record of their own and compare its stories with the truth."""
    began = time.perf_counter()
    stories = _stories(labelled)
    seconds = time.perf_counter() - began
    found, truth = _pairs(stories), _pairs([each.story for each in labelled])
    hits = len(found & truth)
    return CopiesResult(
        articles=len(labelled),
        pairs=len(truth),
        precision=hits / max(len(found), 1),
        recall=hits / max(len(truth), 1),
        missed=_kinds(labelled, truth - found),
        wrong=_kinds(labelled, found - truth),
        ms_an_article=1000 * seconds / len(labelled),
    )


def _stories(labelled: Iterable[Labelled]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        record = Record.create(Path(folder), _META)
        ids = []
        with record.transaction():
            for each in labelled:
                record.articles.put(_version(each.article))
                ids.append(each.article.id)
        stored = {facts.id: str(facts.story) for facts in record.articles.facts()}
        record.close()
    return [stored[each] for each in ids]


def _version(article: Article) -> NewVersion:
    return NewVersion(
        article_id=article.id, hash=digest_of(article), source=article.source, url=article.url,
        title=article.title, publisher=article.publisher, published=article.published,
        text=clean(article.text).text, sentences=(), removed=(), passages=(),
    )  # fmt: skip


def _pairs(stories: Sequence[str]) -> set[tuple[int, int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for place, story in enumerate(stories):
        groups[story].append(place)
    return {pair for places in groups.values() for pair in combinations(places, 2)}


def _kinds(labelled: Sequence[Labelled], pairs: Iterable[tuple[int, int]]) -> dict[str, int]:
    kinds = (sorted((labelled[one].kind, labelled[other].kind)) for one, other in pairs)
    return dict(Counter(" / ".join(kind) for kind in kinds).most_common(12))


def _copies(article: Article, others: Sequence[str], rng: random.Random) -> Iterator[Labelled]:
    for number, (kind, change) in enumerate(perturb.COPIES.items()):
        paragraphs = change(_paragraphs(article), rng, others)
        copy = _elsewhere(article, "\n\n".join(paragraphs), kind, number % 3)
        yield Labelled(copy, _story_of(article), kind)


def _quoting(article: Article, others: Sequence[str], rng: random.Random) -> Labelled:
    text = "\n\n".join(perturb.quoting(_paragraphs(article), rng, others))
    return Labelled(_elsewhere(article, text, "quoting", 0), f"quoting {article.id}", "quoting")


def _templates(sentences: Sequence[str], rng: random.Random) -> Iterator[Labelled]:
    for number in range(_TEMPLATES):
        texts = {
            "box score": perturb.box_score(rng),
            "lottery": perturb.lottery(rng),
            "live blog": "\n\n".join(perturb.live_blog(rng, sentences)),
        }
        for kind, text in texts.items():
            outlet = "The Daily Table" if number % 2 else f"Table {number}"
            article = Article(
                id=f"{kind} {number}", source="bench", text=text, title=kind, publisher=outlet,
                published=str(date(2024, 5, 1) + timedelta(days=number // 3)),
            )  # fmt: skip
            yield Labelled(article, article.id, kind)


def _elsewhere(article: Article, text: str, kind: str, days: int) -> Article:
    published = (day_of(article.published) or date(2024, 1, 1)) + timedelta(days=days)
    return replace(
        article, id=f"{article.id} {kind}", url=None, title=f"{kind}: {article.title}",
        publisher=f"The {kind.title()} Times", published=str(published), text=text,
    )  # fmt: skip


def _story_of(article: Article) -> str:
    return "printed twice" if any(name in article.source for name in _PRINTED_TWICE) else article.id


def _paragraphs(article: Article) -> list[str]:
    return clean(article.text).text.split("\n\n")


def _sentences(article: Article) -> list[str]:
    text = clean(article.text).text
    return [text[start:end] for start, end in split_sentences(text)]

"""Answers over small indexes: limits are exact, and every citation is the article's words."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from answer_parts import answerer_over, index_into

from indexer.article import Article
from indexer.build import add_articles
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from indexer.record import Record
from service.answer import WORDS, WORDS_IN_DETAIL, Answer, Answerer
from service.errors import GeneratorError, QuestionError
from service.question import understand
from service.retrieve import Retriever
from tests.conftest import article

ROOT = Path(__file__).parents[3]
WHEN = "When will the Alder Bridge open to traffic?"
LATER = date(2025, 6, 1)

OPENS = article(
    "The Alder Bridge will open to traffic on 3 May 2025, the council said.",
    id="opens", title="Alder Bridge to open", publisher="Example Gazette",
    published="2025-04-28", url="https://gazette.example/bridge",
)  # fmt: skip
LATE = article(
    "The Alder Bridge will not open to traffic before 20 May 2025, engineers warned.",
    id="late", title="Alder Bridge is late", publisher="Harbour Post", published="2025-05-02",
)  # fmt: skip
UNDATED = article(
    "Traffic on the Alder Bridge is heavy when it is open.", id="undated", title="Alder Bridge",
    publisher="Harbour Post",
)  # fmt: skip

Find = Callable[..., list[str]]


@pytest.fixture
def answerer(folder: Path) -> Answerer:
    return answerer_over(folder, [OPENS, LATE, UNDATED])


@pytest.fixture
def find(answerer: Answerer) -> Find:
    """Return a function that lists the ids found for WHEN, in alphabetical order."""

    def find(as_of: date = LATER, **limits: object) -> list[str]:
        _, retrieval = answerer.search(WHEN, as_of=as_of, **limits)
        return sorted(hit.article.id for hit in retrieval.hits)

    return find


class TestLimits:
    def test_nothing_after_the_day_of_asking_is_found(self, find: Find) -> None:
        assert find() == ["late", "opens", "undated"]
        assert find(date(2025, 5, 2)) == ["late", "opens", "undated"]
        assert find(date(2025, 5, 1)) == ["opens", "undated"]
        assert find(date(2025, 4, 27)) == ["undated"]

    def test_from_and_to_are_exact_and_leave_out_undated_articles(self, find: Find) -> None:
        first, last = date(2025, 4, 28), date(2025, 5, 2)
        assert find(start=first, end=last) == ["late", "opens"]
        assert find(start=date(2025, 4, 29)) == ["late"]
        assert find(end=date(2025, 5, 1)) == ["opens"]
        assert find(start=date(2025, 5, 3)) == []
        assert find(as_of=date(2025, 5, 1), end=last) == ["opens"]

    def test_a_publisher_is_found_in_any_case(self, find: Find) -> None:
        assert find(publisher="harbour POST") == ["late", "undated"]

    def test_an_unknown_publisher_names_the_nearest(self, find: Find) -> None:
        with pytest.raises(QuestionError, match="no publisher 'Harbor Post'.*: Harbour Post"):
            find(publisher="Harbor Post")

    def test_k_is_the_most_that_is_found(self, find: Find) -> None:
        assert find(k=0) == []
        assert len(find(k=1)) == 1
        assert len(find(k=1000)) == 3

    def test_a_window_that_is_named_is_widened_when_it_holds_too_little(
        self, answerer: Answerer
    ) -> None:
        _, retrieval = answerer.search("What happened to the Alder Bridge in 2019?", as_of=LATER)
        assert len(retrieval.hits) == 2 and retrieval.widened
        assert "“in 2019”" in retrieval.notes[0] and "widened" in retrieval.notes[0]


class TestAnswer:
    def test_the_answer_cites_the_words(self, answerer: Answerer) -> None:
        answer = answerer.ask(WHEN, as_of=date(2025, 5, 1))
        assert not answer.abstained
        assert answer.text.startswith(f"{OPENS.text} [1]")
        assert answer.short_answer and answer.short_answer.text == "3 May 2025"
        assert answer.citations[0].article_id == "opens"
        assert_sound(answerer, answer)

    def test_an_answer_of_one_time_is_not_changed_by_what_came_later(self, folder: Path) -> None:
        then = date(2025, 5, 1)
        before = answerer_over(folder / "before", [OPENS]).ask(WHEN, as_of=then)
        after = answerer_over(folder / "after", [OPENS, LATE]).ask(WHEN, as_of=then)
        assert before.citations == after.citations

    def test_what_is_removed_or_replaced_is_never_cited(
        self, folder: Path, answerer: Answerer
    ) -> None:
        question = understand(WHEN, as_of=LATER)
        stale = Retriever(answerer.embedder).retrieve(answerer.index.snapshot(), question)
        record = Record.open(folder)
        record.articles.remove("opens")
        replacement = article("The Alder Bridge is a bridge.", id="late", published="2025-05-02")
        add_articles(record, answerer.embedder, [replacement])
        record.close()
        answer = answerer.ask(WHEN, as_of=LATER)
        told = " ".join(citation.quote for citation in answer.citations)
        assert "3 May" not in told and "20 May" not in told
        evidence = answerer._gather(question, stale)  # retrieved just before the change
        assert {passage.article.id for passage in evidence.passages} == {"undated"}

    def test_a_copy_counts_once_and_is_listed(self, folder: Path) -> None:
        copy = article(
            OPENS.text, id="copy", publisher="Valley News", published="2025-04-29",
            url="https://valley.example/bridge",
        )  # fmt: skip
        answer = answerer_over(folder, [OPENS, copy]).ask(WHEN, as_of=LATER)
        publishers = {"Example Gazette", "Valley News"}
        assert [len(answer.statements), len(answer.citations)] == [1, 1]
        cited = answer.citations[0]
        assert {cited.publisher, *(other.publisher for other in cited.also)} == publishers
        assert len(cited.also) == 1

    def test_outlets_that_disagree_are_both_told(self, folder: Path) -> None:
        one = article(
            "Her camp now holds a majority in one house of parliament.", id="one",
            publisher="Example Gazette", published="2025-05-01",
        )  # fmt: skip
        two = article(
            "Her camp is in the minority in both houses of parliament.", id="two",
            publisher="Harbour Post", published="2025-05-02",
        )  # fmt: skip
        answerer = answerer_over(folder, [one, two])
        answer = answerer.ask("Does her camp hold a majority in parliament?", as_of=LATER)
        assert [conflict.statements for conflict in answer.conflicts] == [[0, 1]]
        assert [citation.article_id for citation in answer.citations] == ["two", "one"]


class TestSilence:
    def test_an_empty_index_says_how_to_fill_it(self, folder: Path) -> None:
        answer = answerer_over(folder, []).ask(WHEN)
        assert answer.abstained and answer.reason == answer.text
        assert "The archive is empty; add articles with `dateline index PATH`." in answer.text

    @pytest.mark.parametrize("text", ["?!", "...", "— “”", "🍎"])
    def test_only_punctuation_is_not_answered(self, answerer: Answerer, text: str) -> None:
        answer = answerer.ask(text, as_of=LATER)
        assert answer.abstained and answer.reason
        assert_silent(answer)

    def test_another_matter_is_not_answered_but_the_nearest_is_named(
        self, answerer: Answerer
    ) -> None:
        answer = answerer.ask("Who composed the opera about pelicans?", as_of=LATER)
        assert (
            answer.reason and "does not answer this up to 2025-06-01. Nearest: “" in answer.reason
        )
        assert_silent(answer)

    def test_an_empty_window_tells_what_days_there_are(self, answerer: Answerer) -> None:
        answer = answerer.ask(WHEN, as_of=LATER, start=date(2025, 5, 10))
        assert answer.reason == (
            "The archive has no article from 2025-05-10 up to 2025-06-01. "
            "Its articles are dated 2025-04-28 to 2025-05-02."
        )


def test_an_unknown_generator_is_named_with_those_there_are(folder: Path) -> None:
    index_into(folder, [OPENS])
    with pytest.raises(GeneratorError, match="'oracle'; there are: extractive"):
        Answerer.open(folder, "oracle")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    files = find_documents([ROOT / "corpus" / "articles"])
    articles = [found for file in files if isinstance(file, Document) for found in load(file)]
    assert all(isinstance(found, Article) for found in articles)
    return Answerer.open(index_into(tmp_path_factory.mktemp("sample"), articles))


class TestSample:
    """Every gold question, over the sample archive indexed with the fake embedder."""

    @pytest.mark.parametrize(("detail", "words"), [(False, WORDS), (True, WORDS_IN_DETAIL)])
    def test_every_answer_is_sound(self, sample: Answerer, detail: bool, words: int) -> None:
        asked = answered = 0
        for gold in gold_questions()[:: 4 if detail else 1]:
            day = date.fromisoformat(gold["asked"]) if "asked" in gold else None
            answer = sample.ask(gold["question"], as_of=day, detail=detail)
            assert_sound(sample, answer)
            assert sum(len(plain(s.text).split()) for s in answer.statements) <= words, gold["id"]
            if day:
                assert all((c.published or "")[:10] <= gold["asked"] for c in answer.citations)
            asked, answered = asked + 1, answered + (not answer.abstained)
        assert answered > asked / 3, "too few answers to tell anything"


def gold_questions() -> list[dict[str, str]]:
    lines = (ROOT / "eval" / "gold" / "sample.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def assert_silent(answer: Answer) -> None:
    """Check that an answer that abstains tells and cites nothing."""
    assert answer.abstained and answer.reason == answer.text
    told = (answer.statements, answer.citations, answer.conflicts, answer.short_answer)
    assert told == ([], [], [], None)


def plain(text: str) -> str:
    """Return a statement without what was made plain in brackets."""
    return re.sub(r" ?\[[^\]]*\]", "", text).strip()


def assert_sound(answerer: Answerer, answer: Answer) -> None:
    """Check an answer against the articles, read back by id."""
    if answer.abstained:
        return assert_silent(answer)
    for citation in answer.citations:
        article = answerer.article(citation.article_id)
        assert article and citation.quote
        assert article.text[citation.start : citation.end] == citation.quote
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    confirming = answer.short_answer.also_told_by if answer.short_answer else []
    stated = {n for statement in answer.statements for n in statement.citations}
    assert stated | set(confirming) == set(numbers)
    assert answer.statements and all(statement.citations for statement in answer.statements)
    for statement in answer.statements:
        assert plain(statement.text).removeprefix("… ").removesuffix(" …") in {
            answer.citations[number - 1].quote for number in statement.citations
        }
    if answer.short_answer:
        assert answer.short_answer.text in answer.citations[answer.short_answer.citation - 1].quote
    return None


def test_the_short_answer_names_further_articles_that_tell_it(folder: Path) -> None:
    told = {
        "Selvia Times": "The strike in Selvia stopped 14 ferries on Monday, the port said.",
        "Orla Herald": "The strike stopped 14 ferries that were to leave Selvia with mail.",
    }
    articles = [
        article(text, id=outlet, title="Strike", published="2024-05-01", publisher=outlet)
        for outlet, text in told.items()
    ]
    answer = answerer_over(folder, articles).ask("How many ferries did the Selvia strike stop?")
    assert answer.short_answer and "14" in answer.short_answer.text
    assert len(answer.short_answer.also_told_by) == 1
    cited = {each.number: each for each in answer.citations}
    other = cited[answer.short_answer.also_told_by[0]]
    main = cited[answer.short_answer.citation]
    assert {other.publisher, main.publisher} == set(told)
    assert answer.short_answer.text in other.quote

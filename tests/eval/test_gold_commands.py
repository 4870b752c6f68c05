"""`dateline gold`: checking, proposing, bringing over. Articles here are invented."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.gold import read_gold
from service.feedback import FeedbackStore, Judgement
from tests.conftest import Add, Run, article

BRIDGE = article(
    "Sonia Adler opened the Alder Bridge on Saturday, to applause. Twelve ferries were sold. "
    "The toll is 1,200 crowns. “I am glad,” she said.",
    id="b1", title="Bridge opens", published="2025-05-03", publisher="Example Gazette",
)  # fmt: skip
FERRY = article(
    "The Harbour Board sold 1.5 million tickets last year, it said.",
    id="f1", published="2025-06-01", title="Ferry board",
)  # fmt: skip


@pytest.fixture
def archive(add: Add) -> Add:
    add(BRIDGE, FERRY, publish=True)
    return add


def gold(tmp_path: Path, *lines: dict[str, Any] | str) -> Path:
    path = tmp_path / "gold.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, "utf-8")
    return path


class TestCheck:
    def test_a_sound_set_has_no_problems(self, archive: Add, run: Run, tmp_path: Path) -> None:
        path = gold(
            tmp_path,
            {"id": "1", "question": "Who opened it?", "answers": ["Sonia Adler"],
             "relevant": ["b1"], "asked": "2025-05-03"},
            {"id": "2", "question": "What is on?", "unanswerable": True},
        )  # fmt: skip
        outcome = run("gold", "check", path)
        assert (outcome.code, outcome.out) == (0, "")
        assert "2 questions, 0 problems" in outcome.err

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ({"relevant": ["zz"]}, "the known article 'zz' is not in the index"),
            ({"documents": ["no.txt"]}, "no article of the index was read from 'no.txt'"),
            ({"answers": ["Bo"], "relevant": ["b1"]}, "'Bo' stands in none of the known articles"),
            ({"answers": ["Adle"], "relevant": ["b1"]}, "'Adle' stands in none"),
            ({"answers": ["?!"]}, "'?!' has no words"),
            ({"answers": ["Ann"], "unanswerable": True}, "is unanswerable, and yet answers"),
            ({"answers": ["Sonia Adler"], "conflict": True}, "conflict of fewer than two answers"),
            ({"relevant": ["b1"], "asked": "2025-05-02"}, "before its first known article"),
            ({"answers": "x"}, "line 1: 'answers' is a string"),
            ({"unanswerable": True, "conflict": True}, "is unanswerable and a conflict"),
            ({"answers": ["1,200", "1200"], "conflict": True}, "fewer than two answers"),
            (
                {"answers": ["5"], "window": {"from": "2025-05-02", "to": "2025-05-01"}},
                "a window that ends before it begins",
            ),
        ],
    )
    def test_each_problem_is_named(
        self, archive: Add, run: Run, tmp_path: Path, line: dict[str, Any], problem: str
    ) -> None:
        known = {"id": "1", "question": "Who?", **line}
        outcome = run("gold", "check", gold(tmp_path, known, {**_other(), "id": "2"}))
        assert outcome.code == 1
        (found,) = outcome.out.splitlines()
        assert problem in found

    def test_a_question_asked_twice_is_named(self, archive: Add, run: Run, tmp_path: Path) -> None:
        same = {**_other(), "id": "2", "question": "WHO opened the bridge"}
        later = {**_other(), "id": "3", "asked": "2025-07-01"}
        outcome = run("gold", "check", gold(tmp_path, {**_other(), "id": "1"}, same, later))
        assert outcome.out == "2: asks the same as '1'; keep one of them\n"

    def test_without_an_index_it_says_so(self, run: Run, tmp_path: Path) -> None:
        outcome = run("gold", "check", gold(tmp_path, {**_other(), "id": "1"}))
        assert outcome.code == 1
        assert "dateline index" in outcome.message


def _other() -> dict[str, Any]:
    return {"question": "Who opened the bridge?", "answers": ["Sonia Adler"], "relevant": ["b1"]}


class TestNew:
    @pytest.fixture
    def answers(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        def say(*lines: str) -> None:
            typed = iter(lines)

            def answer(prompt: str, **more: Any) -> str:
                try:
                    return next(typed) or more["default"]
                except StopIteration:
                    raise EOFError from None

            monkeypatch.setattr("typer.prompt", answer)

        return say

    def test_accepted_questions_are_gold(
        self, archive: Add, run: Run, tmp_path: Path, answers: Any
    ) -> None:
        path = tmp_path / "new.jsonl"
        answers("a", "a")
        outcome = run("gold", "new", path, "b1")
        assert outcome.code == 0
        assert "“Sonia Adler opened the Alder Bridge on Saturday, to applause.”" in outcome.err
        first, second = read_gold(path).questions
        assert first.as_json() == {
            "id": "b1-1", "question": "Who or what opened the Alder Bridge on Saturday?",
            "asked": "2025-05-03", "answers": ["Sonia Adler"], "relevant": ["b1"],
        }  # fmt: skip
        assert (second.question, second.answers) == ("How many ferries were sold?", ("Twelve",))
        assert run("gold", "check", path).code == 0

    def test_what_is_rejected_is_not_kept_and_quitting_keeps_the_rest(
        self, archive: Add, run: Run, tmp_path: Path, answers: Any
    ) -> None:
        path = tmp_path / "new.jsonl"
        answers("x", "r", "a", "q")
        run("gold", "new", path, "b1", "f1")
        assert [q.answers for q in read_gold(path).questions] == [("Twelve",)]

    def test_an_edited_answer_must_stand_in_the_article(
        self, archive: Add, run: Run, tmp_path: Path, answers: Any
    ) -> None:
        path = tmp_path / "new.jsonl"
        answers("e", "Which bridge was opened?", "the Elder Bridge", "the Alder Bridge", "n")
        outcome = run("gold", "new", path, "b1")
        (question,) = read_gold(path).questions
        assert question.question == "Which bridge was opened?"
        assert question.answers == ("the Alder Bridge",)
        assert "does not stand in the article" in outcome.err

    def test_the_end_of_input_ends_it_and_a_later_run_goes_on(
        self, archive: Add, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "new.jsonl"
        path.write_text(json.dumps({**_other(), "id": "mine"}) + "\n")
        shown: list[str] = []

        def nobody(prompt: str, **more: Any) -> str:
            shown.append(prompt)
            raise __import__("click").Abort

        monkeypatch.setattr("typer.prompt", nobody)
        outcome = run("gold", "new", path, "--newest", "5")
        assert outcome.code == 0
        assert len(shown) == 1
        assert "Ferry board" in outcome.err
        assert "Bridge opens" not in outcome.err
        assert "0 questions added" in outcome.err

    def test_a_last_line_without_its_end_is_ended_and_ids_stay_single(
        self, archive: Add, run: Run, tmp_path: Path, answers: Any
    ) -> None:
        path = gold(tmp_path, {"id": "b1-1", "question": "Who?", "answers": ["Ann"]})
        assert not path.read_bytes().endswith(b"\n")
        answers("a", "a")
        run("gold", "new", path, "b1")
        assert [question.id for question in read_gold(path).questions] == ["b1-1", "b1-2", "b1-3"]

    def test_an_unknown_article_is_named(self, archive: Add, run: Run, tmp_path: Path) -> None:
        outcome = run("gold", "new", tmp_path / "new.jsonl", "zz")
        assert outcome.code == 1
        assert "no article of the index has the id, url or file 'zz'" in outcome.message


class TestImport:
    def test_lines_go_to_stdout_and_articles_to_a_file(self, run: Run, tmp_path: Path) -> None:
        paragraph = {
            "context": "The Alder Bridge opened in May.",
            "qas": [
                {"id": "s1", "question": "When did it open?", "answers": [{"text": "May"}]},
                {"id": "s2", "question": "Who paid?", "is_impossible": True, "answers": []},
                {"id": "s3", "question": "", "answers": [{"text": "May"}]},
            ],
        }
        source = tmp_path / "squad.json"
        data = [{"title": "Alder_Bridge", "paragraphs": [paragraph]}]
        source.write_text(json.dumps({"version": "v2.0", "data": data}))
        kept = tmp_path / "articles.jsonl"
        outcome = run("gold", "import", source, "--layout", "squad", "--articles", kept)
        assert outcome.code == 0
        first, second = map(json.loads, outcome.out.splitlines())
        assert first == {"id": "s1", "question": "When did it open?", "answers": ["May"],
                         "relevant": ["squad-0001"]}  # fmt: skip
        assert second == {"id": "s2", "question": "Who paid?", "unanswerable": True}
        assert "skipped" in outcome.err
        assert json.loads(kept.read_text()) == {
            "id": "squad-0001", "title": "Alder Bridge", "text": "The Alder Bridge opened in May.",
        }  # fmt: skip

    def test_what_feedback_export_prints_can_be_brought_over(
        self, archive: Add, folder: Path, run: Run, tmp_path: Path
    ) -> None:
        store = FeedbackStore(folder)
        store.add(Judgement("Who opened it?", "up", date(2025, 5, 4), article_ids=("b1",)))
        store.add(Judgement("Who paid?", "down", article_ids=("b1",)))
        exported = tmp_path / "feedback.jsonl"
        assert run("feedback", "export", "--out", exported).code == 0
        outcome = run("gold", "import", exported, "--layout", "feedback")
        (line,) = map(json.loads, outcome.out.splitlines())
        assert (line["question"], line["relevant"]) == ("Who opened it?", ["b1"])
        assert "a reader found the answer wrong, and nothing says what is right" in outcome.err

    def test_articles_without_an_address_are_all_written(self, run: Run, tmp_path: Path) -> None:
        query = {"query": "Who?", "answer": "Ann", "question_type": "x", "evidence_list": []}
        (tmp_path / "MultiHopRAG.json").write_text(json.dumps([query]))
        corpus = [{"title": "T", "body": "One."}, {"title": "T", "body": "Two."}]
        (tmp_path / "corpus.json").write_text(json.dumps(corpus))
        kept = tmp_path / "articles.jsonl"
        source = tmp_path / "MultiHopRAG.json"
        run("gold", "import", source, "--layout", "multihop-rag", "--articles", kept)
        texts = [json.loads(line)["text"] for line in kept.read_text().splitlines()]
        assert texts == ["One.", "Two."]

    def test_an_unknown_layout_is_named(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "x").write_text("{}")
        outcome = run("gold", "import", tmp_path / "x", "--layout", "trec")
        assert outcome.code == 1
        assert "no layout 'trec'; there are beir, feedback" in outcome.message

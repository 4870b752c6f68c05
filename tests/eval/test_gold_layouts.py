"""Gold sets of others: what each layout becomes, and what of it is refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.errors import GoldError
from eval.gold.layouts import LAYOUTS, read_layout
from indexer.article import make_article

URL = "https://gazette.example/bridge"


def put(path: Path, *lines: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def test_feedback_is_gold_once_it_says_what_is_right(tmp_path: Path) -> None:
    def line(name: str, thumb: str, **more: Any) -> dict[str, Any]:
        return {"id": name, "question": "Who?", "thumb": thumb, "comment": "", **more}

    path = put(
        tmp_path / "f.jsonl",
        line("up", "up", relevant=["a1"], asked="2025-05-03"),
        line("down", "down", relevant=[], cited=["a1"]),
        line("pointed", "down", relevant=["a2"]),
        line("mended", "down", answers=["Ann"]),
        line("none", "down", unanswerable=True),
        line("bare", "up"),
        line("up", "up", relevant=["a1"]),
        {"id": "odd", "question": "Who?", "relevant": ["a1"], "thumb": {"up": 1}},
    )
    imported = read_layout("feedback", path)
    assert [question.id for question in imported.questions] == [
        "up",
        "pointed",
        "mended",
        "none",
        "odd",
    ]
    assert imported.questions[0].asked == date(2025, 5, 3)
    assert [line.split(": ")[1] for line in imported.skipped] == ["line 2", "line 6", "line 7"]


def test_beir_keeps_what_was_judged_relevant(tmp_path: Path) -> None:
    put(tmp_path / "queries.jsonl", {"_id": "q1", "text": "Who?"}, {"_id": "q2", "text": "What?"})
    put(
        tmp_path / "corpus.jsonl",
        {"_id": "d1", "title": "T", "text": "X", "metadata": {"url": URL}},
    )
    (tmp_path / "qrels").mkdir()
    rows = ["query-id\tcorpus-id\tscore", "q1\td1\t2", "q1\td2\t0", "q2\td2\t-1"]
    (tmp_path / "qrels" / "dev.tsv").write_text("no\tsuch\t1")
    (tmp_path / "qrels" / "test.tsv").write_text("\n".join(rows))
    imported = read_layout("beir", tmp_path)
    (question,) = imported.questions
    assert (question.id, question.question, question.relevant) == ("q1", "Who?", ("d1",))
    assert imported.articles == [{"id": "d1", "title": "T", "text": "X", "url": URL}]


def test_multihop_rag_knows_articles_by_address(tmp_path: Path) -> None:
    evidence = [{"url": URL, "fact": "F"}, {"url": URL, "fact": "G"}, {"url": f"{URL}2"}]
    queries = [
        {"query": "Which?", "answer": "Yes", "question_type": "comparison_query",
         "evidence_list": evidence},
        {"query": "Who?", "answer": "Insufficient information.", "question_type": "null_query",
         "evidence_list": []},
    ]  # fmt: skip
    path = put(tmp_path / "MultiHopRAG.json", queries)
    corpus = {"title": "T", "author": "A", "source": "S", "category": "tech", "url": URL,
              "published_at": "2023-09-26T19:11:30+00:00", "body": "Words."}  # fmt: skip
    put(tmp_path / "corpus.json", [corpus])
    imported = read_layout("multihop-rag", path)
    first, second = imported.questions
    assert first.kind == "comparison_query"
    assert len(first.relevant) == 2
    assert second.unanswerable
    stored = make_article(imported.articles[0], "x", "x")
    assert stored.id == first.relevant[0] == make_article({"url": URL, "text": "W"}, "x", "y").id
    assert (stored.publisher, stored.section) == ("S", "tech")


def test_realtimeqa_answers_are_the_words_of_the_choice(tmp_path: Path) -> None:
    line = {
        "question_id": "20250503_0", "question_date": "2025/05/03", "question_sentence": "Who?",
        "choices": ["Ann", "Bo"], "answer": ["1"],
        "evidence": f'See <a href="{URL}#:~:text=x">this</a>.',
    }  # fmt: skip
    words = {**line, "question_id": "20250503_1", "answer": ["Cy"], "evidence": ""}
    path = put(tmp_path / "20250503_qa.jsonl", line, words)
    first, second = read_layout("realtimeqa", path).questions
    assert (first.asked, first.answers) == (date(2025, 5, 3), ("Bo",))
    assert first.relevant == (make_article({"url": URL, "text": "W"}, "x", "y").id,)
    assert (second.answers, second.relevant) == (("Cy",), ())
    found = {"url": f"{URL}#x", "text": "Bo.", "publish_date": "2025/05/02", "authors": ["A"]}
    put(tmp_path / "20250503_gold.jsonl", {"question_id": "20250503_0", "search_result": [found]})
    imported = read_layout("realtimeqa", path)
    assert imported.articles[0]["id"] == imported.questions[0].relevant[0] == first.relevant[0]
    assert imported.articles[0]["published"] == "2025-05-02"


def test_realtimeqa_passes_over_what_no_article_says(tmp_path: Path) -> None:
    line = {
        "question_id": "1_nota", "question_date": "2025/05/03", "question_sentence": "Who?",
        "choices": ["Ann", "None of the above"], "answer": ["1"], "evidence": "",
    }  # fmt: skip
    sound = {**line, "question_id": "2_nota", "answer": "0"}
    imported = read_layout("realtimeqa", put(tmp_path / "x_qa_nota.jsonl", line, sound))
    assert [question.answers for question in imported.questions] == [("Ann",)]
    (skipped,) = imported.skipped
    assert "line 1: the right choice is “none of the above”" in skipped


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"data": 5}', b"[]"])
def test_what_is_in_another_layout_is_refused(tmp_path: Path, layout: str, content: bytes) -> None:
    path = tmp_path / "source"
    if layout == "beir":
        path.mkdir()
        (path / "queries.jsonl").write_bytes(content)
    else:
        path.write_bytes(content)
    with pytest.raises(GoldError):
        read_layout(layout, path)


@pytest.mark.parametrize("row", ["q1\td1", "q1\td1\thigh\n", "q1 d1 1"])
def test_a_bad_row_of_judgements_is_named(tmp_path: Path, row: str) -> None:
    put(tmp_path / "queries.jsonl", {"_id": "q1", "text": "Who?"})
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(f"q1\td1\t1\n{row}")
    with pytest.raises(GoldError, match="line 2: not `query document score`"):
        read_layout("beir", tmp_path)

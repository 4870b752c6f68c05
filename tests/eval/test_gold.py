from datetime import date
from pathlib import Path

import pytest

from eval.errors import GoldError
from eval.gold import GoldQuestion, read_gold

SAMPLE = Path(__file__).parents[2] / "eval" / "gold" / "sample.jsonl"
GOOD = '{"id": "g", "question": "Who?", "answers": ["Ann"]}'


def written(tmp_path: Path, *lines: str | bytes) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\n".join(x if isinstance(x, bytes) else x.encode() for x in lines))
    return path


def test_reads_every_field_of_the_contract(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '{"id": "1", "question": "Who?", "asked": "2022-06-16", "answers": ["Ann", "Bo"], '
        '"relevant": ["x"], "documents": ["a.txt"], "conflict": true, "choices": ["Ann", "C"]}',
        "",
        '{"id": "2", "question": "What?", "unanswerable": true, "answers": [], "documents": []}',
        '{"id": "3", "question": "When?", "answer": "May", "asked": null}',
    )
    gold = read_gold(path)
    assert gold.name == "gold.jsonl"
    assert gold.problems == ()
    assert gold.questions == (
        GoldQuestion(
            "1", "Who?", date(2022, 6, 16), ("Ann", "Bo"), ("x",), ("a.txt",), conflict=True
        ),
        GoldQuestion("2", "What?", unanswerable=True),
        GoldQuestion("3", "When?", answers=("May",)),
    )


def test_reads_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + GOOD.encode() + b"\r", b"")
    assert [question.id for question in read_gold(path).questions] == ["g"]


def test_the_sample_is_readable() -> None:
    questions = read_gold(SAMPLE).questions
    assert len(questions) > 100
    assert any(question.conflict for question in questions)
    assert any(question.unanswerable for question in questions)


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("{", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        (b"\xff{}", "not UTF-8"),
        ("[1]", "this is a list"),
        ('{"question": "Who?", "answers": ["A"]}', "'id' is missing"),
        ('{"id": "1", "answers": ["A"]}', "'question' is missing"),
        ('{"id": 1, "question": "Who?", "answers": ["A"]}', "'id' is a number; write a string"),
        ('{"id": "1", "question": " ", "answers": ["A"]}', "'question' is empty"),
        ('{"id": "1", "question": "\\ud800", "answers": ["A"]}', "surrogate"),
        ('{"id": "1", "question": "Who?"}', "nothing to score against"),
        ('{"id": "1", "question": "Who?", "answers": "A"}', "'answers' is a string"),
        ('{"id": "1", "question": "Who?", "answers": [1]}', "'answers' is a number"),
        ('{"id": "1", "question": "Who?", "answers": [""]}', "'answers' is empty"),
        ('{"id": "1", "question": "Who?", "answer": ["A"]}', "'answer' is a list"),
        ('{"id": "1", "question": "Q", "answer": "A", "answers": ["B"]}', "both 'answer' and"),
        ('{"id": "1", "question": "Who?", "relevant": {}}', "'relevant' is an object"),
        ('{"id": "1", "question": "Who?", "unanswerable": "yes"}', "'unanswerable' is a string"),
        ('{"id": "1", "question": "Q", "answers": ["A"], "asked": "16/6/22"}', "YYYY-MM-DD"),
        ('{"id": "1", "question": "Q", "answers": ["A"], "asked": 2022}', "'asked' is a number"),
        (GOOD, "the id 'g' occurs twice"),
    ],
)
def test_a_bad_line_is_named_with_cause_and_remedy(
    tmp_path: Path, line: str | bytes, cause: str
) -> None:
    path = written(tmp_path, GOOD, line)
    with pytest.raises(GoldError) as caught:
        read_gold(path)
    message = str(caught.value)
    assert f"{path}: line 2: " in message
    assert cause in message
    assert "--lenient" in message
    assert ";" in message.splitlines()[0]


def test_lenient_skips_and_lists_bad_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "{", GOOD, "", GOOD)
    gold = read_gold(path, lenient=True)
    assert [question.id for question in gold.questions] == ["g"]
    assert [problem.split(": ")[1] for problem in gold.problems] == ["line 1", "line 4"]


def test_many_bad_lines_are_counted_not_all_shown(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="and 3 more bad lines"):
        read_gold(written(tmp_path, *["{"] * 8))


@pytest.mark.parametrize("lenient", [True, False])
def test_an_empty_file_is_an_error(tmp_path: Path, lenient: bool) -> None:
    with pytest.raises(GoldError, match="holds no question"):
        read_gold(written(tmp_path, "", " "), lenient)


def test_nothing_readable_is_an_error_that_lists_why(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"line 1: this is not JSON(.|\n)*holds no question"):
        read_gold(written(tmp_path, "{"), lenient=True)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read: No such file"):
        read_gold(tmp_path / "none.jsonl")

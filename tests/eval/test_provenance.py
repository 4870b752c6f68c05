"""The hash of the code: it follows every file that makes answers, and no other."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from eval import provenance


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("service/answer.py", True),
        ("service/deep/down/weights.json", True),
        ("indexer/words.py", True),
        ("service/widget/widget.py", False),
        ("service/notes.md", False),
        ("service/__pycache__/answer.cpython-311.pyc", False),
    ],
)
def test_the_code_is_what_makes_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, counts: bool
) -> None:
    for package in ("indexer", "service"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        module = SimpleNamespace(__file__=str(tmp_path / package / "__init__.py"))
        monkeypatch.setattr(provenance, package, module)
    before = provenance.code()
    assert before == provenance.code()
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x = 1")
    assert (provenance.code() != before) is counts
    written = provenance.code()
    (tmp_path / name).write_text("x = 2")
    assert (provenance.code() != written) is counts

"""Invented stories in which outlets disagree, one overtakes another, or both may be right.

`conflicts.jsonl` has a case a line: a question, what each outlet printed (with a headline or
without), the kind of difference (conflict, change or none) and the words that oppose each other,
newest first.
"""

import json
from dataclasses import dataclass
from pathlib import Path

Told = tuple[str, str, str]
"""An outlet, a day and a text."""


@dataclass(frozen=True)
class Case:
    """`kind` is conflict, change or None; `words` stand in the sides, the newest first.

    `titles` are the headlines of what was told, where there are any.
    """

    question: str
    told: tuple[Told, ...]
    kind: str | None = None
    words: tuple[str, str] | None = None
    titles: tuple[str | None, ...] = ()


def _cases() -> list[Case]:
    lines = Path(__file__).with_name("conflicts.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines]


def _case(fields: dict[str, object]) -> Case:
    told = tuple((t["publisher"], t["published"], t["text"]) for t in fields["told"])  # type: ignore[attr-defined]
    titles = tuple(t.get("title") for t in fields["told"])  # type: ignore[attr-defined]
    words = tuple(fields["words"]) if fields["words"] else None  # type: ignore[arg-type]
    return Case(str(fields["question"]), told, fields["kind"], words, titles)  # type: ignore[arg-type]


CASES = _cases()
CONFLICTS = [case for case in CASES if case.kind == "conflict"]
CHANGES = [case for case in CASES if case.kind == "change"]
AGREED = [case for case in CASES if case.kind is None]

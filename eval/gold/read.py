"""Reading a gold set: JSONL, one question a line, each bad line named with cause and remedy."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eval.errors import GoldError
from eval.gold.question import Gold, GoldQuestion, GoldWindow

_SHOWN_PROBLEMS = 5


def read_gold(path: Path, lenient: bool = False) -> Gold:
    """Read a gold set from JSONL, one question a line; unknown fields are ignored.

    With `lenient`, lines that cannot be read are skipped and listed in `Gold.problems`.
    Raises GoldError, naming file and line, for the first bad lines otherwise, and always for a
    file that is missing or holds no readable question.
    """
    questions: dict[str, GoldQuestion] = {}
    problems: list[str] = []
    for number, line in lines_of(path):
        try:
            question = parse_question(parse_object(line))
            if question.id in questions:
                raise GoldError(f"the id {question.id!r} occurs twice; give each question its own")
            questions[question.id] = question
        except GoldError as error:
            problems.append(f"{path}: line {number}: {error}")
    if problems and not lenient:
        raise GoldError(_summary(problems))
    if not questions:
        raise GoldError("\n".join([*problems, f"{path} holds no question; write one JSON a line"]))
    return Gold(path.name, tuple(questions.values()), tuple(problems))


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a JSONL file that are not empty, with their numbers.

    Raises GoldError when the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}; check the path") from error
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _summary(problems: list[str]) -> str:
    shown = problems[:_SHOWN_PROBLEMS]
    if more := len(problems) - len(shown):
        shown.append(f"and {more} more bad lines")
    return "\n".join([*shown, "mend these lines, or skip them with --lenient"])


def parse_question(fields: Mapping[str, Any]) -> GoldQuestion:
    """Return the question of a gold line. Raises GoldError with cause and remedy."""
    question = GoldQuestion(
        id=_string(fields, "id"),
        question=_string(fields, "question"),
        asked=_day(fields.get("asked"), "asked"),
        answers=_answers(fields),
        relevant=_strings(fields, "relevant"),
        documents=_strings(fields, "documents"),
        unanswerable=_flag(fields, "unanswerable"),
        conflict=_flag(fields, "conflict"),
        window=_window(fields),
        kind=None if fields.get("kind") is None else _text(fields["kind"], "kind"),
    )
    if not question.can_be_judged:
        raise GoldError(
            "there is nothing to score against; add 'answers', 'relevant' or 'documents', "
            'or "unanswerable": true'
        )
    return question


def parse_object(line: bytes) -> Mapping[str, Any]:
    """Return the JSON object that a line holds. Raises GoldError when it holds none."""
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise GoldError("this is not UTF-8; save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise GoldError(f"this is not JSON ({error}); write one JSON object a line") from error
    if not isinstance(fields, dict):
        raise GoldError(f"this is {_kind(fields)}; write a JSON object with 'id' and 'question'")
    return fields


def _string(fields: Mapping[str, Any], name: str) -> str:
    if name not in fields:
        raise GoldError(f"{name!r} is missing; every gold question needs one")
    return _text(fields[name], name)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise GoldError(f"{name!r} is {_kind(value)}; write a string")
    if not value.strip():
        raise GoldError(f"{name!r} is empty; write some text, or leave the field out")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise GoldError(f"{name!r} holds half a surrogate pair; write whole characters")
    return value.strip()


def _answers(fields: Mapping[str, Any]) -> tuple[str, ...]:
    single = fields.get("answer")
    if single is None:
        return _strings(fields, "answers")
    if fields.get("answers"):
        raise GoldError("there are both 'answer' and 'answers'; keep one of them")
    return () if single == "" else (_text(single, "answer"),)


def _strings(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = fields.get(name)
    if values is None:
        return ()
    if not isinstance(values, list):
        raise GoldError(f"{name!r} is {_kind(values)}; write a list of strings")
    return tuple(dict.fromkeys(_text(value, name) for value in values))


def _flag(fields: Mapping[str, Any], name: str) -> bool:
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        raise GoldError(f"{name!r} is {_kind(value)}; write true or false")
    return bool(value)


def _window(fields: Mapping[str, Any]) -> GoldWindow | None:
    """A window that is null says that none may be read; one that is missing says nothing."""
    if "window" not in fields:
        return None
    value = fields["window"]
    if value is None:
        return GoldWindow()
    if not isinstance(value, dict):
        raise GoldError(f'\'window\' is {_kind(value)}; write null or {{"from": .., "to": ..}}')
    return GoldWindow(_day(value.get("from"), "from"), _day(value.get("to"), "to"))


def _day(value: object, name: str) -> date | None:
    if value is None:
        return None
    text = _text(value, name)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise GoldError(f"{name!r} {text[:40]!r} is not a date; write it as YYYY-MM-DD") from error


def _kind(value: object) -> str:
    kinds = {bool: "true or false", type(None): "null", list: "a list", dict: "an object"}
    kinds |= {str: "a string", int: "a number", float: "a number"}
    return kinds.get(type(value), type(value).__name__)

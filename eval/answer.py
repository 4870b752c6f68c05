"""Answer: what a system answered, read from the Answer JSON of the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeVar

from eval.errors import AnswerError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that the answer rests on; offsets count code points, `end` is exclusive."""

    number: int
    article_id: str
    quote: str
    start: int
    end: int
    title: str | None
    publisher: str | None
    published: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the answer: the citations it names, and how far they support it (0 to 1)."""

    text: str
    citations: tuple[int, ...]
    support: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of an answer that are measured or shown. `timings_ms` has one entry a stage.

    `window` is the first and the last day that the question was read to be about.
    """

    text: str
    abstained: bool
    question: str | None
    as_of: str | None
    short_answer: str | None
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    conflicts: int
    window: tuple[str | None, str | None]
    reason: str | None
    confidence: float | None
    rejected_statements: int
    timings_ms: Mapping[str, float]


def parse_answer(fields: object) -> Answer:
    """Return the Answer that `fields`, an Answer JSON, holds.

    `text` and `abstained` must be there; what else is missing counts as empty.
    Raises AnswerError when a field that is there has another type than the contract says.
    """
    answer = _mapping(fields, "the answer")
    short = answer.get("short_answer")
    return Answer(
        text=_required(answer, "text", str),
        abstained=_required(answer, "abstained", bool),
        question=_optional(answer, "question", str),
        as_of=_optional(answer, "as_of", str),
        short_answer=None if short is None else _required(_mapping(short, "it"), "text", str),
        statements=tuple(map(_statement, _list(answer, "statements"))),
        citations=tuple(map(_citation, _list(answer, "citations"))),
        conflicts=len(_list(answer, "conflicts")),
        window=_window(answer.get("window") or {}),
        reason=_optional(answer, "reason", str),
        confidence=_share(answer, "confidence"),
        rejected_statements=_optional(answer, "rejected_statements", int) or 0,
        timings_ms=_timings(answer.get("timings_ms") or {}),
    )


def _statement(fields: object) -> Statement:
    statement = _mapping(fields, "a statement")
    return Statement(
        text=_required(statement, "text", str),
        citations=tuple(_integers(_list(statement, "citations"))),
        support=_share(statement, "support"),
    )


def _citation(fields: object) -> Citation:
    citation = _mapping(fields, "a citation")
    return Citation(
        number=_required(citation, "number", int),
        article_id=_required(citation, "article_id", str),
        quote=_required(citation, "quote", str),
        start=_required(citation, "start", int),
        end=_required(citation, "end", int),
        title=_optional(citation, "title", str),
        publisher=_optional(citation, "publisher", str),
        published=_optional(citation, "published", str),
        link=_optional(citation, "link", str) or _optional(citation, "url", str),
    )


def _window(fields: object) -> tuple[str | None, str | None]:
    window = _mapping(fields, "'window'")
    return _optional(window, "from", str), _optional(window, "to", str)


def _mapping(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise AnswerError(f"{what} is {type(value).__name__}; the contract says a JSON object")
    return value


def _required(fields: Mapping[str, Any], name: str, kind: type[T]) -> T:
    value = _optional(fields, name, kind)
    if value is None:
        raise AnswerError(f"{name!r} is missing; the contract says {kind.__name__}")
    return value


def _optional(fields: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    value = fields.get(name)
    if value is None:
        return None
    # bool is a kind of int to Python, but true is not a number of anything here.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        found = type(value).__name__
        raise AnswerError(f"{name!r} is {found}; the contract says {kind.__name__}")
    return value


def _list(fields: Mapping[str, Any], name: str) -> list[Any]:
    return _optional(fields, name, list) or []


def _integers(values: Iterable[object]) -> Iterable[int]:
    for value in values:
        if not isinstance(value, int) or isinstance(value, bool):
            raise AnswerError(f"a statement cites {value!r}; the contract says citation numbers")
        yield value


def _share(fields: Mapping[str, Any], name: str) -> float | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise AnswerError(f"{name!r} is {value!r}; the contract says a number from 0 to 1")
    return float(value)


def _timings(value: object) -> dict[str, float]:
    timings = _mapping(value, "'timings_ms'")
    if not all(isinstance(time, int | float) and isfinite(time) for time in timings.values()):
        raise AnswerError("'timings_ms' holds something else than numbers of milliseconds")
    return {stage: float(time) for stage, time in timings.items()}

"""Gold questions: what is asked, and what is known of the right answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class GoldWindow:
    """The days that a question is about, both included; None is open, both None is no window."""

    start: date | None = None
    end: date | None = None

    @property
    def is_in_order(self) -> bool:
        """Whether it does not end before it begins."""
        return not (self.start and self.end and self.start > self.end)

    def as_json(self) -> dict[str, str | None] | None:
        """Return the window as gold lines and answers write it."""
        if not self.start and not self.end:
            return None
        start, end = (day.isoformat() if day else None for day in (self.start, self.end))
        return {"from": start, "to": end}


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question. `relevant` names articles by id, `documents` by the name of their file.

    Of a conflict, `answers` holds every side; of any other question, equally good wordings.
    `window` is None where the gold does not say which days are meant. `kind` is only for slices.
    """

    id: str
    question: str
    asked: date | None = None
    answers: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    unanswerable: bool = False
    conflict: bool = False
    window: GoldWindow | None = None
    kind: str | None = None

    @property
    def is_answerable(self) -> bool | None:
        """Whether the archive answers this; None where the gold does not tell."""
        if self.unanswerable:
            return False
        return True if self.answers or self.relevant or self.documents else None

    @property
    def can_be_judged(self) -> bool:
        """Whether the gold says anything to score an answer against."""
        return self.is_answerable is not None or self.window is not None

    def as_json(self) -> dict[str, Any]:
        """Return the question as a gold line holds it, without what is not known."""
        lists = {name: list(getattr(self, name)) for name in ("answers", "relevant", "documents")}
        flags = {name: getattr(self, name) for name in ("unanswerable", "conflict")}
        asked = self.asked.isoformat() if self.asked else None
        known = {"asked": asked, **lists, **flags, "kind": self.kind}
        fields = {name: value for name, value in known.items() if value}
        window = {"window": self.window.as_json()} if self.window else {}
        return {"id": self.id, "question": self.question, **fields, **window}


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold set: the name of its file, its questions, and what was wrong with skipped lines."""

    name: str
    questions: tuple[GoldQuestion, ...]
    problems: tuple[str, ...] = ()

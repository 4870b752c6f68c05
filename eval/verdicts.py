"""Verdicts: yes-or-no questions over an index, and whether yes, no or neither is given rightly.

Run it with `python -m eval.verdicts --index DIR`; the questions are eval/gold/yes_no.jsonl.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from service.answer import Answer, Answerer

GOLD = Path(__file__).parent / "gold" / "yes_no.jsonl"


@dataclass(frozen=True, slots=True)
class GoldVerdict:
    """A question; `verdict` is "yes", "no", or None where the articles do not decide it."""

    question: str
    asked: date
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """A question with the verdict that was given, if any."""

    gold: GoldVerdict
    verdict: str | None

    @property
    def is_right(self) -> bool | None:
        """Whether what was given is right; None where nothing was."""
        return None if self.verdict is None else self.verdict == self.gold.verdict


class Asks(Protocol):
    """What answers, as Answerer does."""

    def ask(self, question: str, *, as_of: date) -> Answer:
        """Return the answer."""


def read_verdicts(path: Path = GOLD) -> list[GoldVerdict]:
    """Return the questions of a gold file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        GoldVerdict(row["question"], date.fromisoformat(row["asked"]), row["verdict"])
        for row in rows
    ]


def give(answerer: Asks, questions: Sequence[GoldVerdict]) -> Iterator[Given]:
    """Ask each question on its day, and yield the verdict."""
    for gold in questions:
        short = answerer.ask(gold.question, as_of=gold.asked).short_answer
        yield Given(gold, short.verdict if short else None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask the questions and print those that are wrong or open, with the counts."""
    parser = argparse.ArgumentParser(prog="python -m eval.verdicts", description=__doc__)
    parser.add_argument("--index", type=Path, required=True, help="index of corpus/articles")
    parser.add_argument("--gold", type=Path, default=GOLD, help="the questions")
    chosen = parser.parse_args(arguments)
    found = list(give(Answerer.open(chosen.index), read_verdicts(chosen.gold)))
    for one in found:
        mark = {True: "right", False: "WRONG", None: "-"}[one.is_right]
        print(f"{mark}\t{one.verdict or '-'}\t{one.gold.verdict or '-'}\t{one.gold.question}")
    decided = [one for one in found if one.gold.verdict]
    given = [one for one in found if one.verdict]
    print(
        f"right {sum(bool(one.is_right) for one in given)} of {len(given)} given; "
        f"given rightly for {sum(bool(one.is_right) for one in decided)} of {len(decided)} that "
        "the articles decide"
    )


if __name__ == "__main__":
    main()

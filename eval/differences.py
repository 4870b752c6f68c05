"""Differences: what an index's articles differ on, for questions that ask for figures or causes.

Run it with `python -m eval.differences --index DIR`; the questions, of news of 2022 to 2024, are
eval/gold/figures.jsonl; with `--gold`, those for causes, eval/gold/causes.jsonl. Whether what it
prints is right is for a person to judge.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from service.answer import Answer, Answerer

GOLD = Path(__file__).parent / "gold" / "figures.jsonl"


def read_questions(path: Path = GOLD) -> list[tuple[str, date]]:
    """Return the questions with the days on which they are asked."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["question"], date.fromisoformat(row["asked"])) for row in rows]


def told(answer: Answer) -> Iterator[str]:
    """Yield a line for each difference of an answer, and one for each of its sides."""
    for conflict in answer.conflicts:
        yield f"{conflict.kind}\t{answer.question}"
        for position in conflict.statements:
            side = answer.statements[position]
            cited = answer.citations[side.citations[0] - 1]
            yield f"\t{cited.article_id}\t{cited.publisher}\t{cited.published}\t{side.text}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask the questions and print the sides of whatever differs."""
    parser = argparse.ArgumentParser(prog="python -m eval.differences", description=__doc__)
    parser.add_argument("--index", type=Path, required=True, help="index of news of 2022 to 2024")
    parser.add_argument("--gold", type=Path, default=GOLD, help="the questions")
    chosen = parser.parse_args(arguments)
    answerer, questions, found = Answerer.open(chosen.index), read_questions(chosen.gold), 0
    for question, day in questions:
        answer = answerer.ask(question, as_of=day)
        found += len(answer.conflicts)
        for line in told(answer):
            print(line)
    print(f"{found} differences in {len(questions)} answers")


if __name__ == "__main__":
    main()

"""Follow-ups: conversations over an index, and whether each question was completed rightly.

Run it with `python -m eval.followups --index DIR`; the conversations are eval/gold/followups.jsonl.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval.answer_measures import contained
from service.answer import Answer, Answerer
from service.conversations import NEW, Conversations
from service.talk import begin

GOLD = Path(__file__).parent / "gold" / "followups.jsonl"


@dataclass(frozen=True, slots=True)
class GoldTurn:
    """One question of a conversation.

    A follow-up has `essentials`: of each group one must stand in the completed question, and none
    of `without`. An `alone` question must be left as it is; the first one has neither. `answers`
    are what its answer should hold, where that is known.
    """

    question: str
    essentials: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    alone: bool = False

    def is_right(self, completed: str | None) -> bool:
        """Tell whether a follow-up was completed rightly; None says that it was left as it is."""
        if self.alone:
            return completed is None
        text = completed or self.question
        found = all(any(_holds(text, word) for word in group) for group in self.essentials)
        return found and not any(_holds(text, word) for word in self.without)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation as it is asked on one day."""

    id: str
    asked: date
    turns: tuple[GoldTurn, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A turn after the first, and what became of it."""

    dialogue: str
    turn: GoldTurn
    completed: str | None
    answer: Answer

    @property
    def is_right(self) -> bool:
        """Whether it was completed rightly."""
        return self.turn.is_right(self.completed)

    @property
    def is_answered(self) -> bool | None:
        """Whether the answer holds what it should; None where that is not known."""
        held = contained(self.answer.text, self.turn.answers)
        return None if held is None else bool(held) and not self.answer.abstained


def read_dialogues(path: Path = GOLD) -> list[Dialogue]:
    """Return the conversations of a gold file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_dialogue(json.loads(line)) for line in lines if line.strip()]


def hold(answerer: Answerer, dialogues: Sequence[Dialogue], folder: Path) -> Iterator[Outcome]:
    """Ask the turns of each conversation in order, and yield what became of all but the first."""
    conversations = Conversations(folder)
    for dialogue in dialogues:
        key = NEW
        for place, turn in enumerate(dialogue.turns):
            talk = begin(conversations, answerer, key, turn.question, dialogue.asked)
            answer = talk.finish(answerer.ask(talk.asked, as_of=dialogue.asked))
            key = talk.key
            if place:
                yield Outcome(dialogue.id, turn, talk.completed, answer)


def main(arguments: Sequence[str] | None = None) -> None:
    """Hold the conversations and print each turn with the counts."""
    parser = argparse.ArgumentParser(prog="python -m eval.followups", description=__doc__)
    parser.add_argument("--index", type=Path, required=True, help="index of corpus/articles")
    parser.add_argument("--gold", type=Path, default=GOLD, help="the conversations")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        answerer = Answerer.open(chosen.index)
        outcomes = list(hold(answerer, read_dialogues(chosen.gold), Path(folder)))
    for outcome in outcomes:
        mark = "right" if outcome.is_right else "WRONG"
        answered = {True: "answered", False: "not answered", None: "-"}[outcome.is_answered]
        print(f"{mark}\t{answered}\t{outcome.dialogue}\t{outcome.turn.question}", end="\t")
        print(outcome.completed or "(left as it is)")
    followups = [outcome for outcome in outcomes if not outcome.turn.alone]
    alone = [outcome for outcome in outcomes if outcome.turn.alone]
    known = [outcome for outcome in outcomes if outcome.is_answered is not None]
    print(
        f"completed rightly {sum(o.is_right for o in followups)} of {len(followups)}; "
        f"left alone rightly {sum(o.is_right for o in alone)} of {len(alone)}; "
        f"answered {sum(bool(o.is_answered) for o in known)} of {len(known)}"
    )


def _dialogue(fields: dict[str, object]) -> Dialogue:
    turns = fields["turns"]
    assert isinstance(turns, list)
    return Dialogue(
        id=str(fields["id"]),
        asked=date.fromisoformat(str(fields["asked"])),
        turns=tuple(
            GoldTurn(
                question=turn["question"],
                essentials=tuple(tuple(group) for group in turn.get("essentials", ())),
                without=tuple(turn.get("without", ())),
                answers=tuple(turn.get("answers", ())),
                alone=turn.get("alone", False),
            )
            for turn in turns
        ),
    )


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.I) is not None


if __name__ == "__main__":
    main()

from pathlib import Path

from eval.tuning.reader import Remembering
from service.generate.gguf import Completion


class Counts:
    """A model that says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def complete(self, prompt: str, tokens: int) -> Completion:
        self.asked += 1
        return Completion(f" {self.asked}", 0.25)


def test_a_prompt_is_read_once_also_by_the_next_run(tmp_path: Path) -> None:
    model, file = Counts(), tmp_path / "replies.jsonl"
    for _ in range(2):
        remembering = Remembering(model, file)
        assert remembering.complete("What did it cost?", 20) == Completion(" 1", 0.25)
        assert remembering.complete("What did it cost?", 20) == Completion(" 1", 0.25)
    assert model.asked == 1


def test_another_prompt_or_length_is_another_reply(tmp_path: Path) -> None:
    model = Counts()
    remembering = Remembering(model, tmp_path / "replies.jsonl")
    replies = [remembering.complete(*asked).text for asked in (("a", 20), ("a", 8), ("b", 20))]
    assert replies == [" 1", " 2", " 3"]

"""Votes: which of the phrases that a model found in the windows is likeliest the answer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from service.generate.agreement import key_of
from service.generate.candidates import Candidate
from service.generate.gguf import Completion
from service.generate.proposed import find_in, narrowed, says_more, wordings
from service.generate.windows import Window, others_than
from service.question import Question

_SURE = 0.3
_AGREED = 0.5
_SHARE = 3.0
_LEAST = 1e-6


@dataclass(slots=True)
class Vote:
    """A phrase, how probable (0..1) the model found it at best, and in how many windows."""

    phrase: str
    probability: float = 0.0
    windows: int = 0


def count_votes(
    question: Question,
    windows: Sequence[Window],
    replies: Sequence[Completion],
    ranked: Sequence[Candidate],
) -> list[str]:
    """Return the phrases of the replies, one to each window, the likeliest first.

    Each stands in its window, or else in another or in one of the best sentences, and says
    something that the question does not. What counts is how
    probable the model found its words, how many windows gave them, and how likely the phrase
    is by its form and by agreement of articles.
    """
    share = {each.phrase.key: each.phrase.share for each in ranked if each.phrase}
    near = [*windows, *others_than(windows, ranked)]
    votes: dict[str, Vote] = {}
    for window, reply in zip(windows, replies, strict=True):
        phrase = _meant(question, [window], reply.text) or _meant(question, near, reply.text)
        if phrase is None:
            continue
        vote = votes.setdefault(key_of(phrase), Vote(phrase))
        vote.probability = max(vote.probability, reply.probability)
        vote.windows += 1

    def worth(key: str) -> float:
        vote = votes[key]
        sure = math.log(max(vote.probability, _LEAST))
        return _SURE * sure + _AGREED * vote.windows + _SHARE * share.get(key, 0.0)

    return [votes[key].phrase for key in sorted(votes, key=worth, reverse=True)]


def agree(question: Question, windows: Sequence[Window], replies: Sequence[Completion]) -> bool:
    """Tell whether two of the replies give the same phrase, each in its window."""
    keys = [
        key_of(phrase)
        for window, reply in zip(windows, replies, strict=False)
        if (phrase := _meant(question, [window], reply.text))
    ]
    return len(set(keys)) < len(keys)


def _meant(question: Question, windows: Sequence[Window], reply: str) -> str | None:
    """Return the first wording of a reply that stands in a window, trimmed to what is asked."""
    for phrase in wordings(reply):
        place = next(find_in(windows, phrase), None)
        if place and says_more(phrase, question):
            return narrowed(question, place).words
    return None

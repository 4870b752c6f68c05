"""Steps: a question about somebody it only describes, "the minister who resigned on Friday".

First the description is looked up, then the question is asked with the name that it led to.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_SAID = (
    "say|do|win|promise|tell|announce|call|plan|want|think|write|earn|buy|sell|lose|study|play|"
    "claim|ask|demand|warn|predict|propose|cost|measure|find|reach|begin|start|open|close|happen|"
    "weigh|become|leave|join|meet|visit|report|expect|make|take|carry|bring|land|launch"
)
_STEP = re.compile(
    r"^(?P<ask>(?i:what|when|where|how|why|who|whom)\b[^,]*?\b(?:did|does|do|will|would|has|had))\s+"
    r"(?P<noun>(?:the|a)\s+(?:[\w’'-]+\s+){0,3}?[\w’'-]+)\s+"
    r"(?P<told>(?:who|that|which|whose)\s+.+?)(?<!\bto)(?<!will)(?<!would)(?<!could)(?<!\bnot)"
    r"(?<!\bthe)(?<!\ba)(?<!\bof)\s+"
    rf"(?P<rest>(?:{_SAID})\b.*?)\??$"
)
_NAME = re.compile(r"[A-Z][\w’'-]*[a-z][\w’'-]*(?:\s+[A-Z][\w’'-]*[\w])+")


@dataclass(frozen=True, slots=True)
class Step:
    """`first` describes who or what is meant; `then` asks about them, with {} for the name."""

    first: str
    then: str

    def named(self, name: str | None) -> str:
        """Return the second question with the name that the first one led to, if any."""
        return " ".join(self.then.format(name or "").split())


def two_steps(text: str) -> Step | None:
    """Return the two steps of a question, or None when it takes only one."""
    match = _STEP.search(text.strip())
    if match is None or "{" in text or "}" in text:
        return None
    first = f"{match['noun']} {match['told']}"
    return Step(first, f"{match['ask']} {match['noun']} {{}} {match['rest']}")


def name_in(passages: Iterable[str], question: str) -> str | None:
    """Return the name that stands most often in `passages` and not in the question."""
    counted = Counter(
        name
        for passage in passages
        for name in _NAME.findall(passage)
        if not any(word in question for word in name.split())
    )
    best = counted.most_common(1)
    return best[0][0] if best else None

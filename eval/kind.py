"""The kind of a question, by its question word: a slice that needs no labels."""

import re

_KINDS = {
    "how many": r"\bhow (?:many|much|often|old|long|far|tall|large|big)\b|\bwhat (?:percent|share)",
    "when": r"\bwhen\b|\b(?:which|what) (?:day|date|month|year|week)\b",
    "where": r"\bwhere\b|\b(?:which|what) (?:city|country|state|town|place|region|continent)\b",
    "who": r"\bwho(?:m|se)?\b",
    "why": r"\bwhy\b",
    "how": r"\bhow\b",
    "which": r"\bwhich\b",
    "what": r"\bwhat\b",
    "yes or no": r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
}  # fmt: skip
_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}


def kind_of(question: str) -> str:
    """Return the first kind, in the order of the table above, whose words the question has.

    Only the last sentence counts, for what comes before it sets the scene; `other` has none.
    """
    asked = re.split(r"(?<=[.!?])\s+", question.strip())[-1]
    return next((kind for kind, found in _PATTERNS.items() if found.search(asked)), "other")

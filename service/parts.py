"""Parts: a question that compares, or that asks two things, as the questions it is made of.

Deterministic, by the form of the sentence alone. Few forms and sure ones: a question that is not
split loses nothing but the guarantee that both sides are found.
"""

import re
from collections.abc import Callable

_AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
_BE = r"(?:is|are|was|were)\b"
_ASK = rf"(?:who|whom|whose|what|when|where|which|why|how|{_AUX})"
_NAME = (
    r"(?:the\s+|a\s+)?(?:[A-Z0-9][\w’'.&-]*)(?:\s+(?:(?:of|the|de|van|von|al|for)\s+)*"
    r"[A-Z0-9][\w’'.&-]*)*(?:[’']s?\s+(?:[a-z][\w-]*)(?:\s+[a-z][\w-]*)?)?"
)
_MORE = r"(?:more|less|fewer|further|farther|better|worse|sooner|later|[a-z]{2,}er)"

_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|them|his|hers?|its|theirs?|this|that)\b", re.I)
_RELATIVE = re.compile(r"(?:^|(?<=\w ))(?:who|which|that)\b")
_TOGETHER = re.compile(r"\b(?:each other|one another|together|meet|met|agree|trade)\b")
_STARTS_WITH_AUX = re.compile(rf"{_AUX}\b", re.I)


def split_question(text: str) -> tuple[str, ...]:
    """Return the two questions that `text` is made of; nothing when it is one question."""
    sentence = _last_sentence(text)
    for pattern, build in _FORMS:
        if match := pattern.search(sentence):
            parts = tuple(" ".join(part.split()) for part in build(match))
            if len(set(parts)) == len(parts) and all(_has_content(part) for part in parts):
                return parts
    return ()


def _last_sentence(text: str) -> str:
    """Return the last sentence that asks; what stands before sets the scene."""
    asked = [part for part in re.split(r"(?<=[.?!])\s+(?=[A-Z])", text) if part.endswith("?")]
    return (asked[-1] if asked else text).strip().rstrip("?").strip()


def _has_content(part: str) -> bool:
    return len(re.findall(r"\w{3,}", part)) >= 2


def _two_questions(match: re.Match[str]) -> tuple[str, ...]:
    first, second = match["one"], match["other"]
    # "who killed X and why did he" goes on about the first; a question of its own names something.
    named = re.search(r"(?<!^)\b[A-Z0-9]", second) and not _PRONOUN.search(second)
    # "which show has aired for years and is ending" asks once.
    again = not _STARTS_WITH_AUX.match(second) or _STARTS_WITH_AUX.match(first)
    same = _RELATIVE.search(first) and _RELATIVE.match(second)
    return (first, second) if named and again and not same else ()


def _compared(match: re.Match[str]) -> tuple[str, ...]:
    """Return both sides with the predicate; "A's price ... than B's" is about B's price."""
    one, other, rest = match["one"], match["other"].strip(), match["rest"]
    owned = re.search(r"[’']s\s+(.+)$", one)
    if owned and re.search(r"[’']s?$", other):
        other = f"{other} {owned[1]}"
    meant = re.match(r"(.+?)\s+of\b", one)
    if meant:
        other = re.sub(r"^(?:that|those)\b", meant[1], other)
    return f"{one} {rest}", f"{other} {rest}"


def _either(match: re.Match[str]) -> tuple[str, ...]:
    rest = match["rest"]
    return f"{match['one']} {rest}", f"{match['other']} {rest}"


def _both(match: re.Match[str]) -> tuple[str, ...]:
    before, after = match["before"], match["after"]
    if _TOGETHER.search(after):
        return ()
    return f"{before} {match['one']} {after}", f"{before} {match['other']} {after}"


def _of_things(auxiliary: str, verb: str) -> re.Pattern[str]:
    return re.compile(
        rf"^(?i:{auxiliary})\s+(?P<one>the(?:\s+[\w-]+){{1,5}}?)\s+(?P<rest>{verb}){_MORE}\s+"
        r"(?:[a-z][\w-]*\s+){0,3}?than\s+"
        r"(?P<other>(?:the|that\s+of|those\s+of)(?:\s+[\w-]+){1,6})$"
    )


_Build = Callable[[re.Match[str]], tuple[str, ...]]
_FORMS: tuple[tuple[re.Pattern[str], _Build], ...] = (
    # Who won X, and who won Y?
    (
        re.compile(
            rf"^(?i:(?P<one>{_ASK}\b(?:(?!\b(?:who|which|that)\b\s+{_AUX}\b).)+?)),?\s+and\s+"
            rf"(?P<other>(?i:{_ASK})\b.+)$"
        ),
        _two_questions,
    ),
    # Did A's price rise more than B's?
    (
        re.compile(
            rf"^(?i:{_AUX})\s+(?P<one>{_NAME})\s+(?P<rest>(?:[a-z][\w-]*\s+){{0,6}}?){_MORE}\s+"
            rf"(?:[a-z][\w-]*\s+){{0,3}}?than\s+(?P<other>{_NAME}(?:[’']s)?)"
        ),
        _compared,
    ),
    # Did the price of milk rise more than that of bread? Is the bridge longer than the tunnel?
    (_of_things(rf"(?!{_BE}){_AUX}", r"[a-z]+\s+"), _compared),
    (_of_things(_BE, ""), _compared),
    # Which killed more people: A or B?
    (
        re.compile(
            rf"^(?i:who|which|what)\b(?P<rest>[^,:]+?)\s*[,:–—]\s*(?P<one>{_NAME})\s*,?\s+or\s+"
            rf"(?P<other>{_NAME})$"
        ),
        _either,
    ),
    # Did A or B kill more people?
    (
        re.compile(
            rf"^(?i:{_AUX})\s+(?P<one>{_NAME})\s+or\s+(?P<other>{_NAME})\s+(?P<rest>[a-z].+)$"
        ),
        _either,
    ),
    # What did A and B say about C?
    (
        re.compile(
            rf"^(?P<before>(?i:what|how|when|where|why)(?:\s+\w+)?\s+(?i:{_AUX}))\s+(?:both\s+)?"
            rf"(?P<one>{_NAME})\s+and\s+(?P<other>{_NAME})\s+(?P<after>[a-z].+)$"
        ),
        _both,
    ),
    # What is the difference between A and B? How does A compare with B?
    (
        re.compile(
            # Bounded: three open ends take seconds to fail on a long and hostile question.
            r"\b(?i:differences?|gap)\b(?P<before>.{0,80}?)\bbetween\s+(?P<one>.{1,200}?)\s+and\s+"
            r"(?P<other>.+?)(?P<after>)$"
        ),
        _both,
    ),
    (
        re.compile(
            r"^(?P<before>)(?i:how\s+(?:do|does|did))\s+(?P<one>.+?)\s+compare\s+(?:with|to)\s+"
            r"(?P<other>.+?)(?P<after>)$"
        ),
        _both,
    ),
    (
        re.compile(
            r"^(?P<before>)(?i:compare)\s+(?P<one>.+?)\s+(?:with|to|and)\s+(?P<other>.+?)(?P<after>)$"
        ),
        _both,
    ),
)

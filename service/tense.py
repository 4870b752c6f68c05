"""Tense: whether the verb beside a weekday tells of what was or of what is to come, by its form."""

import re
from collections.abc import Sequence
from enum import Enum

_PAST = (
    r"was|were|had|did|said|told|died|began|came|went|took|made|met|won|lost|fell|rose|left|held|"
    r"struck|hit|gave|found|sent|saw|led|ran|got|became|sank|broke|shot|sought|fought|bought|brought|"
    r"caught|taught|thought|built|drew|drove|fled|flew|froze|grew|knew|kept|paid|sold|spent|spoke|"
    r"stole|stood|swore|swept|threw|wrote|withdrew|chose|hid|laid|tore|underwent|shook|dealt|felt|"
    r"heard|seen|taken|given|driven|"
    r"(?!(?:supposed|need|indeed|speed|feed|hundred)\b)[a-z]{2,}ed"
)
# "The proposed law", "a newly elected mayor": no verb.
_BEFORE_A_NOUN = re.compile(
    r"\b(?:the|an?|its|his|her|their|our|this|these|those|any|some|no|of|by|with)\s+(?:\w+ly\s+)?$",
    re.I,
)
_TOLD_AHEAD = r"(?:is|are)\s+set|set\s+(?:to|for)|due|expected|scheduled|slated|planned"
_COMING = rf"will|shall|is\s+to|are\s+to|plans?\s+to|{_TOLD_AHEAD}"
_OPEN = r"would|could|may|might|should|must|can"
_VERBS = re.compile(rf"\b(?:(?P<coming>{_COMING})|(?P<open>{_OPEN})|(?P<past>{_PAST}))\b")
_HELPS = frozenset("be been being have not also then still to originally".split())
_PARTS = re.compile(r"\b(?:and|but|which|who|that|as|while|because|where|so|than)\b|,\s+[a-z]")
# Verbs in which newspapers tell of what is to come as if it were now.
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|opens?|reopens?|closes?|begins?|starts?|meets?|votes?|takes?|goes|go|heads?|"
    r"resumes?|faces?|plays?|hosts?|airs?|launch(?:es)?|expires?|ends?|kicks?|debuts?|premieres?|"
    r"arrives?|returns?|travels?|visits?|holds?|runs?|comes?|rules?|decides?|drops?|releases?|expects?|"
    r"hopes?|plans?|leaves?|lands?|speaks?|appears?|testif(?:y|ies)|continues?|marks?|falls?)\b"
)
_SPEECH = frozenset("said told added warned noted believed thought hoped".split())
_WHERE_SAID = re.compile(
    r"\s*(?:late|early|earlier)?\s*(?:(?:in|at|during|to|on|from|after|via)\b.*)?"
)
_TO_WHOM = re.compile(r"(?:\s+[\w’'.-]+){1,3}")
_AFTER = re.compile(r"^\s*,?\s*(?P<told>[^,;:.—–]{1,60})")
_JUST_BEFORE = 3


class Tense(Enum):
    """What a verb tells of; OPEN is what form cannot tell."""

    PAST = "past"
    COMING = "coming"
    OPEN = "open"


def just_past(before: str) -> bool:
    """Tell whether one of the last few words is a verb of the past."""
    last = " ".join(before.split()[-_JUST_BEFORE:])
    return any(match["past"] for match in _verbs_in(last))


def tense_before(before: str) -> Tense:
    """Return the tense of the verb that governs what follows `before`, as far as form tells."""
    verbs = _verbs_in(before)
    if not verbs:
        return Tense.OPEN
    tense, between = _tense_of(before, verbs), before[verbs[-1].end() :].rstrip(" ,")
    verb = verbs[-1]["past"]
    said = verb in _SPEECH and _WHERE_SAID.fullmatch(between) is not None
    whom = verb == "told" and _TO_WHOM.fullmatch(between) is not None
    if verb in _SPEECH and not said and not whom:
        return Tense.OPEN  # "officials said schools reopen on Monday"
    present = tense is Tense.PAST and not said and _PRESENT.search(between) is not None
    return Tense.OPEN if present or _PARTS.search(between) else tense


def _verbs_in(text: str) -> list[re.Match[str]]:
    return [m for m in _VERBS.finditer(text) if not _BEFORE_A_NOUN.search(text, 0, m.start())]


def _tense_of(text: str, verbs: Sequence[re.Match[str]]) -> Tense:
    """Return the tense of the last verb with what helps it: "will be signed", "was expected"."""
    tense = Tense(verbs[-1].lastgroup)
    if len(verbs) == 1:
        return tense
    before, between = _tense_of(text, verbs[:-1]), text[verbs[-2].end() : verbs[-1].start()]
    if not _HELPS.issuperset(between.split()):
        # "To be washed and released on Thursday": the second may still hang on the first.
        hangs = before is not Tense.PAST and not _PARTS.search(between.replace(" and ", " "))
        return Tense.OPEN if tense is Tense.PAST and hangs else tense
    if tense is Tense.PAST:
        return before
    return Tense.OPEN if before is Tense.PAST else tense


def tense_after(after: str) -> Tense:
    """Return the tense of the first verb after a weekday that opens its clause."""
    told = _AFTER.match(after)
    words = told["told"] if told else ""
    verb = next(iter(_verbs_in(words)), None)
    lead = words[: verb.start()] if verb else ""
    if verb is None or _PARTS.search(lead) or _PRESENT.search(lead):
        return Tense.OPEN
    return Tense(verb.lastgroup)

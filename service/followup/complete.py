"""Complete: a follow-up question made whole from the turns before it, without a model.

Forms that are understood: "what about X?", "and in 2023?", "why?", "and when was that?", "the
latest?", pronouns, "there" and "then", and questions that lean on what was just spoken of.
"""

import calendar
import re
from collections.abc import Sequence
from datetime import date

from indexer.words import terms_of
from service.followup.pronouns import replace_pronouns
from service.followup.turn import Turn
from service.kind import AnswerKind
from service.question import MAX_CHARACTERS, names_in
from service.window import read_window
from service.wording import has_alike

_AND = re.compile(r"^(?:and|but|so|then|ok(?:ay)?|also|well|now)\b[\s,]+", re.I)
_ABOUT = re.compile(
    r"^(?:(?:what|how)\s+about|what\s+of|and\s+(?:what\s+about|for)|same\s+(?:question\s+)?for)\s+"
    r"(?P<other>.+?)\s*\??$",
    re.I,
)
_THAT = (
    r"(?:\s+(?:was|is|did|has|were|would)\s+(?:that|this|it))?"
    r"(?:\s+(?:happen(?:ed)?|be|so|then|exactly))*"
)
_ONLY_WH = re.compile(
    rf"^(?P<wh>when|where|why|how|how\s+(?:come|so)|since\s+when|until\s+when|what\s+for)(?P<that>{_THAT})\s*\?*$",
    re.I,
)
_ONLY_WHO = re.compile(
    r"^(?P<wh>who|by\s+whom|which\s+one|which|what)"
    r"(?:\s+(?:did|does|was|said|caused|made|is)\s+(?:that|this|it|so))?\s*\?*$",
    re.I,
)
_ONLY_MANY = re.compile(
    r"^(?P<wh>how\s+(?:many|much))(?:\s+(?:then|now|exactly|in\s+all))*\s*\?*$", re.I
)
_LATEST = re.compile(
    r"^(?:(?:what(?:['’]?s|\s+is|\s+are)?\s+)?(?:the\s+)?(?:latest|newest|most\s+recent)"
    r"(?:\s+(?:news|figures?|numbers?|count|toll|update|on\s+(?:that|this|it)))?"
    r"|any\s+(?:news|updates?)(?:\s+(?:since|on\s+(?:that|this|it)))?|and\s+now|now)\s*\?*$",
    re.I,
)
_SHORT_PHRASE = re.compile(
    r"^(?:(?P<link>in|at|on|by|for|from|of|with|to|after|before|since)\s+)?(?P<other>.+?)\s*\??$",
    re.I,
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|did|does|do|has|have|had|will|"
    r"would|can|could|should|tell|show|explain)\b",
    re.I,
)
_DEFINITE = re.compile(
    r"\b(?i:the|that|this|those|these)\s+(?:[a-z][\w-]+\s+)??(?P<noun>[a-z][\w-]+)\b"
    r"(?!\s+(?:of|in|for|to|on|at)\b)"
)
_TAIL = re.compile(r"\s+—\s+[^—]*$")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d{2}\b")
_MONTH = re.compile(rf"\b(?:{'|'.join(calendar.month_name[1:])})\b")
_LEAN = 2


def complete(question: str, turns: Sequence[Turn], as_of: date) -> str | None:
    """Return the question made whole, or None where it stands on its own (or nothing came before).

    `turns` are the earlier ones, the latest last; `as_of` is the day on which words like "last
    year" are read.
    """
    text = " ".join(question.split())
    if not turns or not any(map(str.isalnum, text)):
        return None
    last = turns[-1]
    bare = _AND.sub("", text).strip()
    found = (
        _latest(bare, last, as_of)
        or _what_about(text, bare, last, as_of)
        or _only_asked(bare, last)
        or _phrase(text, bare, last, as_of)
        or _pronouns(bare, turns)
        or _leaning(text, bare, turns)
    )
    whole = _sentence(found) if found and _plain(found) != _plain(text) else None
    return whole if whole and len(whole) <= MAX_CHARACTERS else None


def _latest(bare: str, last: Turn, as_of: date) -> str | None:
    if not _LATEST.match(bare):
        return None
    asked = _without_time(_TAIL.sub("", last.question), as_of)
    return f"{asked.rstrip(' ?')} — what is the latest?"


def _what_about(text: str, bare: str, last: Turn, as_of: date) -> str | None:
    match = _ABOUT.match(text) or _ABOUT.match(bare)
    if match is None or _ASKS.search(match["other"]):
        return None
    return _with_other(match["other"], None, last, as_of)


def _phrase(text: str, bare: str, last: Turn, as_of: date) -> str | None:
    """Read "and in Japan?" and "in 2023?": a phrase that asks nothing itself."""
    if _ASKS.search(bare) or len(bare.split()) > 6 or not (bare != text or text.endswith("?")):
        return None
    match = _SHORT_PHRASE.match(bare)
    if match is None or not (match["link"] or _names_or_dates(match["other"], as_of)):
        return None
    return _with_other(match["other"], match["link"], last, as_of)


def _names_or_dates(other: str, as_of: date) -> bool:
    return bool(names_in(f"x {other}")) or read_window(f"in {other}", as_of)[0] is not None


def _with_other(other: str, link: str | None, last: Turn, as_of: date) -> str:
    """Return the last question with another time or name in the place of its own."""
    words = f"{link} {other}" if link else other
    reading, _ = read_window(words if link else f"in {words}", as_of)
    if reading and len(terms_of(words)) <= len(terms_of(reading.words)) + 1:
        return _at_another_time(words if link else _timed(other), last.question, as_of)
    place = _replaced(other, link, last)
    if place is not None:
        start, end = place
        return f"{last.question[:start]}{other}{last.question[end:]}"
    return f"{last.question.rstrip(' ?')} {words}?"


def _timed(words: str) -> str:
    return words if not re.match(r"\d{4}$|(?:[A-Z][a-z]+)(?:\s+\d{4})?$", words) else f"in {words}"


def _at_another_time(words: str, asked: str, as_of: date) -> str:
    reading, _ = read_window(asked, as_of)
    if reading and reading.words in asked:
        return asked.replace(reading.words, _of_the_year(words, reading.words), 1)
    return f"{asked.rstrip(' ?')} {words}?"


def _of_the_year(words: str, before: str) -> str:
    """Return "in July" as "in July 2022" where the time before was of that year."""
    year = _YEAR.search(before)
    open_ = _MONTH.search(words) and not _YEAR.search(words)
    return f"{words} {year[0]}" if year and open_ else words


def _without_time(asked: str, as_of: date) -> str:
    reading, _ = read_window(asked, as_of)
    rest = asked.replace(reading.words, "", 1) if reading else asked
    return " ".join(rest.replace(" ?", "?").split())


def _replaced(other: str, link: str | None, last: Turn) -> tuple[int, int] | None:
    """Return where the last question has what `other` stands in for; None when nowhere."""
    asked = last.question
    spans = [
        (asked.index(name), asked.index(name) + len(name))
        for name in last.names
        if name in asked and _plain(name) != _plain(other)
    ]
    if _plain(other) in _plain(asked):
        return None
    if link:
        linked = [s for s in spans if re.search(rf"\b{link}\s+(?:the\s+)?$", asked[: s[0]], re.I)]
        return linked[-1] if linked else None
    if not spans:
        return None
    start, end = min(spans, key=lambda span: _unlike(asked[slice(*span)], other))
    whole = last.phrase_of(asked[start:end])
    return _span_of(whole, asked) if other.lower().startswith("the ") else (start, end)


def _span_of(words: str, text: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _unlike(name: str, other: str) -> tuple[bool, int]:
    """Tell how little two names are alike: in ending or first word, and in their words' number."""
    mine, theirs = name.split(), other.removeprefix("the ").split()
    shares = mine[0] == theirs[0] or mine[-1] == theirs[-1]
    return not shares, abs(len(mine) - len(theirs))


def _only_asked(bare: str, last: Turn) -> str | None:
    """Read "why?", "when was that?", "who?", "how many?" as asked of what was just asked about."""
    if match := _ONLY_WH.match(bare):
        asking = {"how come": "why", "how so": "how", "what for": "why"}.get(
            " ".join(match["wh"].lower().split()), match["wh"]
        )
        return _asked_of(asking, last)
    if match := _ONLY_MANY.match(bare):
        if last.kind == "number":
            return f"{last.question.rstrip(' ?')} — exactly how many?"
        return f"{match['wh']} ({last.context})?"
    if match := _ONLY_WHO.match(bare):
        return f"{match['wh']} ({last.context})?"
    return None


def _asked_of(asking: str, last: Turn) -> str:
    parts = last.parts
    if parts is None:
        tense = "is" if asking.lower() in {"why", "how"} else "was"
        return f"{asking} {tense} it that {last.event}?"
    found = f" ({_thing_asked(last, parts['wh'])})" if _asks_for_thing(parts["wh"]) else ""
    return f"{asking} {parts['aux'].lower()} {parts['rest']}{found}?"


def _thing_asked(last: Turn, asking: str) -> str:
    """Return what was found for "which bank", or at least "the bank"."""
    number = last.kind is AnswerKind.NUMBER
    if last.found and not number:
        return last.found[0]
    return "somebody" if asking.lower() == "who" else f"the {asking.split()[-1]}"


def _asks_for_thing(asking: str) -> bool:
    words = asking.lower().split()
    asks = words[:1] in (["which"], ["what"], ["whose"], ["who"])
    return asks and words[-1] not in {"when", "where"}


def _pronouns(bare: str, turns: Sequence[Turn]) -> str | None:
    replaced = replace_pronouns(bare, turns)
    if replaced is None:
        return None
    return _with_context(replaced, turns[-1]) if not names_in(replaced) else replaced


def _leaning(text: str, bare: str, turns: Sequence[Turn]) -> str | None:
    """Add what was spoken of to a question that goes on from it.

    One that names nothing goes on where it begins with "and", says very little, or speaks of a
    thing as known ("the storm"); one with names only where that thing was just asked about.
    """
    last = turns[-1]
    known = [term for m in _DEFINITE.finditer(bare) for term in terms_of(m["noun"])]
    if names_in(_lowered(bare)):
        asked = terms_of(last.asked)
        goes_on = any(has_alike(term, asked) for term in known)
    else:
        goes_on = bare != text or bool(known) or len(terms_of(bare)) <= _LEAN
    return _with_context(bare, last) if goes_on else None


def _with_context(question: str, last: Turn) -> str:
    if set(terms_of(question)) >= set(terms_of(last.context)):
        return question
    return f"{question.rstrip(' ?')} ({last.context})?"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:].rstrip(' ?')}?"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))

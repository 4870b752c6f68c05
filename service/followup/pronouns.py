"""Pronouns of a follow-up, replaced by whom or what they can stand for in the turns before."""

import re
from collections.abc import Callable, Sequence

from service.followup.turn import AUXILIARIES, Turn
from service.kind import AnswerKind, head_of
from service.people import is_person
from service.places import COUNTRIES, STATES
from service.wording import irregular_pasts

_PERSON = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b", re.I)
_MANY = re.compile(r"\b(?P<word>they|them|their|theirs)\b", re.I)
_THING = re.compile(
    r"\b(?P<word>it|its)\b(?!\s+(?:true|possible|clear|known|likely|that\s+[a-z]+ed|rain|take[sn]?\b))",
    re.I,
)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )\b(?P<word>there)\b"
    r"(?!\s+(?:is|are|was|were|been|any|a|an|no|some|more|enough))",
    re.I,
)
_THEN = re.compile(r"\b(?P<word>then)\b\s*\??$", re.I)
_THAT = re.compile(
    r"(?<!said )(?<!says )(?<!know )\b(?P<word>that|this|these|those)\b"
    r"(?=\s*\??$|\s+(?:happen|cost|mean|cause|end|begin|start|work|affect|change|take|last|was|is|were|are|did|have|had|has)\b)",
    re.I,
)
_OWN = frozenset({"his", "its", "their", "hers", "theirs"})
_NO_OWNER = re.compile(
    r"\s*(?:$|[?.,!;]|(?:in|on|at|by|for|of|to|from|with|after|before|and|or|as|when|during|about)\b)"
)
_PLACE = re.compile(
    r"\b(?:in|at|near|on|off)\s+(?P<place>(?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)"
)
_CALENDAR = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"\w+day)\b"
)
_NAME = r"[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*"
_JOINED = re.compile(rf"(?:the\s+[a-z]+\s+of\s+)?{_NAME}\s+and\s+{_NAME}")
_SUBJECT = re.compile(rf"\b(?i:{AUXILIARIES})(?:n['’]t)?\s+(?:the\s+)?(?P<name>{_NAME})(?!\w)")
_PERSONS = frozenset("he she him his her hers".split())
_POINTING = frozenset("there then that this these those".split())
# Words after which a clause of its own begins, so that a pronoun in it may go back to the subject.
_LINKS = frozenset(
    """say says said claim deny think believe know admit announce decide promise insist warn hope
    fear expect that when why how if because where whether and or but as before after until while
    since""".split()
)
# After these, "that" points back; after a noun it goes on about the noun: "the ship that sank".
_BEFORE_THAT = frozenset(
    f"""{AUXILIARIES.replace("|", " ")} and but or of about after before to for by in on at with
    from why when how where what because than like cause caused mean make made""".split()
)


def replace_pronouns(question: str, turns: Sequence[Turn]) -> str | None:
    """Return the question with its pronouns replaced; None when it has none that can be."""
    result = question
    for pattern, find in _FINDERS:
        free = (m for m in pattern.finditer(result) if not _has_its_own(result, m, turns))
        match = next(free, None)
        name = find(turns, match["word"].lower()) if match else None
        if match and name and name.casefold() not in result.casefold():
            result = _put(result, match, name)
    if result != question:
        return result
    name = _whose(question, turns)
    return f"{question.rstrip(' ?')} ({name})?" if name else None


def _whose(question: str, turns: Sequence[Turn]) -> str | None:
    """Return of whom "her case" may be, though the question has a subject of its own."""
    for match in _PERSON.finditer(question):
        word = match["word"].lower()
        if word in {"his", "her"} and not _NO_OWNER.match(question, match.end()):
            people = ((turn, name) for turn in reversed(turns) for name in turn.people)
            return next((name for turn, name in people if turn.calls(name, word)), None)
    return None


def _has_its_own(question: str, match: re.Match[str], turns: Sequence[Turn]) -> bool:
    """Tell whether a pronoun goes back to the subject of its own question, or is a relative one.

    "Why did Ada Voss say she would go?" asks nothing of those before. An object goes back to its
    subject only out of another clause: "Why did Ada Voss fire him?" leaves him open.
    """
    word = match["word"].lower()
    between = question[: match.start()].split()
    if word in _POINTING:
        goes_on = question[match.end() :].strip(" ?")
        return word == "that" and bool(goes_on and between) and between[-1] not in _BEFORE_THAT
    subject = next((m for m in _SUBJECT.finditer(question) if m.end() <= match.start()), None)
    if subject is None or not _may_be(subject["name"], word, turns):
        return False
    between = question[subject.end() : match.start()].lower().split()
    owns = word in _OWN or (word == "her" and not _NO_OWNER.match(question, match.end()))
    leads = word in {"he", "she", "they"} or (bool(between) and between[-1] in _LINKS)
    return owns or leads or not _LINKS.isdisjoint(between)


def _may_be(name: str, word: str, turns: Sequence[Turn]) -> bool:
    """Tell whether a name can be what a pronoun stands for, as far as its form tells."""
    families = {person.split()[-1] for turn in turns for person in turn.people}
    person = is_person(name) or name in families
    if word in _PERSONS:
        return person or (" " not in name and name not in COUNTRIES | STATES)
    return not person or word not in {"it", "its"}


def _put(text: str, match: re.Match[str], name: str) -> str:
    word = match["word"].lower()
    before, after = text[: match.start()], text[match.end() :]
    if word in {"there", "then", "that", "this", "these", "those"}:
        return f"{before}{match['word']} ({name}){after}"
    name = re.sub(r"['’]s$", "", name)
    owns = word in _OWN or (word == "her" and not _NO_OWNER.match(text, match.end()))
    ending = ("'" if name.endswith("s") else "'s") if owns else ""
    return f"{before}{name}{ending}{after}"


def _person(turns: Sequence[Turn], word: str) -> str | None:
    people = ((turn, name) for turn in reversed(turns) for name in turn.people)
    return next((name for turn, name in people if turn.may_call(name, word)), None)


def _many(turns: Sequence[Turn], word: str) -> str | None:
    """Return those that "they" can be: names that "and" joins, else what the question is about."""
    for turn in reversed(turns):
        if joined := _JOINED.search(turn.asked):
            return joined[0]
        if turn.asks_who and turn.found and not is_person(turn.found[0]):
            return turn.found[0]
    return _thing(turns, word)


def _place(turns: Sequence[Turn], word: str) -> str | None:
    for turn in reversed(turns):
        if turn.short and turn.kind is AnswerKind.PLACE:
            return turn.short
        places = [
            m["place"] for m in _PLACE.finditer(turn.asked) if not _CALENDAR.search(m["place"])
        ]
        if places:
            return places[-1]
    return _thing(turns, word)


def _time(turns: Sequence[Turn], word: str) -> str | None:
    last = turns[-1]
    return last.short if last.short and last.kind is AnswerKind.TIME else last.context


def _thing(turns: Sequence[Turn], word: str) -> str | None:
    """Return what "it" can be: the thing asked about, or the one that the answer brought.

    Where the question asked which thing it is, the answer's comes first.
    """
    for turn in reversed(turns):
        named = [turn.phrase_of(name) for name in turn.names if not is_person(name)]
        found = turn.found if turn.kind is not AnswerKind.PERSON else ()
        subject = _subject(turn)
        candidates = [subject, *named] if subject else named
        best = [*found[:1], *candidates] if _asks_which(turn) else candidates
        if best:
            return best[0]
    return None


def _asks_which(turn: Turn) -> bool:
    """Tell whether a question asks which thing it was, so that the answer names it."""
    others = {AnswerKind.NUMBER, AnswerKind.TIME, AnswerKind.YES_NO}
    return turn.kind not in others and head_of(turn.asked) is not None


def _subject(turn: Turn) -> str | None:
    """Return the named thing after the auxiliary: "the Orla dam" of "did the Orla dam break"."""
    if turn.parts is None:
        return None
    rest = turn.parts["rest"]
    first = rest.split()[0]
    if first.endswith("ed") or first in irregular_pasts():
        return None
    lead = re.match(rf"(?:the\s+|an?\s+)?(?:[a-z][\w-]*\s+)?(?P<name>{_NAME})", rest)
    if lead is None or is_person(lead["name"]):
        return None
    phrase = turn.phrase_of(re.sub(r"['’]s$", "", lead["name"]))
    links = re.match(rf"{re.escape(phrase)}(?:\s+(?:in|of)\s+(?:the\s+)?{_NAME})+", rest)
    return links[0] if links and not _CALENDAR.search(links[0]) else phrase


def _event(turns: Sequence[Turn], word: str) -> str | None:
    return turns[-1].context


_FINDERS: tuple[tuple[re.Pattern[str], Callable[[Sequence[Turn], str], str | None]], ...] = (
    (_PERSON, _person), (_THING, _thing), (_MANY, _many), (_THERE, _place), (_THEN, _time),
    (_THAT, _event),
)  # fmt: skip

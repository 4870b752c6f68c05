"""Turn: what was asked and answered before, as far as a follow-up can refer to it."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from indexer.words import STOP_WORDS, terms_of
from service.disagreement.asked import verbs_of
from service.kind import AnswerKind, head_of, kind_of
from service.people import is_person, people_in
from service.question import names_in
from service.wording import has_alike

AUXILIARIES = "is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|may|might|must"
_OPENING = re.compile(
    r"^(?P<wh>(?:(?:by|at|in|from|to|on|for|with|of)\s+)?(?:how\s+(?:many|much)\s+(?:[\w’'-]+\s+){0,4}?"
    r"|how\s+(?:old|tall|long|far|large|big|high|fast|deep|heavy|wide|often|soon)\s+|how\s+"
    r"|(?:which|what|whose)\s+(?:[\w’'-]+\s+){0,5}?|who\s+|whom\s+|when\s+|where\s+|why\s+)?)"
    rf"(?P<aux>{AUXILIARIES})\s+(?P<rest>.+?)\s*\??$",
    re.I,
)
_SUBJECT_ASKED = re.compile(
    r"^(?P<wh>who|which\s+[\w’'-]+(?:\s+[\w’'-]+)?|what(?:\s+[\w’'-]+)?|how\s+many\s+[\w’'-]+)\s+"
    r"(?P<rest>.+?)\s*\??$",
    re.I,
)
_ASIDE = re.compile(r"\s+\((?P<about>[^()]*)\)|\s+—\s+[^—]*$")
_ABOUT_WORDS = re.compile(
    r"\b(?:in|of|after|during|by|from|at|on|for|to|with|against)\s+(?:the\s+|a\s+)?(?:[a-z][\w-]*\s+){0,3}?"
    r"(?=[A-Z])"
)
_DATELINE = re.compile(r"^[A-Z]{3,}[\w ,.]{0,40}\s[—–-]+\s")
_MONTHS = frozenset(calendar.month_name[1:])
_HE = re.compile(r"\b(?:he|him|his|himself|Mr)\b", re.I)
_SHE = re.compile(r"\b(?:she|her|hers|herself|Mrs|Ms)\b", re.I)
_BE = frozenset({"is", "are", "was", "were"})
_SHORT_COUNTS = 0.5
_HEAD_COUNTS = 1.0


@dataclass(frozen=True)
class Turn:
    """One question (completed, if it was a follow-up) with what was answered."""

    question: str
    short: str | None = None
    told: tuple[str, ...] = ()

    @cached_property
    def asked(self) -> str:
        """The question without what a completion put in brackets or after a dash."""
        return _ASIDE.sub("", self.question)

    @cached_property
    def kind(self) -> AnswerKind:
        """What kind of phrase was asked for."""
        return kind_of(self.asked)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in the question, those in the words that only ask ("how many ...") last."""
        names = _apart(names_in(self.question))
        asking = self.parts["wh"] if self.parts else ""
        return tuple(sorted(names, key=lambda name: name in asking))

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The people it may be about, the likeliest first: asked about, then found.

        Where the question asked who it is or who did it, the one who was found comes first.
        """
        named = [name for name in self.names if is_person(name)]
        found = [name for name in self.found if is_person(name)]
        return tuple(dict.fromkeys([*found, *named] if self.asks_who else [*named, *found]))

    @property
    def asks_who(self) -> bool:
        """Whether a person or a side is asked for, who then is what one goes on about.

        "Who won?" and "who is the mayor?", but not "who did the mayor meet?".
        """
        parts = self.parts
        subject = parts is None or parts["aux"].lower() in _BE
        return self.kind is AnswerKind.PERSON and subject

    def may_call(self, name: str, pronoun: str) -> bool:
        """Tell whether what was told speaks against a person being "he" or "she"."""
        male, female = self._called(name)
        return (male or not female) if pronoun in {"he", "him", "his"} else (female or not male)

    def calls(self, name: str, pronoun: str) -> bool:
        """Tell whether what was told says "he" or "she" of a person, and only that."""
        male, female = self._called(name)
        return male != female and male == (pronoun in {"he", "him", "his"})

    def _called(self, name: str) -> tuple[bool, bool]:
        family = re.compile(rf"\b{re.escape(name.split()[-1])}\b")
        alone = [told for told in self.told if family.search(told) and len(people_in(told)) < 2]
        return any(map(_HE.search, alone)), any(map(_SHE.search, alone))

    @cached_property
    def found(self) -> tuple[str, ...]:
        """The names that the answer brought, the likeliest first."""
        head, asked = head_of(self.asked), set(terms_of(self.asked))
        counted: dict[str, float] = {}
        for text in self.told:
            plain = _lowered(_DATELINE.sub("", text))
            weight = sum(has_alike(term, terms_of(plain)) for term in asked) / max(len(asked), 1)
            for place, name in enumerate(_proper(plain)):
                beside = _HEAD_COUNTS if head and _stands_by(head, name, plain) else 0.0
                counted[name] = counted.get(name, 0.0) + weight**2 / (1 + place) + beside
        if self.short and self.short[0].isupper():
            counted[self.short] = counted.get(self.short, 0.0) + _SHORT_COUNTS
        known = self.question.casefold()
        likely = sorted(counted, key=lambda name: -counted[name])
        return tuple(name for name in likely if name.casefold() not in known)

    @cached_property
    def parts(self) -> re.Match[str] | None:
        """The question's "wh", "aux" and "rest", or None for another form."""
        return _OPENING.match(self.asked)

    @cached_property
    def event(self) -> str:
        """What the question is about without the words that ask: a clause or a noun phrase."""
        if self.parts:
            return str(self.parts["rest"])
        if match := _SUBJECT_ASKED.match(self.asked):
            who = self.found[0] if self.found and self.kind is not AnswerKind.NUMBER else None
            return f"{who or _some(match['wh'])} {match['rest']}"
        return self.asked.rstrip(" ?.!")

    @cached_property
    def context(self) -> str:
        """What a question that goes on from here is about, in few words."""
        aside = _ASIDE.search(self.question)
        if aside and aside["about"]:
            return str(aside["about"])
        about = _ABOUT_WORDS.search(self.asked)
        starts_with_name = self.parts and re.match(
            r"(?:the\s+|an?\s+)?(?:[a-z]+\s+)?[A-Z]", self.event
        )
        if about and not starts_with_name:
            return self.asked[about.start() :].rstrip(" ?")
        return self._topic

    @property
    def _topic(self) -> str:
        """The event without its bare verb: "the Orla dam in Selvia" of "did the Orla dam break"."""
        if self.parts is None or self.parts["aux"].lower() in _BE:
            return self.event
        verbs, words = verbs_of(self.asked), self.event.split()
        for place, word in enumerate(words[1:], 1):
            if word[0].islower() and not verbs.isdisjoint(terms_of(word)):
                return " ".join([*words[:place], *words[place + 1 :]])
        return self.event

    def phrase_of(self, name: str) -> str:
        """Return the noun phrase of the question in which a name stands: "the Orla dam"."""
        match = re.search(
            rf"(?P<before>(?:the|a|an)\s+(?:[a-z][\w-]*\s+)?)?{re.escape(name)}(?P<noun>\s+[a-z][\w-]+)?"
            r"(?=(?P<after>\s+\w+|\s*[?,.]|$))",
            self.asked,
        )
        if match is None:
            return name
        noun = match["noun"] or ""
        if noun and not _goes_on(noun.strip(), match["after"].strip(), bool(match["before"])):
            noun = ""
        return f"{match['before'] or ''}{name}{noun}"


def _goes_on(noun: str, after: str, determined: bool) -> bool:
    """Tell whether a word after a name belongs to it: the "dam" of "destroyed the Orla dam"."""
    if noun in STOP_WORDS or noun.endswith("ed") or not determined:
        return False
    return not after[:1].isupper() and after not in {"the", "a", "an"}


def _proper(text: str) -> list[str]:
    """Return the names of a text that are no days and begin with a capital."""
    return [n for n in _apart(names_in(text)) if n[0].isalpha() and n.split()[-1] not in _MONTHS]


def _apart(names: Iterable[str]) -> list[str]:
    """Return names with an owner and what is owned as two: "Ada Voss's Tarn Bank"."""
    return list(dict.fromkeys(part for name in names for part in re.split(r"['’]s?\s+", name)))


def _stands_by(noun: str, name: str, text: str) -> bool:
    """Tell whether a noun stands right by a name: "the ship Ever Given", "Luna-25 lander"."""
    name = re.escape(name)
    noun = rf"{re.escape(noun.removesuffix('s'))}s?"
    return (
        re.search(rf"\b{noun},?\s+{name}|{name}(?:['’]s)?\s+(?:[a-z]+\s+)?{noun}\b", text)
        is not None
    )


def _lowered(text: str) -> str:
    """Return a sentence whose first word is no name by its capital alone."""
    words = text.split(" ", 2)
    plain = len(words) > 1 and words[1][:1].islower()
    return text[:1].lower() + text[1:] if plain else text


def _some(asking: str) -> str:
    words = asking.split()
    return "somebody" if words[0].lower() == "who" else " ".join(words[1:])

"""Asked: what a question wants to know, in the parts by which two sentences are compared."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from indexer.words import STOP_WORDS, terms_of
from service.places import COUNTRIES, STATES
from service.question import AnswerKind, Question
from service.wording import irregular_pasts, is_light, words_of

_HOW_MANY = re.compile(r"\bhow\s+many\s+(?P<rest>.+)", re.I)
_AUXILIARIES = (
    "is are was were be been being do does did has have had will would can could shall should may "
    "might must"
).split()
_DETERMINERS = frozenset(
    "the a an his her its their our my your this that these those all any some each another".split()
)
_PREPOSITIONS = frozenset(
    "in on at by for of to from with after before since during against over under into near "
    "according as between through without about off up out down".split()
)
_MEASURED = {
    "length": r"\bhow\s+(?:tall|high|far|deep|wide|long|large|big)\b"
    r"|\b(?:height|depth|width|length|distance)\b",
    "duration": r"\bhow\s+(?:long|old|soon|quickly|fast)\b|\b(?:age|duration)\b",
    "mass": r"\bhow\s+(?:heavy|much)\b|\bweigh\w*\b",
    "speed": r"\bhow\s+fast\b|\bspeed\b",
    "percent": r"\b(?:percent(?:age)?|per\s+cent|share|proportion|rate|how\s+much)\b",
    "money": r"\bhow\s+(?:much|large|big|high)\b"
    r"|\b(?:price|cost|costs|amount|sum|budget|fine|worth)\b"
    r"|\bwhat\b.*\b(?:pay|paid|cost|costs|spend|spent|earn|earned|raise|raised|fetch|fetched)\b",
    "temperature": r"\bhow\s+(?:much\s+)?(?:hot|warm|cold)\w*\b|\btemperature\b|\bdegrees\b",
    "bare": r"\bmagnitude\b|\bscore\b|\bindex\b",
}  # fmt: skip
_TOLL = re.compile(r"\b(?:toll|death\s+toll|body\s+count|casualties)\b", re.I)
_VERB_ENDING = re.compile(r"\w{2,}ed$")
_MEASURING = frozenset(terms_of("tall high far deep wide long large big old fast heavy much age"))
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten dozen hundred thousand million billion degrees "
    "percent".split()
)
_NAMED_BY = {"country": COUNTRIES, "nation": COUNTRIES, "state": STATES}
_WHY = re.compile(r"\bwhy\b", re.I)
_AGED = re.compile(r"\bhow\s+old\b|\bage\b", re.I)
_AHEAD = re.compile(r"\b(?:will|next|due|expected|going\s+to|planned|scheduled)\b", re.I)
_BACK = re.compile(r"\b(?:was|were|did|had)\b", re.I)
_BE = frozenset("is are was were be been being".split())
_CALENDAR = frozenset(
    terms_of(
        " ".join(
            [*calendar.month_name, *calendar.day_name, "week month year day season may time times"]
        )
    )
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of a question, as index terms.

    `names` are the words of names, `verbs` what may be its verb, `noun` what "how many" counts,
    `about` all the other words; `measures` are the kinds of unit that fit the answer; `both` are
    the names of "X and Y". `among` are all the names that can answer, as far as they are known;
    `ahead` is the day of asking where the question is about what is to come; `aged` says that an
    age is wanted, and `has_form` that a form can answer: a reason has none.
    """

    kind: AnswerKind
    names: frozenset[str]
    verbs: frozenset[str]
    about: frozenset[str]
    noun: tuple[str, ...]
    measures: frozenset[str]
    both: tuple[frozenset[str], ...] = ()
    among: frozenset[str] | None = None
    ahead: date | None = None
    aged: bool = False
    has_form: bool = True

    @property
    def is_figure(self) -> bool:
        """Whether a number is wanted."""
        return self.kind is AnswerKind.NUMBER


def read_asked(question: Question) -> Asked:
    """Return what is asked, read from the form of the question."""
    noun = tuple(terms_of(" ".join(_counted(question.text))))
    measures = frozenset() if noun else _measures(question)
    named = (term for name in question.names for term in terms_of(name))
    names = frozenset(term for term in named if not term[0].isdigit()) - _CALENDAR
    verbs = verbs_of(question.text) - names
    if _TOLL.search(question.text):
        verbs = frozenset(terms_of("die"))
    light = frozenset(term for term in question.terms if is_light(term))
    verbs = verbs - light
    head = set(terms_of(question.head or ""))
    about = (
        frozenset(question.terms)
        - names
        - verbs
        - set(noun)
        - head
        - _MEASURING
        - _CALENDAR
        - light
    )
    about = frozenset(
        term for term in about if not re.fullmatch(r"(?:1[5-9]|20)\d\d|\d{1,2}", term)
    )
    kind = AnswerKind.NUMBER if noun or measures else question.kind
    both = tuple(frozenset(terms_of(name)) for name in _both(question))
    among = _NAMED_BY.get((question.head or "").removesuffix("s").replace("countrie", "country"))
    comes = _AHEAD.search(question.text) and not _BACK.search(question.text)
    ahead = question.as_of if comes else None
    aged = _AGED.search(question.text) is not None
    has_form = kind is not AnswerKind.OTHER or question.head is not None
    has_form = has_form and _WHY.search(question.text) is None
    return Asked(kind, names, verbs, about, noun, measures, both, among, ahead, aged, has_form)


def _both(question: Question) -> list[str]:
    """Return the names that "and" joins in the question."""
    joined = (f"{a} and {b}" for a, b in pairwise(question.names))
    pairs = zip(joined, pairwise(question.names), strict=True)
    return [name for words, pair in pairs if words in question.text for name in pair]


def _counted(text: str) -> list[str]:
    """Return the words of what "how many" counts: "people", "bottles of wine" as "bottles"."""
    match = _HOW_MANY.search(text)
    if match is None:
        return ["people"] if _TOLL.search(text) else []
    found: list[str] = []
    for word in re.findall(r"[\w’'-]+", match["rest"]):
        low = word.lower()
        ends = low in _AUXILIARIES or low in _PREPOSITIONS or _is_past(low)
        if found and (ends or low in {"that", "who", "there"}):
            break
        if low not in STOP_WORDS or not found:
            found.append(word)
    found = [word for word in found if word.lower() not in STOP_WORDS]
    # "How many people live in": what follows a plural is its verb.
    plural = next((i for i, word in enumerate(found) if _is_plural(word)), len(found) - 1)
    return found[: plural + 1][-2:]


def _is_plural(word: str) -> bool:
    return word.lower() in {"people", "men", "women", "children"} or word.lower().endswith("s")


def _measures(question: Question) -> frozenset[str]:
    text = question.text
    other = question.kind not in {AnswerKind.NUMBER, AnswerKind.OTHER}
    if other or (question.kind is AnswerKind.OTHER and not re.search(r"\bwhat\b", text, re.I)):
        return frozenset()
    found = {kind for kind, pattern in _MEASURED.items() if re.search(pattern, text, re.I)}
    # "How much warmer" wants degrees, and no sum of money.
    return frozenset(found & {"temperature"} or found)


def verbs_of(text: str) -> frozenset[str]:
    """Return the terms that may be the verb a question turns on, as far as form tells."""
    words = [match[0] for match in words_of(text.split(",")[0])]
    low = [word.lower() for word in words]
    support = next((i for i, word in enumerate(low) if word in _AUXILIARIES), None)
    counted = [term for word in _counted(text) for term in terms_of(word)]
    if support is None:
        after = [
            i + 1 for i, word in enumerate(low[:-1]) if terms_of(word)[-1:] == counted[-1:] != []
        ]
        after_who = [i + 1 for i, word in enumerate(low[:-1]) if word == "who"]
        past = [i for i, word in enumerate(low) if _is_past(word)]
        return _terms(low[i] for i in (past or after_who or after)[:1])
    found = (
        low[place]
        for place in range(support + 1, len(low))
        if _may_be_verb(words, low, place, support)
    )
    if low[support] in _BE and support:
        return _terms(word for word in found if _is_past(word) or word.endswith("ing"))
    return _terms(found)


def _may_be_verb(words: list[str], low: list[str], place: int, support: int) -> bool:
    """Tell whether a word stands where a verb does: after its subject, before what it governs."""
    word, before = low[place], low[place - 1]
    if not words[place][0].islower() or word in STOP_WORDS or word in _PREPOSITIONS:
        return False
    infinitive = before == "to" and low[support] in _BE and support == 0
    if before in _DETERMINERS or (before in _PREPOSITIONS and not infinitive):
        return False
    if place == support + 1 and low[support] not in _BE and support == 0:
        return False
    if word in _NUMBER_WORDS or before.endswith(("'s", "’s")):
        return False
    after = low[place + 1] if place + 1 < len(low) else ""
    governs = not after or after in _PREPOSITIONS or after in _DETERMINERS or after == "that"
    return governs or words[place + 1][0].isupper() or _is_past(word)


def _terms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(term for word in words for term in terms_of(word))


def _is_past(word: str) -> bool:
    return bool(_VERB_ENDING.fullmatch(word)) or word in irregular_pasts()

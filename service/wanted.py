"""Wanted: how well the form of a phrase fits what a question asks for."""

import re
from dataclasses import dataclass

from indexer.words import sentence_terms, terms_of
from service.forms import Form
from service.kind import asking_sentence
from service.people import without_titles
from service.places import COUNTRIES, PEOPLES, STATES
from service.question import AnswerKind, Question

_COUNTRY = frozenset("country countries nation nations".split())
_STATE = frozenset("state states".split())
# What a land, or the people of one, may be: "which team", "which ally", "which language".
_OF_LANDS = frozenset(
    """team teams side squad member members ally allies economy economies host hosts neighbor
    neighbour rival rivals power market markets island territory destination destinations language
    languages nationality cuisine group groups people government contestant entry""".split()
)
_YEAR = frozenset(["year"])
_YEARS = frozenset("years decade decades century".split())
_HOLDS_YEAR = re.compile(r"\d{3}")
_SHARE = re.compile(r"\bpercent|\bper cent\b|\bshare\b|\bfraction\b|\bproportion\b", re.I)
_MONEY = re.compile(
    r"\bhow much\b|\bprices?\b|\bcosts?\b|\bpaid\b|\bpay\b|\bamount\b|\bfined?\b|\bworth\b", re.I
)
_COUNT = re.compile(r"\bhow (?:many|old)\b|\bage\b|\bnumber\b|\bmagnitude\b|\btoll\b", re.I)
_MEASURE = re.compile(
    r"\bhow (?:long|far|tall|high|deep|wide|big|large|fast|heavy|soon)\b"
    r"|\b(?:height|distance|length|weigh(?:s|ed|t)?)\b",
    re.I,
)
_FULL_NAME = range(2, 5)
_LONE_NAME = 0.4

Fits = dict[Form, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants: its kind, and for each form how well it fits (0..1).

    `head` holds the index terms of the noun asked for, and `asked` those of the whole question;
    `years` says that nothing less than years will do.
    """

    kind: AnswerKind
    fits: Fits
    head: frozenset[str]
    asked: frozenset[str]
    years: bool

    @classmethod
    def by(cls, question: Question) -> "Wanted":
        """Return what `question` wants."""
        return cls(
            question.kind,
            _fits(question),
            frozenset(terms_of(question.head or "")),
            frozenset(question.terms),
            question.head in _YEARS,
        )

    @property
    def forms(self) -> frozenset[Form]:
        """The forms that fit at all."""
        return frozenset(self.fits)

    def fit(self, form: Form, words: str) -> float:
        """Return how well a phrase fits; 0 when it says nothing that the question does not say."""
        fit = self.fits.get(form, 0.0)
        if not fit:
            return 0.0
        terms = set(sentence_terms(words))
        if not terms or terms <= self.asked:
            return 0.0
        if self.kind is AnswerKind.PLACE and 2 * len(terms & self.asked) >= len(terms):
            return 0.0  # "President Jane Roe" is no answer to where Jane Roe went
        if self.years and not _HOLDS_YEAR.search(words):
            return 0.0
        if self.kind is AnswerKind.PERSON:
            return self._fit_of_person(fit, words)
        return fit

    def _fit_of_person(self, fit: float, words: str) -> float:
        if set(terms_of(without_titles(words))) <= self.asked:
            return 0.0  # "Prime Minister Jane Roe" is no answer to who met Jane Roe
        return fit if len(words.split()) in _FULL_NAME else fit * _LONE_NAME


def is_beside_the_kind(question: Question, words: str) -> bool:
    """Tell whether words name a land, or its people, where a thing of another kind is asked for.

    "Swiss" is in the sentence that answers "which watch company", and not the answer.
    """
    if question.kind is not AnswerKind.OTHER or question.head is None:
        return False
    bare = without_titles(words)
    return question.head not in _OF_LANDS | _COUNTRY | _STATE and (
        bare in COUNTRIES or bare in STATES or bare in PEOPLES
    )


def _fits(question: Question) -> Fits:
    match question.kind:
        case AnswerKind.PERSON:
            return {Form.NAME: 1.0}
        case AnswerKind.PLACE:
            return _place(question.head)
        case AnswerKind.TIME:
            if question.head in _YEAR:
                return {Form.YEAR: 1.0, Form.TIME: 0.3}
            return {Form.TIME: 1.0}
        case AnswerKind.NUMBER:
            return _number(asking_sentence(question.text))
        case AnswerKind.YES_NO:
            return {}
    sure = 0.7 if question.head else 0.5
    return {Form.NAME: sure, Form.TITLE: sure, Form.COUNTRY: 0.1, Form.STATE: 0.1}


def _place(head: str | None) -> Fits:
    if head in _COUNTRY:
        return {Form.COUNTRY: 1.0, Form.NAME: 0.15}
    if head in _STATE:
        return {Form.STATE: 1.0, Form.NAME: 0.1, Form.COUNTRY: 0.1}
    return {Form.NAME: 0.7, Form.STATE: 0.7, Form.COUNTRY: 0.6}


def _number(asking: str) -> Fits:
    if _SHARE.search(asking):
        return {Form.PERCENT: 1.0, Form.NUMBER: 0.3}
    if _COUNT.search(asking):
        return {Form.NUMBER: 1.0, Form.PERCENT: 0.1, Form.MONEY: 0.1}
    if _MEASURE.search(asking):
        return {Form.MEASURE: 1.0, Form.NUMBER: 0.3}
    if _MONEY.search(asking):
        return {Form.MONEY: 1.0, Form.PERCENT: 0.5, Form.MEASURE: 0.5, Form.NUMBER: 0.4}
    return {Form.NUMBER: 1.0, Form.PERCENT: 0.5, Form.MONEY: 0.3, Form.MEASURE: 0.6}

"""Elsewhere: figures that stand beside a matter and are of another: of a day, a nation, a year."""

import re

from indexer.words import terms_of
from service.disagreement.asked import Asked
from service.disagreement.claim import Sentence
from service.wording import has_alike

_RATE = re.compile(
    r"\b(?:daily|nationally|nationwide|worldwide|(?:in|over|within)\s+the\s+(?:last|past|previous)\s+"
    r"(?:24\s+hours|day|hour)|(?:a|per|each|every)\s+(?:day|hour|week)(?!\s+(?:ago|after|before|earlier|later|since))|for\s+every|(?:so\s+far\s+)?this\s+year|"
    r"across\s+the\s+(?:country|nation)|other\s+(?:recent\s+)?\w+ings|several\s+recent)\b",
    re.I,
)
_PART = re.compile(
    r"\bamong\s+(?:the|them|those)\b"
    r"|\b(?!all\b)\w+\s+of\s+(?:the|those|these)\s+(?:deaths|dead|victims|killed|injured|wounded)\b"
    r"|\b(?:died|killed|dead|deaths)\s+(?:or|and)\s+(?:were\s+)?(?:injured|injuries|wounded|hurt)\b",
    re.I,
)
_TOLL_OF = re.compile(r"\b(?P<whose>U\.S\.|[A-Z][a-z]+(?:can|ian|ish|ese|eli))\s+death\s+toll\b")
_MORE = re.compile(r"\s+(?:more|additional|further)\b")
_BASE = re.compile(
    r"\s+of\s+(?:all\s+)?(?:the\s+|its\s+|their\s+|those\s+)?"
    r"(?P<of>[a-z][\w’'-]*(?:\s+(?!in\b|who\b|that\b|with\b|by\b|and\b|at\b)[a-z][\w’'-]*){0,3})"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d{2}\b")
_BESIDE = re.compile(
    r"\s+(?:people|men|women|children|others|residents)?\s*(?P<done>[a-z]+ed|without|missing)\b"
)


def is_share_of_others(text: str, end: int, question: str) -> bool:
    """Tell whether a share that ends at `end` is one of others than the question names.

    "70% of the patients in hospital" is no share of the population.
    """
    base = _BASE.match(text, end)
    if base is None:
        return False
    asked = frozenset(terms_of(question))
    return not any(has_alike(term, asked) for term in terms_of(base["of"]))


def is_elsewhere(asked: Asked, sentence: Sentence, end: int, question: str) -> bool:
    """Tell whether the figure that ends at `end` of a sentence is of another matter by its form.

    So are rates and totals of a country that are not asked for, parts and sums of several things,
    sentences without a plain word of what is asked by them, figures beside a year gone by that the
    question does not name, and people to whom something else was done: "874,000 people affected"
    is no toll.
    """
    text = sentence.text
    rate = _RATE.search(text)
    if rate and rate[0].lower() not in question.lower():
        return True
    whose = _TOLL_OF.search(text)
    if _PART.search(text) or (whose and whose["whose"] not in question):
        return True
    if asked.about and not any(has_alike(term, sentence.near) for term in asked.about):
        return True
    if _MORE.match(text, end) and " more " not in question:
        return True
    losses = asked.about if "lose" in asked.verbs else frozenset[str]()  # lives or power
    if losses and not any(has_alike(term, sentence.terms) for term in losses):
        return True
    published = sentence.published
    years = {int(year) for year in _YEAR.findall(text) if year not in question}
    if published and any(year < published.year for year in years):
        return True
    beside = _BESIDE.match(text, end)
    if beside is None or not asked.verbs:
        return False
    done = terms_of(beside["done"]) or [beside["done"]]
    return not any(has_alike(term, asked.verbs | asked.about) for term in done)

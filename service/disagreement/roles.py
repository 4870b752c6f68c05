"""Roles: who did it, or where, as far as the order of words tells."""

import calendar
import re
from collections.abc import Iterator

from indexer.sentences import Span
from indexer.words import STOP_WORDS, sentence_terms, terms_of
from service.disagreement.asked import Asked
from service.kind import AnswerKind
from service.wording import has_alike, words_of

_NAME = re.compile(
    r"[A-Z][\w’'-]*(?:\s+(?:(?:of|the|de|da|van|von|al|bin)\s+)?[A-Z][\w’'-]*)*"
    r"(?:\s+(?:forces|troops|army|soldiers|rebels|police|officials))?"
)
_THING = r"(?:[Tt]he\s+|[Aa]n?\s+)?(?:[\w’'-]+\s+)?[\w’'-]+"
_BLAMED = re.compile(
    rf"\b(?:blam(?:ed|es|ing)|accus(?:ed|es|ing)|suspect(?:ed|s))\s+(?P<who>{_THING})\s+(?:for|of)\b"
    rf"|\b(?:blame[ds]?|blaming)\s+(?:it\s+|the\s+\w+\s+)?on\s+(?P<on>{_THING})"
)
_LEAD = re.compile(r"^(?:[Tt]he|[Aa]n?)\s+")
_APPOSITIVE = re.compile(r",[^,]{3,60},(?=\s+[a-z])")
_BETWEEN = re.compile(
    r"\s+(?:(?:has|have|had|will|would|is|was|were|are|be|been|being|to|also|now|then|later|itself|"
    r"himself|herself|themselves)\s+)*"
)
_BY = re.compile(r"\s+(?:\w+\s+){0,2}?by\s+(?:the\s+|an?\s+)?(?:[a-z]\w*\s+){0,2}?")
_AT = re.compile(r"\s+(?:\w+\s+){0,2}?(?:in|at|near|on|outside)\s+(?:the\s+)?")
_PASSIVE = re.compile(r"\b(?:is|was|were|are|be|been|being)\s+$")
_CALENDAR = frozenset(name.lower() for name in (*calendar.month_name, *calendar.day_name) if name)
_COVERED = 0.99


def names_in_role(asked: Asked, sentence: str) -> Iterator[Span]:
    """Yield the names of `sentence` in the role that is asked for, as far as form tells.

    Where: what follows the verb and "in" or "at". Who and which: who stands before the verb, or
    after it and "by", or is blamed for it; what stands between commas is passed over. Only a
    sentence that holds all words of the question tells: many a name does the same to something
    else.
    """
    terms = set(sentence_terms(sentence))
    wanted = asked.names | asked.about | asked.verbs
    if not asked.verbs or sum(has_alike(t, terms) for t in wanted) < _COVERED * len(wanted):
        return
    if asked.kind is not AnswerKind.PLACE:
        yield from _blamed(asked, sentence)
    plain = _APPOSITIVE.sub(lambda match: " " * len(match[0]), sentence)
    for verb in _verbs(asked, sentence):
        if asked.kind is AnswerKind.PLACE:
            yield from _after(asked, sentence, verb, _AT)
        yield from _after(asked, sentence, verb, _BY)
    for verb in _verbs(asked, plain):
        yield from _before(asked, plain, verb)


def _verbs(asked: Asked, sentence: str) -> Iterator[Span]:
    for word in words_of(sentence):
        if word[0].islower() or word.start() == 0:
            terms = terms_of(word[0])
            if any(has_alike(verb, terms) for verb in asked.verbs):
                yield Span(*word.span())


def _after(asked: Asked, sentence: str, verb: Span, link: re.Pattern[str]) -> Iterator[Span]:
    joined = link.match(sentence, verb.end)
    name = _NAME.match(sentence, joined.end()) if joined else None
    if name and _is_new(asked, name[0]):
        yield Span(*name.span())


def _before(asked: Asked, plain: str, verb: Span) -> Iterator[Span]:
    """Yield the name right before an active verb."""
    if _PASSIVE.search(plain, 0, verb.start):
        return
    for name in _NAME.finditer(plain, 0, verb.start):
        between = _BETWEEN.fullmatch(plain, name.end(), verb.start)
        first = name[0].split()[0]
        start = name.start() + (len(first) + 1 if first.lower() in STOP_WORDS else 0)
        if between and start < name.end() and _is_new(asked, plain[start : name.end()]):
            yield Span(start, name.end())


def _blamed(asked: Asked, sentence: str) -> Iterator[Span]:
    for match in _BLAMED.finditer(sentence):
        group = "who" if match["who"] else "on"
        lead = _LEAD.match(match[group])
        start = match.start(group) + (lead.end() if lead else 0)
        if _is_new(asked, sentence[start : match.end(group)]):
            yield Span(start, match.end(group))


def _is_new(asked: Asked, name: str) -> bool:
    if asked.among is not None and name not in asked.among:
        return False
    return bool(set(terms_of(name)) - asked.names) and name.lower() not in _CALENDAR

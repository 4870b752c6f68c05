"""Claims: what the sentences of the evidence say of the thing asked for."""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from indexer.sentences import Span
from indexer.words import terms_of
from service.disagreement.asked import Asked
from service.disagreement.claim import Claim, Sentence, Value
from service.disagreement.elsewhere import is_elsewhere
from service.disagreement.figures import figures_of
from service.disagreement.roles import names_in_role
from service.disagreement.speaker import speaker_of
from service.disagreement.stance import opposites_of, stance_of
from service.kind import AnswerKind
from service.meant import day_told, days_meant
from service.places import COUNTRIES, STATES
from service.window.mentions import mentions_of
from service.wording import around, clauses, has_alike, reports_figure, statements

_ASKS = re.compile(r"\?[”\"'’)]*$")
_HEDGED = re.compile(r"\b(?:might|may|could|can|should)\b", re.I)
_IF = re.compile(r"\b(?:if|unless)\b", re.I)
_WAS_TO = re.compile(
    r"\b(?:was|were|had\s+been)\s+(?:\w+\s+)?(?:set|due|scheduled|planned|expected|supposed|slated|to)\b"
)
_JOINED = re.compile(r"\b(?P<one>[A-Z][\w’'-]+)\s+and\s+(?P<other>[A-Z][\w’'-]+)")
_OPEN = re.compile(r"\b(?:will|would|may|might|could|can|expected|feared|likely|estimated)\b", re.I)
_PLACE = re.compile(r"\b(?:in|at|near)\s+(?:the\s+)?(?P<place>[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)*)")
_LAND = re.compile(rf"\b(?P<place>{'|'.join(sorted(map(re.escape, COUNTRIES | STATES)))})\b")
_CALENDAR = frozenset(terms_of(" ".join([*calendar.month_name, *calendar.day_name])))
# "Estimated that 100 people had fled": what is put there is what they did.
_DOES = re.compile(r"\s+(?:\w+\s+)?(?:had|have|has|were|was|are|is)\s+\w+")
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.I)
# Parts of many names: alone they tell no place from another.
_COMMON = frozenset(
    terms_of(
        "School High University College Hospital Street County City House United States North South"
    )
)
_NAMES_SHARE = 0.6
_ABOUT_SHARE = 0.5
_SENTENCE_SHARE = 0.3
_DATED_SHARE = 0.5
_UNTOLD_SHARE = 0.6
_STEM = 5
_HOW_MANY = re.compile(r"\bhow\s+many\b", re.I)

Found = Iterator[tuple[Value, Span, Span]]
"""Values with where their words and their clause stand in the sentence."""


def claims_of(asked: Asked, sentences: Sequence[Sentence], question: str) -> list[Claim]:
    """Return the claims of the sentences that are about what is asked."""
    find = _FINDERS.get(asked.kind) if asked.has_form else None
    if find is None or len(_HOW_MANY.findall(question)) > 1:
        return []
    hedged = _OPEN.search(question) is not None
    return [
        claim
        for sentence in sentences
        if not _ASKS.search(sentence.text)
        for claim in _claims(asked, sentence, find, question)
        if hedged or not _HEDGED.search(sentence.article.text, *claim.clause)
    ]


def _claims(
    asked: Asked, sentence: Sentence, find: Callable[[Asked, Sentence], Found], question: str
) -> Iterator[Claim]:
    fit = _fit(asked, sentence)
    if fit is None:
        return
    start, text = sentence.span.start, sentence.text
    for value, words, clause in find(asked, sentence):
        part = text[clause.start : clause.end]
        if asked.kind is not AnswerKind.YES_NO and _IF.search(text):
            continue
        if asked.ahead and _WAS_TO.search(part):
            continue  # a plan of before is not what is planned
        if asked.kind is not AnswerKind.YES_NO and _of_others(asked, sentence, part):
            continue
        if asked.noun and is_elsewhere(asked, sentence, words.end, question):
            continue
        put = asked.is_figure and reports_figure(text[: words.start])
        put = put and not _DOES.match(text, words.end)
        if not put and not _tells(asked, part, fit, sentence):
            continue
        yield Claim(
            sentence,
            value,
            Span(start + words.start, start + words.end),
            Span(start + clause.start, start + clause.end),
            fit,
            speaker_of(part, text),
        )


def _fit(asked: Asked, sentence: Sentence) -> float | None:
    """Return how much (0..1) of the question stands in the sentence; None when too little.

    The names must stand around it, and of the other words half by it; a figure that is said to be
    put or estimated may have them around it.
    """
    names = asked.names - _COMMON or asked.names
    around = (*sentence.near_parts, sentence.passage_terms)
    if _share_of_names(names, *around) < _NAMES_SHARE:
        return None
    inside = asked.names | asked.about | asked.verbs
    share = _share(inside, sentence.terms)
    if _opposed(asked, sentence):
        return share
    if asked.kind is AnswerKind.TIME:
        return share if share >= (_DATED_SHARE if asked.verbs else _UNTOLD_SHARE) else None
    if asked.is_figure and _is_joint(asked, sentence.text):
        return None
    if asked.is_figure and _is_partial(asked, sentence.terms):
        return None
    told = asked.about | asked.verbs
    if _share(told, sentence.around if asked.is_figure else sentence.near) < _ABOUT_SHARE:
        return None
    return share


def _is_partial(asked: Asked, terms: frozenset[str]) -> bool:
    """Tell whether a sentence names one of two that are asked about together, and not the other."""
    held = [_share_of_names(name, terms) == 1.0 for name in asked.both]
    return any(held) and not all(held)


def _is_joint(asked: Asked, text: str) -> bool:
    """Tell whether a sentence joins a country that is asked about with one that is not."""
    for match in _JOINED.finditer(text):
        if match["one"] not in COUNTRIES or match["other"] not in COUNTRIES:
            continue
        known = [not asked.names.isdisjoint(terms_of(match[side])) for side in ("one", "other")]
        if any(known) and not all(known):
            return True
    return False


def _opposed(asked: Asked, sentence: Sentence) -> bool:
    if asked.kind is not AnswerKind.YES_NO:
        return False
    return not opposites_of(asked).isdisjoint(sentence.terms)


def _of_others(asked: Asked, sentence: Sentence, clause: str) -> bool:
    """Tell whether a sentence names places other than those asked about, and none of these.

    Whoever says it does not count, nor do days.
    """
    if not asked.names or _share_of_names(asked.names, sentence.terms) > 0:
        named = asked.kind is not AnswerKind.TIME or _named_or_meant(asked, clause)
        return not named
    told = speaker_of(clause, sentence.text)
    places = (*_PLACE.finditer(sentence.text), *_LAND.finditer(sentence.text))
    others = (set(terms_of(match["place"])) for match in places)
    return any(name - told - _CALENDAR for name in others)


def _named_or_meant(asked: Asked, clause: str) -> bool:
    """Tell whether a clause has a name asked about, or a subject that may stand for it."""
    if not asked.names or _share_of_names(asked.names, frozenset(terms_of(clause))) > 0:
        return True
    return re.search(r"\b(?:her|his|its|their)\s+[a-z]", clause) is None


def _share(wanted: frozenset[str], terms: frozenset[str]) -> float:
    return sum(has_alike(term, terms) for term in wanted) / len(wanted) if wanted else 1.0


def _share_of_names(names: frozenset[str], *terms: frozenset[str]) -> float:
    """Return the share of names that stand in one of `terms`, also as the word for its people."""
    if not names:
        return 1.0
    missing = names.difference(*terms)
    stems = [name[:_STEM] for name in missing if len(name) >= _STEM]
    alike = [stem for stem in stems if any(stem in _stems(each) for each in terms)]
    return (len(names) - len(missing) + len(alike)) / len(names)


@lru_cache(4_096)
def _stems(terms: frozenset[str]) -> frozenset[str]:
    return frozenset(term[:_STEM] for term in terms)


def _tells(asked: Asked, clause: str, fit: float, sentence: Sentence) -> bool:
    """Tell whether a sentence tells of the matter, and its clause holds the verb asked about."""
    if asked.kind is AnswerKind.YES_NO:
        return True
    if fit < _SENTENCE_SHARE or _share(asked.about | asked.verbs, sentence.near) < _ABOUT_SHARE:
        return False
    terms = terms_of(clause)
    return not asked.verbs or any(has_alike(verb, terms) for verb in asked.verbs)


def _figures(asked: Asked, sentence: Sentence) -> Found:
    for figure in figures_of(asked, sentence.text, sentence.published):
        yield figure.range, figure.words, figure.clause


def _days(asked: Asked, sentence: Sentence) -> Found:
    verbs = asked.verbs
    if sentence.published is None or (
        verbs and not any(has_alike(v, sentence.terms) for v in verbs)
    ):
        return
    parts, told = clauses(sentence.text), day_told(sentence.article)
    meant = {m.start: m.days for m in days_meant(sentence.text, told)} if told else {}
    for mention in mentions_of(sentence.text, sentence.published):
        words = sentence.text[mention.start : mention.end]
        days = meant.get(mention.start) if _WEEKDAY.search(words) else mention.window
        if days and days.start and days.end:
            yield days, Span(mention.start, mention.end), around(parts, mention.start)


def _names(asked: Asked, sentence: Sentence) -> Found:
    for name in names_in_role(asked, sentence.text):
        yield sentence.text[name.start : name.end], name, Span(0, len(sentence.text))


def _stances(asked: Asked, sentence: Sentence) -> Found:
    parts = statements(sentence.text)
    for stance in stance_of(asked, sentence):
        yield stance.stand, stance.words, around(parts, stance.words.start)


_FINDERS: dict[AnswerKind, Callable[[Asked, Sentence], Found]] = {
    AnswerKind.NUMBER: _figures,
    AnswerKind.TIME: _days,
    AnswerKind.PERSON: _names,
    AnswerKind.PLACE: _names,
    AnswerKind.OTHER: _names,
    AnswerKind.YES_NO: _stances,
}

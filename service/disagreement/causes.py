"""Causes: why something happened, where one source names a cause and another denies that cause."""

import re
from collections.abc import Iterator, Sequence

from indexer.sentences import Span
from indexer.words import terms_of
from service.copies import is_copy
from service.disagreement.asked import Asked
from service.disagreement.cause_words import GENERAL, events_of, forms, named_by
from service.disagreement.claim import Claim, Sentence, Stand
from service.disagreement.denial import ADJECTIVE, CAUSE, Denial, denials_of
from service.disagreement.matter import is_of_others, share_of_names
from service.disagreement.speaker import speaker_of
from service.disagreement.times import same_time
from service.wording import has_alike, words_of

_ASKS = re.compile(
    r"^\W*(?:and\s+|so\s+)?why\s+(?:did|does|do|was|were|is|are|has|have|had)\b"
    rf"|\bwhat\s+(?:is|was|are|were)\s+(?:the\s+)?(?:{ADJECTIVE}\s+)?{CAUSE}\s+(?:of|for|behind|that)\b"
    r"|\bwhat\s+(?:was|is|were)\s+(?:to\s+blame|behind)\b"
    r"|\bwhat\s+(?:had\s+|has\s+)?(?:caus(?:ed|es)|triggered|sparked|led\s+to|set\s+off|brought\s+(?:down|about))\b",
    re.I,
)
# Why somebody is of an opinion, or wants something, has reasons and no cause.
_OPINION = re.compile(
    r"\bwhy\b.*\b(?:think|thought|believe|say|said|argue|want|oppose|support|critici[sz]e|call|claim|fear|"
    r"hope|like|love|hate|prefer|doubt|object|complain|insist|warn|expect|favour|favor|worry|worried|"
    r"concerned|angry|unhappy|regret|disagree|agree)s?(?:d|ed)?\b",
    re.I,
)
_WITHIN = r"(?:\s+[\w’'-]+,?){0,7}\s*$"
_LINK_BEFORE = re.compile(
    r"\b(?:because(?:\s+of)?|due\s+to|owing\s+to|results?\s+of|(?:resulted|stem(?:med|s)|arose)\s+from|"
    r"(?:caused|triggered|sparked|brought\s+\w+|set\s+off|started|driven|blown|knocked\s+\w+)\s+(?:\w+\s+)?by|"
    r"blam(?:ed|es|ing)(?:\s+it)?(?:\s+on)?|attribut\w+\s+(?:[\w’'-]+\s+){0,6}?to|thanks\s+to|"
    rf"{CAUSE}\s+(?:of\s+[^,;.]{{0,40}}?)?(?:was|is|were)|put\s+(?:it\s+)?down\s+to|fault\s+of)\b"
    + _WITHIN,
    re.I,
)
_UNABLE_BEFORE = re.compile(
    r"\b(?:unable\s+to|could\s+not|couldn['’]t|lost\s+(?:control|power|sight))\b[^.;]{0,40}?"
    r"\b(?:in|amid|because\s+of|under|by|from)\b" + _WITHIN,
    re.I,
)
_CAUSED_AFTER = re.compile(
    r"[\w’'-]+(?:,?\s+[\w’'-]+){0,5}?\s+(?:caused|brought|triggered|sparked|led\s+to|set\s+off|started|"
    rf"(?:was|were|is|are)\s+(?:to\s+blame|behind|(?:the|an?)\s+(?:{ADJECTIVE}\s+)?{CAUSE})|"
    r"left\b[^.;]{1,40}\bunable|pushed|forced|knocked|blew|drove|toppled|felled|sank)\b",
    re.I,
)
_IN = re.compile(
    r"(?:\s+[\w’'-]+){0,4}?\s+(?:in|under|amid|of|from|after)\s+(?:[\w’'-]+,?\s+){0,3}", re.I
)
_HEDGED = re.compile(
    r"\b(?:may|might|could(?!\s+not|n['’]t)|possibl[ey]|perhaps|whether|if|unless|yet\s+to)\b", re.I
)
_NEGATED = re.compile(
    r"\b(?:not(?!\s+only)|never|no|nor|neither|nothing|den(?:y|ied|ies)|rul\w+\s+out)\b|n['’]t\b",
    re.I,
)
_OF_CAUSE = frozenset(
    terms_of(
        "cause caused reason reasons factor culprit trigger triggered explanation blame blamed "
        "fault responsible sparked led brought down behind set off part role evidence sign "
        "accident incident disaster"
    )
)
_NAMES_SHARE = 0.6
_TOLD_SHARE = 0.5
_UNNAMED_SHARE = 0.75


def asks_for_cause(question: str) -> bool:
    """Tell whether a question asks for the cause of what happened, and not for an opinion."""
    return _ASKS.search(question) is not None and _OPINION.search(question) is None


def denied_causes(asked: Asked, sentences: Sequence[Sentence]) -> Iterator[tuple[Claim, Claim]]:
    """Yield denials of a cause, each with a statement of that cause by another source.

    The stand of both turns on the word that they share.
    """
    about = [
        (sentence, tuple(denials_of(sentence.text, asked.verbs)))
        for sentence in sentences
        if _is_about(asked, sentence)
    ]
    denials = [
        (sentence, denial, thing)
        for sentence, denied in about
        for denial in denied
        for thing in _content(asked, denial)
    ]
    for sentence, denial, thing in denials:
        for other, denied in about:
            if other is not sentence:
                yield from _pairs(asked, sentence, denial, thing, other, denied)


def _pairs(
    asked: Asked,
    sentence: Sentence,
    denial: Denial,
    thing: tuple[str, ...],
    other: Sentence,
    denied_there: Sequence[Denial],
) -> Iterator[tuple[Claim, Claim]]:
    if any(named_by(term).isdisjoint(other.terms) for term in thing):
        return
    for term in thing:
        words = _stated(asked, other, term, denied_there)
        if words is None:
            continue
        denied = _claim(asked, sentence, Stand(term, False), denial.words)
        stated = _claim(asked, other, Stand(term, True), words)
        if _other_source(denied, stated) and same_time(asked, sentence, other, lasting=True):
            yield denied, stated


def _is_about(asked: Asked, sentence: Sentence) -> bool:
    """Tell whether a sentence, or those next to it, is about what is said to have happened."""
    around = (*sentence.near_parts, sentence.passage_terms)
    if share_of_names(asked.names, *around) < _NAMES_SHARE or is_of_others(asked, sentence, ""):
        return False
    told = (asked.about | asked.verbs) - _OF_CAUSE
    if not told:
        return share_of_names(asked.names, *sentence.near_parts) == 1.0 and bool(asked.names)
    held = sum(not forms(term).isdisjoint(sentence.near) for term in told) / len(told)
    return held >= (_TOLD_SHARE if asked.names else _UNNAMED_SHARE)


def _content(asked: Asked, denial: Denial) -> Iterator[tuple[str, ...]]:
    """Yield the words by which each thing denied can be known again; none where it caused else."""
    asked_for = frozenset().union(*map(forms, asked.names | asked.about | asked.verbs))
    events = events_of(asked_for)
    alike = any(has_alike(verb, denial.of) for verb in asked.verbs)
    if denial.of and not alike and not denial.of & (asked_for | events):
        return
    for thing in denial.things:
        terms = tuple(t for t in thing if t not in asked_for | _OF_CAUSE | GENERAL)
        if terms:
            yield terms


def _stated(asked: Asked, sentence: Sentence, term: str, denials: Sequence[Denial]) -> Span | None:
    """Return where a sentence names, as the cause, what `term` stands for; None if it does not."""
    wanted, text = named_by(term), sentence.text
    for denial in denials:
        if has_alike(term, denial.terms) or wanted & denial.terms:
            return None
    for word in words_of(text):
        if wanted.isdisjoint(terms_of(word[0])):
            continue
        link = _LINK_BEFORE.search(text, 0, word.start())
        unable = None if link else _UNABLE_BEFORE.search(text, 0, word.start())
        start = link.start() if link else unable.start() if unable else word.start()
        caused = _CAUSED_AFTER.match(text, word.start())
        if not (link or unable or caused or _happened_in(asked, text, word.start())):
            continue
        lead = text[max(0, start - 30) : word.start() if link else start]
        near = text[start : caused.end() if caused else word.end()]
        if not _HEDGED.search(lead + near) and not _NEGATED.search(lead):
            return Span(*word.span())
    return None


def _happened_in(asked: Asked, text: str, place: int) -> bool:
    """Tell whether it is said to have happened in, under or of what stands at `place`."""
    return any(
        _IN.fullmatch(text, word.end(), place) is not None
        for word in words_of(text[:place])
        if any(not forms(verb).isdisjoint(terms_of(word[0])) for verb in asked.verbs)
    )


def _claim(asked: Asked, sentence: Sentence, stand: Stand, words: Span) -> Claim:
    start = sentence.span.start
    wanted = asked.names | asked.about | asked.verbs
    held = sum(not forms(term).isdisjoint(sentence.terms) for term in wanted)
    return Claim(
        sentence,
        stand,
        Span(start + words.start, start + words.end),
        sentence.span,
        held / max(len(wanted), 1),
        speaker_of(sentence.text, sentence.text),
    )


def are_apart(one: Claim, other: Claim) -> bool:
    """Tell whether two claims stand in different articles."""
    return one.sentence.article.number != other.sentence.article.number


def _other_source(one: Claim, other: Claim) -> bool:
    """Tell whether two claims are of different outlets or days, or voices of one article."""
    if not are_apart(one, other):
        return bool(one.speaker and other.speaker) and not one.speaker & other.speaker
    return not is_copy(one.sentence.article, other.sentence.article)

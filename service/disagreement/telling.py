"""Telling: a draft in which both sides of a disagreement stand first, the newest leading."""

import re
from collections.abc import Iterator
from dataclasses import replace

from service.disagreement.claim import Claim, Stand
from service.disagreement.find import Disagreement, find_disagreement
from service.evidence import Evidence
from service.generate.draft import Difference, Draft, DraftStatement, Quote
from service.question import AnswerKind, Question
from service.shorten import shorten, with_ellipses

_ELLIPSES = 2
_DAY = 3
"""Words of a written day, as it stands beside the outlet of a side."""
_ASKED = re.compile(
    r"\b(?:how\s+(?:many(?:\s+[\w’'-]+)?|\w+)|when|where|who|why|(?:which|what)\s+[\w’'-]+)", re.I
)


def with_sides(draft: Draft, evidence: Evidence, words: int) -> Draft:
    """Return the draft with the sides first where articles differ on what is asked.

    They are told in at most `words` words as far as they can be cut faithfully; what else the
    draft tells follows while there is room. A draft that tells nothing stays as it is.
    """
    found = find_disagreement(evidence, draft) if draft.statements else None
    if found is None:
        return draft
    whole = sum(len(side.sentence.text.split()) for side in found.sides) <= words
    sides = found.sides if whole else found.sides[:2]
    room = words if whole else words // 2
    one_sentence = len({(s.sentence.article.number, s.sentence.span) for s in sides}) < len(sides)
    told = [_state(side, room, alone=one_sentence) for side in sides]
    if sum(map(_length, told)) > words:
        sides = sides[:2]
        told = [_state(side, words // 2, alone=one_sentence) for side in sides]
    if sum(map(_length, told)) > words:  # sentences that cannot be cut faithfully
        return draft
    told = _within(told, sides, words, alone=one_sentence)
    left = words - sum(_length(statement) for statement in told)
    positions = tuple(range(len(told)))
    difference = Difference(positions, found.kind.value, _about(evidence.question))
    return replace(
        draft,
        statements=(*told, *_rest(draft, sides, left)),
        short=_short(found, sides, evidence.question),
        conflicts=(difference,),
    )


def _state(side: Claim, words: int, *, alone: bool) -> DraftStatement:
    """Return the side's sentence, cut around its focus where it is long and can be cut.

    Where one sentence tells both sides (`alone`), it is the clause.
    """
    article, part = side.sentence.article, side.sentence.span
    if alone:
        part = side.clause
    elif len(side.sentence.text.split()) > words:
        part = shorten(article.text, part, side.focus, words - _ELLIPSES) or part
    told = with_ellipses(article.text, side.sentence.span, part)
    return DraftStatement(told, (Quote(article, part),))


def _within(
    told: list[DraftStatement], sides: tuple[Claim, ...], words: int, *, alone: bool
) -> list[DraftStatement]:
    """Return the sides without their last clauses, the longest first, where that makes room.

    Their outlets and days, which are told with them, need some. What cannot be cut faithfully
    stays as it is, and so does how a side begins.
    """
    named = sum(len((side.sentence.article.publisher or "").split()) + _DAY for side in sides)
    for place in sorted(range(len(told)), key=lambda i: -_length(told[i])):
        over = sum(map(_length, told)) + named - words
        if over <= 0:
            break
        shorter = _state(sides[place], _length(told[place]) - over, alone=alone)
        if _ends_sooner(shorter.quotes[0], told[place].quotes[0]):
            told = [*told[:place], shorter, *told[place + 1 :]]
    return told


def _ends_sooner(one: Quote, other: Quote) -> bool:
    """Tell whether a quote is another without what follows a comma: no clause of time is lost."""
    same = one.span.start == other.span.start and one.span.end < other.span.end
    return same and one.article.text[one.span.end] in ",;"


def _rest(draft: Draft, sides: tuple[Claim, ...], left: int) -> Iterator[DraftStatement]:
    for statement in draft.statements:
        if any(_holds(statement, side) for side in sides):
            continue
        left -= _length(statement)
        if left < 0:
            return
        yield statement


def _holds(statement: DraftStatement, side: Claim) -> bool:
    span = side.sentence.span
    return any(
        quote.article.number == side.sentence.article.number
        and quote.span.start < span.end
        and span.start < quote.span.end
        for quote in statement.quotes
    )


def _length(statement: DraftStatement) -> int:
    return len(statement.text.split())


def _short(
    found: Disagreement, sides: tuple[Claim, ...], question: Question
) -> tuple[str, int] | None:
    """Return the newest side's phrase of what changed, or the oldest's where that is asked for.

    Where sources conflict there is no one phrase.
    """
    if found.kind == "conflict":
        return None
    place = len(sides) - 1 if question.earliest else 0
    side = sides[place]
    if isinstance(side.value, Stand):
        return None
    return side.sentence.article.text[slice(*side.focus)], place


def _about(question: Question) -> str | None:
    """Return the words of the question that say what the sides differ on."""
    if question.kind is AnswerKind.YES_NO:
        return None
    found = _ASKED.search(question.text)
    return " ".join(found[0].split()).lower() if found else None

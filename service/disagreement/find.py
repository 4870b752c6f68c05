"""Find: the sides of a disagreement among all the evidence, not only in what was chosen to tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.disagreement.agree import agree
from service.disagreement.asked import Asked, read_asked
from service.disagreement.causes import are_apart, asks_for_cause, denied_causes
from service.disagreement.claim import Claim, Sentence, Stand
from service.disagreement.claims import claims_of
from service.disagreement.compare import Relation, relation, tells_before
from service.disagreement.later import told_later
from service.disagreement.revision import figures_given_up, is_given_up
from service.disagreement.speaker import is_distant
from service.evidence import Evidence
from service.generate.draft import Draft, Quote

_NOW = re.compile(r"\b(?:now|no\s+longer|after\s+all|revised|corrected|new\s+report)\b", re.I)
_ANCHORS = 6
_MOST_SIDES = 3


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims that differ on the same thing, the newest first."""

    kind: Relation
    sides: tuple[Claim, ...]


def find_disagreement(evidence: Evidence, draft: Draft) -> Disagreement | None:
    """Return where the articles of the evidence differ on what is asked, or None.

    What the draft tells is compared first, then what stands in the best articles.
    """
    asked = read_asked(evidence.question)
    sentences, question = list(sentences_of(evidence)), evidence.question.text
    told = [quote for statement in draft.statements for quote in statement.quotes]
    if asks_for_cause(question):
        return _of_causes(asked, sentences, told)
    claims = claims_of(asked, sentences, question)
    ordered = sorted(claims, key=lambda claim: (is_given_up(claim), *_place(claim, told)))
    revised = _revised(asked, ordered)
    if revised:
        return revised
    found = next(filter(None, (_against(asked, a, ordered) for a in ordered[:_ANCHORS])), None)
    if found is None or len({side.sentence.article.number for side in found.sides}) == 1:
        later = told_later(asked, sentences, question)
        found = Disagreement(Relation.CHANGE, later) if later else found
    return found


def _place(claim: Claim, told: Sequence[Quote]) -> tuple[bool, float]:
    """Return what a claim is sorted by: those in the draft come first, then the fittest."""
    article, span = claim.sentence.article.number, claim.sentence.span
    quoted = any(
        q.article.number == article and q.span.start < span.end and span.start < q.span.end
        for q in told
    )
    return not quoted, -claim.fit


def _of_causes(
    asked: Asked, sentences: Sequence[Sentence], told: Sequence[Quote]
) -> Disagreement | None:
    """Return the denial of a cause with who states it, those of two articles before others."""

    def place(pair: tuple[Claim, Claim]) -> tuple[bool, int, float]:
        one, other = (_place(side, told) for side in pair)
        return not are_apart(*pair), one[0] + other[0], one[1] + other[1]

    best = min(denied_causes(asked, sentences), key=place, default=None)
    if best is None:
        return None
    newer, older = sorted(best, key=lambda side: side.day, reverse=True)
    kind = Relation.CHANGE if _takes_back(asked, newer, older) else Relation.CONFLICT
    return Disagreement(kind, (newer, older))


def _takes_back(asked: Asked, newer: Claim, older: Claim) -> bool:
    """Tell whether one outlet, or one speaker, says something else on a later day."""
    if newer.day == older.day:
        return False
    voices = [side.speaker - asked.names for side in (newer, older)]
    if voices[0] and voices[0] == voices[1]:
        return True
    outlet = newer.sentence.article.publisher
    if outlet is None or outlet != older.sentence.article.publisher:
        return False
    # An outlet that tells on another day what another person says takes nothing back.
    told = bool(newer.speaker and older.speaker)
    return not told or _NOW.search(newer.sentence.text) is not None


def _revised(asked: Asked, claims: Sequence[Claim]) -> Disagreement | None:
    """Return a figure with the one that it was put for, where the words by it name that one."""
    for newer in claims:
        for given in figures_given_up(asked, newer):
            for older in claims:
                if given.stands_for(older) and relation(asked, newer, older):
                    kind = Relation.CONFLICT if given.denied else Relation.CHANGE
                    return Disagreement(kind, (newer, older))
    return None


def _same_claim(one: Claim, other: Claim) -> bool:
    stands = isinstance(one.value, Stand)
    return one.value == other.value if stands else agree(one, other)


def sentences_of(evidence: Evidence) -> Iterator[Sentence]:
    """Yield the sentences of the evidence, best articles first, none of them twice."""
    seen: set[tuple[int, int]] = set()
    for passage in evidence.passages:
        for span in passage.sentences:
            if (passage.article.number, span.start) not in seen:
                seen.add((passage.article.number, span.start))
                yield Sentence.of(passage.article, span, passage.span)


def _against(asked: Asked, anchor: Claim, claims: Sequence[Claim]) -> Disagreement | None:
    """Return the anchor with the best claims against it; conflicts go before changes."""
    for kind in (Relation.CONFLICT, Relation.CHANGE):
        sides = [anchor]
        for other in claims:
            if len(sides) == _MOST_SIDES:
                break
            differs = all(relation(asked, side, other) is kind for side in sides)
            if differs and not _told_by_both(anchor, other, claims):
                sides.append(other)
        if len(sides) > 1:
            newest = sorted(sides, key=lambda c: (c.day, not tells_before(c)), reverse=True)
            return Disagreement(kind, tuple(newest))
    return None


def _told_by_both(one: Claim, other: Claim, claims: Sequence[Claim]) -> bool:
    """Tell whether the article of one claim asserts what the other says too, as its own word.

    It then speaks of two things. What it tells as said before, or by another, is not its own.
    """
    if one.sentence.article.number == other.sentence.article.number:
        return False
    for mine, theirs in ((one, other), (other, one)):
        for claim in claims:
            if (
                claim.sentence.article.number == mine.sentence.article.number
                and claim is not mine
                and _same_claim(claim, theirs)
                and not is_distant(claim.sentence.text)
            ):
                return True
    return False

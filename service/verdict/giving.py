"""Giving: the draft with the verdict that its first clear sentence bears out."""

from dataclasses import replace
from typing import Literal

from service.disagreement.claim import Sentence
from service.evidence import Evidence
from service.generate.draft import Draft
from service.question import AnswerKind
from service.verdict.proposition import Proposition
from service.verdict.reading import holds_by

_FIRST = 3


def with_verdict(draft: Draft, evidence: Evidence) -> Draft:
    """Return the draft with yes or no as its short answer, where a statement of it says so.

    Nothing is given where the sources differ, where statements say both, or where none is clear.
    """
    question = evidence.question
    if question.kind is not AnswerKind.YES_NO or draft.short or draft.conflicts:
        return draft
    proposition = Proposition.of(question)
    if proposition is None:
        return draft
    found: dict[int, bool] = {}
    for place, statement in enumerate(draft.statements[:_FIRST]):
        for quote in statement.quotes[:1]:
            holds = holds_by(proposition, Sentence.of(quote.article, quote.span, quote.span))
            if holds is not None:
                found[place] = holds
    if len(set(found.values())) != 1:
        return draft
    place, holds = next(iter(found.items()))
    verdict: Literal["yes", "no"] = "yes" if holds else "no"
    return replace(draft, short=(draft.statements[place].quotes[0].text, place), verdict=verdict)

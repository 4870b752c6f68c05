"""From a draft to verified statements: spans checked, support scored, citations numbered."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from indexer.dates import day_of
from indexer.record import StoredArticle
from service.cite import Citation, Copy, cite, is_verbatim
from service.clarify import clarified, phrase_clarified
from service.generate import Draft, DraftStatement, Quote
from service.meant import written_day
from service.support import MINIMUM_SUPPORT, support

_MARKER_LIKE = re.compile(r"\s*\[\d+(?:\s*[,–-]\s*\d+)*\]")

FindCopies = Callable[[StoredArticle], Iterable[Copy]]


class Statement(BaseModel):
    """One statement of the answer with the numbers of its citations."""

    model_config = ConfigDict(frozen=True)

    text: str
    citations: list[int]
    support: float = Field(ge=0, le=1, description="How much of it the cited quotes say.")


class ShortAnswer(BaseModel):
    """The exact phrase asked for, standing verbatim in the quote of `citation`.

    Where yes or no is asked for, the phrase is what says so, and `verdict` tells which.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    citation: int
    clarified: str | None = Field(
        default=None,
        description="The phrase with its day in brackets, “Tuesday [4 March 2025]”, or the verdict "
        "before what says so: “[No] The bridge is closed.”",
    )
    verdict: Literal["yes", "no"] | None = Field(
        default=None, description="Yes or no, where that is asked and the phrase says so."
    )
    also_told_by: list[int] = Field(
        default_factory=list,
        description="Citations of further articles, no copies, whose quotes hold the phrase too.",
    )

    def in_words(self) -> str:
        """Return the phrase, or the verdict, with the numbers that a reader needs beside it."""
        if self.verdict:
            return f"{self.verdict} [{self.citation}]"
        others = ", ".join(f"[{number}]" for number in self.also_told_by)
        phrase = self.clarified or self.text
        return f"{phrase} [{self.citation}], also told by {others}" if others else phrase


class Conflict(BaseModel):
    """Statements of different articles that differ on what is asked, the newest first."""

    model_config = ConfigDict(frozen=True)

    statements: list[int] = Field(description="Positions of statements, from 0.")
    kind: Literal["conflict", "change"] = Field(
        default="conflict", description="Whether they contradict, or one overtook the other."
    )
    about: str | None = Field(default=None, description="What they differ on.")


@dataclass(frozen=True, slots=True)
class Composed:
    """The verified parts of an answer; `rejected` counts statements that were dropped."""

    text: str
    short_answer: ShortAnswer | None
    statements: list[Statement]
    citations: list[Citation]
    conflicts: list[Conflict]
    rejected: int


def compose(draft: Draft, find_copies: FindCopies) -> Composed:
    """Verify and number a draft. A statement that its quotes do not support is dropped."""
    citations: list[Citation] = []
    statements: list[Statement] = []
    new_position: dict[int, int] = {}
    for position, proposed in enumerate(draft.statements):
        supported = support(proposed.text, [quote.ground for quote in proposed.quotes])
        verified = _verified(proposed, find_copies, citations)
        if not verified or supported < MINIMUM_SUPPORT:
            continue
        citations += [citation for citation in verified if citation not in citations]
        new_position[position] = len(statements)
        statements.append(
            Statement(
                text=_shown(proposed),
                citations=[citation.number for citation in verified],
                support=round(supported, 3),
            )
        )
    conflicts = _conflicts(draft, new_position)
    _name_sides(conflicts, statements, citations)
    short_answer = _short_answer(draft, new_position, statements, citations)
    if short_answer:
        confirming = _confirming(draft.confirming, short_answer.text, find_copies, citations)
        citations += [citation for citation in confirming if citation not in citations]
        numbers = [citation.number for citation in confirming]
        short_answer = short_answer.model_copy(update={"also_told_by": numbers})
    return Composed(
        text=" ".join(_marked(statement) for statement in statements),
        short_answer=short_answer,
        statements=statements,
        citations=citations,
        conflicts=conflicts,
        rejected=draft.rejected + len(draft.statements) - len(statements),
    )


def _shown(proposed: DraftStatement) -> str:
    """Return the statement with its days and pronouns made plain, where it is a quote's words.

    Footnote marks of the source are left out: they would read as citations of ours.
    """
    first = proposed.quotes[0]
    return _MARKER_LIKE.sub("", clarified(proposed.text, first.article, first.span))


def _name_sides(
    conflicts: list[Conflict], statements: list[Statement], citations: list[Citation]
) -> None:
    """Let each side of a difference begin with its outlet and day, in brackets."""
    for position in {position for conflict in conflicts for position in conflict.statements}:
        side = statements[position]
        cited = citations[side.citations[0] - 1]
        day = day_of(cited.published)
        known = ", ".join(filter(None, (cited.publisher, written_day(day) if day else None)))
        if known:
            named = f"[{known}] {side.text}"
            statements[position] = side.model_copy(update={"text": named})


def _verified(
    proposed: DraftStatement, find_copies: FindCopies, known: list[Citation]
) -> list[Citation]:
    """Return the statement's citations, numbered on from `known`; none when one fails."""
    found: list[Citation] = []
    fresh = 0
    for quote in proposed.quotes:
        citation = _reuse(quote, [*known, *found])
        if citation is None:
            fresh += 1
            number = len(known) + fresh
            citation = cite(number, quote.article, quote.span, find_copies(quote.article))
        if not is_verbatim(citation, quote.article):
            return []
        found.append(citation)
    return found


def _reuse(quote: Quote, citations: list[Citation]) -> Citation | None:
    wanted = (quote.article.id, quote.span.start, quote.span.end)
    return next((c for c in citations if (c.article_id, c.start, c.end) == wanted), None)


def _marked(statement: Statement) -> str:
    return f"{statement.text} {''.join(f'[{number}]' for number in statement.citations)}"


def _short_answer(
    draft: Draft,
    new_position: dict[int, int],
    statements: list[Statement],
    citations: list[Citation],
) -> ShortAnswer | None:
    if draft.short is None or draft.short[1] not in new_position:
        return None
    phrase, position = draft.short
    numbers = statements[new_position[position]].citations
    for number, quote in zip(numbers, draft.statements[position].quotes, strict=True):
        if phrase and phrase in citations[number - 1].quote:
            return ShortAnswer(
                text=phrase,
                citation=number,
                clarified=_meant(phrase, quote, draft.verdict),
                verdict=draft.verdict,
            )
    return None


def _confirming(
    quotes: Iterable[Quote], phrase: str, find_copies: FindCopies, known: list[Citation]
) -> list[Citation]:
    """Return the citations of `quotes` that hold the phrase: known, or numbered on from those."""
    found: list[Citation] = []
    fresh = 0
    for quote in quotes:
        citation = _reuse(quote, known)
        if citation is None:
            number = len(known) + fresh + 1
            citation = cite(number, quote.article, quote.span, find_copies(quote.article))
        if is_verbatim(citation, quote.article) and phrase.casefold() in citation.quote.casefold():
            fresh += citation not in known
            found.append(citation)
    return found


def _meant(phrase: str, quote: Quote, verdict: str | None) -> str | None:
    """Return the short answer with what is to be added to it in brackets: a day, or a verdict."""
    if verdict is None:
        return phrase_clarified(phrase, quote.article, quote.span)
    return f"[{verdict.capitalize()}] {clarified(phrase, quote.article, quote.span)}"


def _conflicts(draft: Draft, new_position: dict[int, int]) -> list[Conflict]:
    found = []
    for sides in draft.conflicts:
        kept = [new_position[position] for position in sides.statements if position in new_position]
        if len(kept) > 1:
            found.append(Conflict(statements=kept, kind=sides.kind, about=sides.about))
    return found

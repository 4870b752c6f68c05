"""Corrections: an article's notices of them, for readers, and kept out of answers."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field

from indexer.corrections import find_corrections
from indexer.record import StoredArticle
from indexer.sentences import Span

MOST_NOTICES = 6
_REMEMBERED = 1_024
_ASKED_ABOUT = re.compile(
    r"\b(?:correct(?:ed|ion|ions)|clarif\w+|misstat\w+|mistakes?|errors?|retract\w+|"
    r"(?:earlier|previous|original) version)\b",
    re.IGNORECASE,
)


class Correction(BaseModel):
    """The notice in which an article says what an earlier version of it had wrong."""

    model_config = ConfigDict(frozen=True)

    quote: str = Field(description="Verbatim words of the stored article text.")
    start: int = Field(description="First code point of the quote in the stored article text.")
    end: int = Field(description="Code point after the quote's last.")


def corrections_of(article: StoredArticle) -> list[Correction]:
    """Return the notices of correction in an article, in order.

    An article of more than a few is a register of what was wrong in others: it shows none.
    """
    notices = notices_of(article)
    if len(notices) > MOST_NOTICES:
        return []
    return [
        Correction(quote=article.text[span.start : span.end], start=span.start, end=span.end)
        for span in notices
    ]


def notices_of(article: StoredArticle) -> Sequence[Span]:
    """Return where the notices of correction in an article stand."""
    return _notices(article.text, article.sentences)


@lru_cache(_REMEMBERED)
def _notices(text: str, sentences: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(find_corrections(text, sentences))


def about_corrections(question: str) -> bool:
    """Tell whether a question asks what was corrected, so that the notices may answer it."""
    return _ASKED_ABOUT.search(question) is not None

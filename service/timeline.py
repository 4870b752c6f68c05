"""Timeline: what the archive tells of a topic, day by day, each entry a cited sentence."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from pydantic import BaseModel, ConfigDict, Field

from indexer.dates import day_of
from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import terms_of
from service.answer import Answerer
from service.cite import Citation
from service.compose import compose
from service.copies import is_copy, listed
from service.corrections import notices_of
from service.evidence import expect
from service.generate import Draft, DraftStatement, Quote
from service.injection import addresses_a_machine
from service.limits import Limits
from service.meant import day_told, days_meant
from service.question import Question
from service.retrieve import Retrieval
from service.silence import remark_on
from service.window import Window
from service.window.mentions import Mention, mentions_of

ENTRIES = 12
MOST_ENTRIES = 50
_ARTICLES_AN_ENTRY = 4
_LEADING = 4
_MOST_A_DAY = 2
_COVERED = 0.5
_REPEATS = 0.5
_NEAR_DAYS = 10
_FEWEST_WORDS = 6
_MOST_WORDS = 60
_LONG_AGO = 6
_LEAD_BONUS = 0.15
_RANK_BONUS = 0.3
_TO_COME = re.compile(
    r"\b(?:will|would|due|expected|set\s+to|plans?|planned|scheduled|to\s+be)\b", re.I
)


class TimelineEntry(BaseModel):
    """One thing that happened or was told, in the words of an article."""

    model_config = ConfigDict(frozen=True)

    date: date
    text: str
    citations: list[int]


class Timeline(BaseModel):
    """The entries of a topic, oldest first, and the citations that they rest on."""

    model_config = ConfigDict(frozen=True)

    topic: str
    as_of: date
    window: Window | None = Field(description="The time that the topic names.")
    widened: bool = Field(description="The time or source that it names yielded too little.")
    notes: list[str] = Field(description="What was made of the topic's wording.")
    entries: list[TimelineEntry]
    citations: list[Citation]
    reason: str | None = Field(description="Why there are none, when there are none.")
    timings_ms: dict[str, float]
    partial: bool = Field(default=False, description="A part of the archive was out of reach.")
    missing: list[str] = Field(default_factory=list, description="Which part that was.")


@dataclass(frozen=True, slots=True)
class _Event:
    """A sentence that may become an entry; a higher `score` is about the topic more."""

    day: date
    article: StoredArticle
    span: Span
    score: float
    terms: frozenset[str]


def make_timeline(
    answerer: Answerer, topic: str, k: int = ENTRIES, **limits: Unpack[Limits]
) -> Timeline:
    """Return at most `k` entries on `topic`, spread over its history.

    Raises QuestionError for a topic or limit that cannot be used.
    """
    began = time.perf_counter()
    asked, retrieval = answerer.search(topic, k=_ARTICLES_AN_ENTRY * k, **limits)
    with answerer.index.watched() as gone:
        expect(answerer.index, retrieval)
        events = list(_events(answerer, asked, retrieval))
    missing = list(dict.fromkeys([*retrieval.missing, *gone]))
    chosen = _spread(_distinct(events), k)
    draft = Draft(tuple(_state(event) for event in chosen), confidence=1.0)
    told = compose(draft, lambda article: listed(answerer.index.copies_of(article), asked))
    entries = [
        TimelineEntry(date=event.day, text=statement.text, citations=statement.citations)
        for event, statement in zip(chosen, told.statements, strict=True)
    ]
    return Timeline(
        topic=asked.text,
        as_of=asked.as_of,
        window=asked.window,
        widened=retrieval.widened,
        notes=[*asked.notes, *retrieval.notes, *([remark_on(missing)] if missing else [])],
        entries=entries,
        citations=told.citations,
        reason=None if entries else answerer.why_silent(asked, retrieval),
        timings_ms={"total": round((time.perf_counter() - began) * 1000, 2)},
        partial=bool(missing),
        missing=missing,
    )


def _state(event: _Event) -> DraftStatement:
    quote = Quote(event.article, event.span)
    return DraftStatement(quote.text, (quote,))


def _events(answerer: Answerer, asked: Question, retrieval: Retrieval) -> Iterator[_Event]:
    """Yield the sentences about the topic, each with the day that it tells of."""
    weights = retrieval.term_weights
    for rank, hit in enumerate(retrieval.hits):
        article = answerer.index.article_by_number(hit.article.number)
        published = day_of(article.published) if article else None
        if article is None or published is None:
            continue
        spans = answerer.index.spans([passage.passage for passage in hit.passages])
        for span in _sentences(article, list(spans.values())):
            day = _day_told(article.text[slice(*span)], article, published)
            if day is None or day > asked.as_of or not _inside(day, asked):
                continue
            terms = frozenset(terms_of(article.text[slice(*span)]))
            near = terms | set(terms_of(article.title or ""))
            if _covered(weights, near) < _COVERED or not terms & weights.keys():
                continue
            score = _covered(weights, terms) + _RANK_BONUS / (1 + rank / 10)
            score += _LEAD_BONUS * (span == article.sentences[0])
            yield _Event(day, article, span, score, terms)


def _sentences(article: StoredArticle, passages: Sequence[Span]) -> Iterator[Span]:
    """Yield the first sentences and those of the best passages, but no notices and no orders."""
    notices = notices_of(article)
    for place, span in enumerate(article.sentences):
        text = article.text[slice(*span)]
        inside = place < _LEADING or any(p.start <= span.start < p.end for p in passages)
        plain = not any(n.start <= span.start < n.end for n in notices)
        long_enough = _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS
        asks = text.rstrip("”\"'’").endswith("?")
        if inside and plain and long_enough and not asks and not addresses_a_machine(text):
            yield span


def _day_told(text: str, article: StoredArticle, published: date) -> date | None:
    """Return the day that a sentence tells of: one that it names, else that of its article.

    None for a sentence about another time that names no day of it ("in 2019"), or about several.
    """
    told = day_told(article)
    meant = {each.start: each.days for each in days_meant(text, told)} if told else {}
    past = [m for m in mentions_of(text, published) if not _TO_COME.search(text, 0, m.start)]
    days = {day for m in past if (day := _one_day(text, m, meant)) and day <= published}
    if len(days) == 1:
        return days.pop()
    background = any(m.window.end and (published - m.window.end).days > _LONG_AGO for m in past)
    return None if days or background else published


def _one_day(text: str, mention: Mention, meant: Mapping[int, Window]) -> date | None:
    """Return the one day of a mention: a written one, or what "on Tuesday" means if certain."""
    written = any(map(str.isdigit, text[mention.start : mention.end]))
    days = mention.window if written else meant.get(mention.start)
    return days.start if days and days.start == days.end else None


def _inside(day: date, asked: Question) -> bool:
    """Tell whether a day is within the limits that the caller insists on."""
    limit = asked.limit
    if limit is None:
        return True
    return (limit.start is None or day >= limit.start) and (limit.end is None or day <= limit.end)


def _distinct(events: Sequence[_Event]) -> list[_Event]:
    """Return the best events, without near-repeats, copies and more than a few of one day."""
    chosen: list[_Event] = []
    for event in sorted(events, key=lambda event: -event.score):
        same_day = [other for other in chosen if other.day == event.day]
        if len(same_day) < _MOST_A_DAY and not any(_repeats(event, other) for other in chosen):
            chosen.append(event)
    return chosen


def _repeats(event: _Event, other: _Event) -> bool:
    """Tell whether an event was told already, in like words at about the same time."""
    if abs((event.day - other.day).days) > _NEAR_DAYS:
        return False
    if event.article.number != other.article.number and is_copy(event.article, other.article):
        return True
    fewest = min(len(event.terms), len(other.terms))
    return fewest == 0 or len(event.terms & other.terms) >= _REPEATS * fewest


def _spread(events: Sequence[_Event], k: int) -> list[_Event]:
    """Return at most `k` events by day: the best of each stretch of the history, then the best."""
    if not events:
        return []
    first = min(event.day for event in events)
    length = (max(event.day for event in events) - first).days + 1
    best: dict[int, _Event] = {}
    for event in events:
        best.setdefault((event.day - first).days * k // length, event)
    rest = [event for event in events if event not in best.values()]
    chosen = [*best.values(), *rest][:k]
    return sorted(chosen, key=lambda event: (event.day, event.article.number, event.span.start))


def _covered(weights: dict[str, float], terms: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in terms) / total if total else 0.0

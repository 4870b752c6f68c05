"""Clarify: days and pronouns of a quoted sentence made plain in square brackets.

"He said on Tuesday" becomes "He [John Smith] said on Tuesday [26 March 2024]". Only the statement
is made plain, never the quote. What is not certain stays as it was written: a weekday that may be
past or to come, a pronoun with more than one person in reach.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.window import Window
from service.window.mentions import mentions_of

_DAYS = "|".join(calendar.day_name)
_WEEKDAY = re.compile(rf"(?:(?P<lead>on|last|this|next)\s+)?(?P<day>{_DAYS})$", re.I)
_RELATIVE = re.compile(
    r"(?:the\s+day\s+before\s+yesterday|yesterday|tomorrow|today|tonight|last\s+night|"
    r"this\s+(?:morning|afternoon|evening)|earlier\s+today|"
    r"(?:last|next)\s+(?:week|month|year)|"
    r"this\s+(?:month|year))$",
    re.I,
)
_PART_OF_DAY = re.compile(r"\s+(?:morning|afternoon|evening|night)\b")
_PAST = re.compile(
    r"\b(?:was|were|had|did|said|told|died|began|came|went|took|made|met|won|lost|fell|rose|left|"
    r"held|"
    r"struck|hit|gave|found|sent|saw|led|ran|got|became|sank|broke|shot|[a-z]{2,}ed)\b"
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|to\s+be|is\s+to|are\s+to|due|expected|set|plans?|planned|scheduled|"
    r"could|may|might|should|by|until|before|from|starting|beginning|next|ahead|if|when)\b",
    re.I,
)
_LISTED = re.compile(rf"^\s*(?:,|and|or|to|through|-|–)\s*(?:on\s+)?(?:{_DAYS})", re.I)
_OWNS = re.compile(r"['’]s\b")
_LONGEST_AGO = 4
_JUST_BEFORE = 3
_QUOTES = re.compile(r"[“\"«]([^”\"»]*)[”\"»]?")
_MONTHS = "|".join([*calendar.month_name[1:], *calendar.month_abbr[1:]])
_DATED = re.compile(rf"^,?\s*(?:\(|\[|the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\b|(?:{_MONTHS})\b)")
_PRONOUN = re.compile(r"(?P<word>He|She)\b(?!['’])")
_FULL_NAME = re.compile(
    r"(?<![\w’'-])(?:[A-Z][a-z’'-]+\.?|[A-Z]\.)"
    r"(?:\s+(?:(?:de|da|van|von|al|bin|el)\s+)?(?:[A-Z][\w’'-]*[a-zà-ÿ]|[A-Z]\.))+(?![\w-])"
)
_TITLES = frozenset(
    """President Vice Prime Minister Chancellor Senator Sen Representative Rep Governor Gov
    Mayor King Queen Prince Princess Pope Judge Justice General Admiral Captain Colonel
    Secretary Chief Sir Dame Lord Lady Mr Mrs Ms Dr Professor Prof Rear Detective Sergeant
    Sheriff Officer Attorney Director Former""".split()
)  # fmt: skip
_NO_PERSON = frozenset(
    """The A An In On At For But And Of By From With As Street Avenue Road Bank Bridge Canal
    Dam City County State States University College School Party Court Council Agency
    Authority Ministry Department Office Group Company Corp Inc Ltd Airlines Airport River Sea
    Ocean Lake Island Islands Mountain Mount Park Museum Church Cathedral Palace House Senate
    Congress Parliament Union Nations Kingdom Republic Korea Zealand Africa America American
    European British Russian Chinese Japanese French German Indian National International
    Federal Supreme High White North South East West New United World Cup Games League
    Association Institute Center Centre Hospital Police Army Navy Force Guard Service News
    Times Post Journal Press Review Associated Reuters War Day Week Month Year January
    February March April June July August September October November December Monday Tuesday
    Wednesday Thursday Friday Saturday Sunday Wall Act Bill Law Treaty Agreement Plan Project
    Program Mission Telescope Station Space Earth Moon Mars Storm Hurricane Olympics""".split()
)  # fmt: skip
_MALE, _FEMALE = (
    re.compile(r"\b(?:he|him|his|Mr|Sir|King|Prince)\b", re.I),
    re.compile(r"\b(?:she|her|hers|Mrs|Ms|Dame|Queen|Princess)\b", re.I),
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is put in brackets at a place of the statement."""

    place: int
    text: str


def clarified(statement: str, article: StoredArticle, span: Span) -> str:
    """Return the statement, a verbatim part of `article` at `span`, made plain in brackets.

    A statement in other words than the quote's is returned as it is.
    """
    quote = article.text[span.start : span.end]
    offset = statement.find(quote)
    if offset < 0 or "[" in quote:
        return statement
    remarks = [*_days(quote, article), *_person(article, span)]
    for remark in sorted(remarks, key=lambda r: -r.place):
        place = offset + remark.place
        statement = f"{statement[:place]} [{remark.text}]{statement[place:]}"
    return statement


def _days(quote: str, article: StoredArticle) -> Iterator[Remark]:
    """Yield what days are meant; none where the article was changed on a later day."""
    day, changed = _day(article.published), _day(article.modified)
    if day is None or (changed and changed != day):
        return
    told: set[str] = set()
    for mention in mentions_of(quote, day):
        words = quote[mention.start : mention.end]
        place = mention.end
        if part := _PART_OF_DAY.match(quote, place):
            place = part.end()
        rest = quote[place:]
        if _is_quoted(quote, mention.start) or _DATED.match(rest) or _OWNS.match(rest):
            continue
        text = _written(words, mention.window, day, quote, mention.start, place)
        if text and text not in told:
            told.add(text)
            yield Remark(place, text)


def _written(
    words: str, window: Window, told: date, quote: str, start: int, end: int
) -> str | None:
    """Return the days that relative words mean, written out; None where they are not certain."""
    if window.start is None or window.end is None:
        return None
    if match := _WEEKDAY.match(words):
        day = _weekday(match, told, quote, start, end)
        return _date(day) if day else None
    low = words.lower()
    if low == "last night":
        return _date(told - timedelta(days=1))
    # "Where she is today" names no day; "it broke today" does.
    if low == "today" and not _PAST.search(" ".join(quote[:start].split()[-_JUST_BEFORE:])):
        return None
    return _span(low, window, told) if _RELATIVE.match(words) else None


def _weekday(match: re.Match[str], told: date, quote: str, start: int, end: int) -> date | None:
    """Return the day of a weekday's name: the latest such day, where the words tell of the past.

    A day or two ahead of the publication it may be to come: articles are written on.
    """
    lead = (match["lead"] or "").lower()
    if lead in {"last", "next", "this"} or _LISTED.match(quote[end:]):
        return None
    clause_start = max(quote.rfind(mark, 0, start) for mark in (";", ":", "—", "–", "."))
    before = quote[clause_start + 1 : start]
    back = (told.weekday() - list(calendar.day_name).index(match["day"].capitalize())) % 7
    past = _PAST.search(before) or (not before.strip(" ,") and _PAST.search(quote[end : end + 60]))
    plural = quote[end : end + 1] in {"s", "-"} or quote[end : end + 2] in {"'s", "’s"}
    habit = re.search(r"\b(?:every|each|of|the|a)\s+$", before)
    if not past or _AHEAD.search(before) or plural or habit:
        return None
    return told - timedelta(days=back) if back <= _LONGEST_AGO else None


def _span(words: str, window: Window, told: date) -> str | None:
    assert window.start and window.end
    if words.endswith("week") and told.weekday() == 6:
        return None  # whether a week begins or ends with that Sunday, nobody says
    if words.endswith("year"):
        return str(window.start.year)
    if words.endswith("month"):
        return f"{window.start:%B %Y}"
    if window.start == window.end:
        return _date(window.start)
    return f"{_date(window.start)} to {_date(window.end)}"


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _person(article: StoredArticle, span: Span) -> Iterator[Remark]:
    """Yield who "He" or "She" at the start is: the person that the sentence before begins with."""
    match = _PRONOUN.match(article.text, span.start, span.end)
    sentences = article.sentences
    place = next((i for i, s in enumerate(sentences) if s.start == span.start), None)
    if match is None or not place:
        return
    before = article.text[slice(*sentences[place - 1])]
    people = people_in(before)
    known = people_in(article.text[: span.start])
    unlike = _FEMALE if match["word"] == "He" else _MALE
    if len(people) != 1 or unlike.search(before) or "“" in before or '"' in before:
        return
    name, words = people[0], before.split()
    leads = words[: before[: before.index(name)].count(" ")]
    if re.match(r"\s+[a-z]+\s+[A-Z]", before[before.index(name) + len(name) :]):
        return  # "Tampa Bay Buccaneers quarterback Brady": the name is another's
    if any(word.rstrip(".") not in _TITLES for word in leads) or len(_alike(name, known)) != 1:
        return
    if any(other.split()[-1] in words for other in known if other != name):
        return
    yield Remark(match.end("word") - span.start, name)


def written_date(published: str | None) -> str | None:
    """Return the day of a publication as it is written for a reader, or None."""
    day = _day(published)
    return _date(day) if day else None


def people_in(text: str) -> list[str]:
    """Return the full names of people in `text`, as far as their form tells, titles left out."""
    found = []
    for match in _FULL_NAME.finditer(text):
        words = re.sub(r"['’]s$", "", match[0]).split()
        titles = [place for place, word in enumerate(words) if word.rstrip(".") in _TITLES]
        words = words[titles[-1] + 1 :] if titles else words
        if len(words) > 1 and not any(w in _NO_PERSON or _OWNS.search(w) for w in words):
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


def _alike(name: str, known: Sequence[str]) -> list[str]:
    """Return the known names that share the family name: two Smiths are no certain Smith."""
    return [other for other in known if other.split()[-1] == name.split()[-1]]


def _is_quoted(text: str, place: int) -> bool:
    return any(match.start() < place < match.end() for match in _QUOTES.finditer(text))


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None

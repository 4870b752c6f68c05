"""Clarify: days and pronouns of a quoted sentence made plain in square brackets.

"He said on Tuesday" becomes "He [John Smith] said on Tuesday [26 March 2024]". Only the statement
is made plain, never the quote. What is not certain stays as it was written: a weekday that may be
past or to come, a pronoun with more than one person in reach.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.meant import day_told, days_meant
from service.people import is_title, people_in

_PRONOUN = re.compile(r"(?P<word>He|She)\b(?!['’])")
_MALE = re.compile(r"\b(?:he|him|his|himself|Mr|Sir|King|Prince)\b", re.I)
_FEMALE = re.compile(r"\b(?:she|her|hers|herself|Mrs|Ms|Dame|Queen|Princess)\b", re.I)
_SOMEBODY = re.compile(
    r"\b(?:man|woman|boy|girl|father|mother|son|daughter|brother|sister|husband|wife|friend|"
    r"president|minister|premier|chancellor|mayor|governor|senator|lawmaker|politician|candidate|"
    r"officer|official|spokesman|spokeswoman|spokesperson|lawyer|attorney|judge|prosecutor|"
    r"suspect|defendant|victim|witness|driver|pilot|captain|coach|player|teammate|manager|owner|boss|"
    r"chief|director|executive|chairman|chairwoman|king|queen|prince|princess|pope|bishop|doctor|"
    r"teacher|student|scientist|researcher|expert|analyst|reporter|journalist|author|writer|singer|"
    r"actor|actress|artist|soldier|general|leader|rival|opponent|successor|predecessor|gunman)\b"
)
_APPOSITIVE = re.compile(r"^,\s+(?:an?|the|who|whose|\d+)\b[^,]{0,80},")


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
    return _put(statement, remarks, offset)


def phrase_clarified(phrase: str, article: StoredArticle, span: Span) -> str | None:
    """Return a phrase of the quote at `span` with the day that it means; None for no such."""
    quote, day = article.text[span.start : span.end], day_told(article)
    start = quote.find(phrase)
    end = start + len(phrase)
    if start < 0 or day is None or "[" in phrase:
        return None
    meant = (each for each in days_meant(quote, day) if each.start < end and start < each.end)
    remarks = [Remark(min(each.end, end) - start, each.text) for each in meant]
    return _put(phrase, remarks, 0) if remarks else None


def _put(words: str, remarks: Sequence[Remark], offset: int) -> str:
    for remark in sorted(remarks, key=lambda each: -each.place):
        place = offset + remark.place
        words = f"{words[:place]} [{remark.text}]{words[place:]}"
    return words


def _days(quote: str, article: StoredArticle) -> Iterator[Remark]:
    """Yield what days are meant, each once."""
    day = day_told(article)
    told: set[str] = set()
    for meant in days_meant(quote, day) if day else ():
        if meant.text not in told:
            told.add(meant.text)
            yield Remark(meant.end, meant.text)


def _person(article: StoredArticle, span: Span) -> Iterator[Remark]:
    """Yield who "He" or "She" at the start is: the person that the sentence before begins with."""
    match = _PRONOUN.match(article.text, span.start, span.end)
    sentences = article.sentences
    place = next((i for i, s in enumerate(sentences) if s.start == span.start), None)
    if match is None or not place:
        return
    before = article.text[slice(*sentences[place - 1])]
    people = people_in(before)
    same, unlike = (_MALE, _FEMALE) if match["word"] == "He" else (_FEMALE, _MALE)
    if len(people) != 1 or unlike.search(before) or "“" in before or '"' in before:
        return
    name = people[0]
    known = people_in(article.text[: span.start])
    if not _leads(name, before) or len(_alike(name, known)) != 1:
        return
    if any(other.split()[-1] in before.split() for other in known if other != name):
        return
    if len(known) > 1 and not _is_called(article, name, same, unlike):
        return
    yield Remark(match.end("word") - span.start, name)


def _leads(name: str, sentence: str) -> bool:
    """Tell whether a sentence begins with a person, after titles, and tells of nobody else."""
    start = sentence.index(name)
    rest = sentence[start + len(name) :]
    if re.match(r"\s+[a-z]+\s+[A-Z]", rest):
        return False  # "Tampa Bay Buccaneers quarterback Brady": the name is another's
    others = _SOMEBODY.search(_APPOSITIVE.sub("", rest))
    return all(map(is_title, sentence[:start].split())) and others is None


def _is_called(
    article: StoredArticle, name: str, same: re.Pattern[str], unlike: re.Pattern[str]
) -> bool:
    """Tell whether sentences that name nobody else say "his" or "her" of a person, and never both.

    Needed where the article has told of others before: the pronoun may go on about one of them.
    """
    family = name.split()[-1]
    found = False
    for sentence in article.sentences:
        words = article.text[slice(*sentence)]
        if not re.search(rf"\b{re.escape(family)}\b", words) or len(people_in(words)) > 1:
            continue
        if unlike.search(words):
            return False
        found = found or same.search(words) is not None
    return found


def _alike(name: str, known: Sequence[str]) -> list[str]:
    """Return the known names that share the family name: two Smiths are no certain Smith."""
    return [other for other in known if other.split()[-1] == name.split()[-1]]

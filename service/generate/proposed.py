"""A proposed phrase: where it stands in what was read, trimmed to the form asked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import terms_of
from service.forms import phrases_in
from service.generate.windows import Window
from service.people import without_titles
from service.question import AnswerKind, Question
from service.several import with_others
from service.wanted import Wanted

_EDGES = " \t\n\"'“”‘’.,;:!()"
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.I)
_GOES_ON = re.compile(r"[,;:]\s|\s\(|\s(?:where|who|which|because|after|before|while)\s")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a sentence; both spans count in the article's text."""

    article: StoredArticle
    sentence: Span
    phrase: Span

    @property
    def words(self) -> str:
        """The phrase as the article writes it."""
        return self.article.text[self.phrase.start : self.phrase.end]

    @property
    def told(self) -> str:
        """The words of the sentence."""
        return self.article.text[self.sentence.start : self.sentence.end]


def wordings(reply: str) -> list[str]:
    """Return the phrases that a reply may mean: itself, then without clause, without article."""
    bare = " ".join(reply.split()).strip(_EDGES)
    found = [bare, _GOES_ON.split(bare, maxsplit=1)[0]]
    found += [_ARTICLE.sub("", each, count=1) for each in found if _ARTICLE.match(each)]
    return list(dict.fromkeys(each.strip(_EDGES) for each in found if each.strip(_EDGES)))


def narrowed(question: Question, found: Found) -> Found:
    """Return the part of a found phrase that has the form asked for: a name, a figure, a time.

    The whole where the form is not known or no part has it.
    """
    words = found.words
    if question.kind is AnswerKind.OTHER:
        return found
    wanted = Wanted.by(question)
    fitting = [
        (wanted.fit(phrase.form, words[phrase.start : phrase.end]), -phrase.start, phrase.end)
        for phrase in phrases_in(words, wanted.forms)
    ]
    fit, start, end = max(fitting, default=(0.0, 0, 0))
    if not fit:
        return found
    start = -start
    part = words[start:end]
    if question.kind is AnswerKind.PERSON:
        name = without_titles(part)
        start, part = start + part.find(name), name
    first = found.phrase.start + start
    part_of = Span(first, first + len(part))
    return replace(found, phrase=with_others(question, found.article.text, found.sentence, part_of))


def says_more(phrase: str, question: Question) -> bool:
    """Tell whether a phrase says something that the question does not say already."""
    return bool(set(terms_of(phrase)) - set(question.terms))


def find_in(windows: Sequence[Window], phrase: str) -> Iterator[Found]:
    """Yield where the phrase stands as whole words, whatever its capitals and spaces."""
    pattern = _pattern(phrase)
    if pattern is None:
        return
    for window in windows:
        for sentence in window.sentences:
            match = pattern.search(window.article.text, sentence.start, sentence.end)
            if match:
                yield Found(window.article, sentence, Span(*match.span()))


def stands_in(text: str, phrase: str) -> bool:
    """Tell whether the phrase stands in a text as whole words: no "6" in "16 million"."""
    pattern = _pattern(phrase)
    return bool(pattern and pattern.search(text))


def _pattern(phrase: str) -> re.Pattern[str] | None:
    parts = [re.escape(part) for part in phrase.strip(_EDGES).split()]
    if not parts:
        return None
    words = r"\s+".join(parts)
    return re.compile(rf"(?<!\w)(?<!\d[.,]){words}(?!\w|[.,]\d)", re.I)

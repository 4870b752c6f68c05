"""The reader: a small language model in this process proposes the phrase; a quote disposes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from indexer.record import StoredArticle
from indexer.sentences import Span
from indexer.words import terms_of
from service.confidence import THRESHOLD
from service.evidence import Evidence
from service.generate.candidates import Candidate, rank_sentences
from service.generate.draft import Draft, DraftStatement, Generator, Quote
from service.generate.gguf import load, packaged_model
from service.generate.options import Options
from service.injection import addresses_a_machine
from service.question import Question
from service.shorten import shorten, with_ellipses

_WINDOWS = 3
_AROUND = 1
_MOST_WORDS = 110
_TOKENS = 20
_ELLIPSES = 2
_TASK = "Read the text and answer the question with a few words from it."
# Examples of short answers: a model that was not taught to obey copies their form.
_EXAMPLES = (
    (
        "The Lindell Bridge reopened on Monday after a two-year repair that cost 14 million "
        "crowns, the council said. Mayor Ada Voss cut the ribbon at noon.",
        "Who opened the Lindell Bridge?",
        "Mayor Ada Voss",
    ),
    (
        "Harvest in the Oru valley fell by a third this year. Farmers blamed a late frost, and the "
        "ministry promised aid of 9 million crowns.",
        "What did farmers blame for the poor harvest?",
        "a late frost",
    ),
    (
        "The Orchard Tower, at 312 metres, became the tallest building in Port Sele on Thursday. "
        "It took six years to build.",
        "How tall is the new tower in Port Sele?",
        "312 metres",
    ),
    (
        "Nadia Brandt, who wrote the novel, said that the film would be shown first in Lisbon on "
        "4 June.",
        "In which city will the film be shown first?",
        "Lisbon",
    ),
)


class Model(Protocol):
    """Completes a prompt."""

    def complete(self, prompt: str, tokens: int) -> str:
        """Return the words after `prompt`, up to the end of the line or `tokens` tokens."""


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of an article."""

    article: StoredArticle
    sentences: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Its words, on one line."""
        words = " ".join(self.article.text[slice(*span)] for span in self.sentences).split()
        return " ".join(words[:_MOST_WORDS])


class ReaderGenerator:
    """What the generator beneath gives, led by the sentence with the phrase that a model found.

    The model sees the best few windows. A phrase that stands in none of them is discarded.
    """

    name = "reader"

    def __init__(self, beneath: Generator, model: Model) -> None:
        self._beneath = beneath
        self._model = model

    @classmethod
    def load(cls, beneath: Generator, options: Options) -> "ReaderGenerator":
        """Return a reader with the model of the options, else the packaged one.

        Raises GeneratorError when there is none that can be read.
        """
        path = options.reader_model or packaged_model()
        return cls(beneath, load(path, options.reader_threads))

    def generate(self, evidence: Evidence, words: int) -> Draft:
        """Return verbatim statements of at most `words` words in all, the one asked for first."""
        draft = self._beneath.generate(evidence, words)
        if not draft.statements or draft.confidence < THRESHOLD:
            return draft
        windows = find_windows(rank_sentences(evidence).candidates)
        phrase = self._model.complete(_prompt(evidence.question.text, windows), _TOKENS)
        for found in find_in(windows, phrase) if says_more(phrase, evidence.question) else ():
            led = _led_by(found, draft, words)
            if led:
                return led
        return draft


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a sentence; both spans count in the article's text."""

    article: StoredArticle
    sentence: Span
    phrase: Span


def find_windows(ranked: Sequence[Candidate]) -> list[Window]:
    """Return the best sentences with those beside them, best first, none of them twice."""
    windows: list[Window] = []
    for candidate in ranked:
        around = _around(candidate)
        if any(_overlap(candidate.article, around, window) for window in windows):
            continue
        windows.append(Window(candidate.article, around))
        if len(windows) == _WINDOWS:
            break
    return windows


def _around(candidate: Candidate) -> tuple[Span, ...]:
    """Return the sentence and its neighbours, but none that gives orders to a machine."""
    text, sentences = candidate.article.text, candidate.article.sentences
    at = next(place for place, span in enumerate(sentences) if span == candidate.span)
    near = sentences[max(0, at - _AROUND) : at + _AROUND + 1]
    return tuple(span for span in near if not addresses_a_machine(text[span.start : span.end]))


def says_more(phrase: str, question: Question) -> bool:
    """Tell whether a phrase says something that the question does not say already."""
    return bool(set(terms_of(phrase)) - set(question.terms))


def find_in(windows: Sequence[Window], phrase: str) -> Iterator[Found]:
    """Yield where the phrase stands as whole words, whatever its capitals and spaces."""
    parts = [re.escape(part) for part in phrase.strip(" \t\n\"'“”‘’.,;:").split()]
    if not parts:
        return
    words = r"\s+".join(parts)
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,]){words}(?!\w|[.,]\d)", re.I)
    for window in windows:
        for sentence in window.sentences:
            match = pattern.search(window.article.text, sentence.start, sentence.end)
            if match:
                yield Found(window.article, sentence, Span(*match.span()))


def _prompt(question: str, windows: Sequence[Window]) -> str:
    examples = [f"Text: {text}\nQuestion: {ask}\nAnswer: {reply}" for text, ask, reply in _EXAMPLES]
    text = " ".join(window.text for window in windows)
    return "\n\n".join([_TASK, *examples, f"Text: {text}\nQuestion: {question}\nAnswer:"])


def _overlap(article: StoredArticle, around: tuple[Span, ...], window: Window) -> bool:
    return article.number == window.article.number and bool(set(around) & set(window.sentences))


def _led_by(found: Found, draft: Draft, words: int) -> Draft | None:
    """Return the draft with the found sentence first; None when it does not fit."""
    lead = _state(found, words)
    if lead is None:
        return None
    statements = [lead]
    left = words - len(lead.text.split())
    for other in draft.statements:
        length = len(other.text.split())
        if length <= left and not _same_words(other, found):
            statements.append(other)
            left -= length
    phrase = found.article.text[found.phrase.start : found.phrase.end]
    return replace(draft, statements=tuple(statements), short=(phrase, 0))


def _state(found: Found, words: int) -> DraftStatement | None:
    text, part = found.article.text, found.sentence
    if len(text[part.start : part.end].split()) > words:
        shorter = shorten(text, found.sentence, found.phrase, words - _ELLIPSES)
        if shorter is None:
            return None
        part = shorter
    told = with_ellipses(text, found.sentence, part)
    return DraftStatement(told, (Quote(found.article, part),))


def _same_words(statement: DraftStatement, found: Found) -> bool:
    return any(
        quote.article.number == found.article.number
        and quote.span.start < found.sentence.end
        and quote.span.end > found.sentence.start
        for quote in statement.quotes
    )

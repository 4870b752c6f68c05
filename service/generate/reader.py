"""The reader: a small language model in this process proposes the phrase; a quote disposes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from indexer.sentences import Span
from indexer.words import sentence_terms
from service.confidence import THRESHOLD
from service.errors import GeneratorError
from service.evidence import Evidence
from service.generate.candidates import Candidate, rank_sentences
from service.generate.draft import Draft, DraftStatement, Generator, Quote
from service.generate.gguf import Completion, load, packaged_model
from service.generate.options import Options
from service.generate.proposed import Found, stands_in
from service.generate.reading_prompt import EXAMPLES, reading_prompt
from service.generate.votes import agree, count_votes
from service.generate.whereabouts import places_of
from service.generate.windows import Window, find_windows, others_than
from service.question import AnswerKind, Question
from service.shorten import shorten, with_ellipses

_TOKENS = 20
_ELLIPSES = 2
_LEAD_WORDS = 36
_FEWEST_WORDS = 8
_REPEATS = 0.6
_MOST_LEADS = 2


Lead = tuple[Found, DraftStatement]


class Model(Protocol):
    """Completes a prompt."""

    def complete(self, prompt: str, tokens: int) -> Completion:
        """Return the words after `prompt`, up to the end of the line or `tokens` tokens.

        Raises GeneratorError when there are none to give.
        """


class ReaderGenerator:
    """What the generator beneath gives, led by sentences with the phrases that a model found.

    The model reads the best few windows, each by itself. A phrase that does not stand in its window
    is discarded; the two likeliest lead. Where
    the generator beneath is silent, or a yes or no is asked for, the model is not asked.
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
        model = load(options.reader_model or packaged_model(), options.reader_threads)
        model.complete(EXAMPLES, 1)  # so that the first question does not wait for them
        return cls(beneath, model)

    def generate(self, evidence: Evidence, words: int) -> Draft:
        """Return verbatim statements of at most `words` words in all, the one asked for first."""
        draft = self._beneath.generate(evidence, words)
        silent = not draft.statements or draft.confidence < THRESHOLD
        if silent or evidence.question.kind is AnswerKind.YES_NO:
            return draft
        ranked = rank_sentences(evidence).candidates
        windows = find_windows(evidence, ranked)
        try:
            replies = self._replies(evidence.question, windows)
        except GeneratorError as error:
            return replace(draft, notes=(*draft.notes, f"The reader failed: {error}"))
        leads = _leads(evidence.question, windows[: len(replies)], replies, ranked, words)
        return self._led_by(leads, draft, evidence, words) if leads else draft

    def _replies(self, question: Question, windows: Sequence[Window]) -> list[Completion]:
        """Return what the model says to each window; two that agree are enough."""
        replies: list[Completion] = []
        for window in windows:
            replies.append(self._read(question, window))
            if agree(question, windows, replies):
                break
        return replies

    def _read(self, question: Question, window: Window) -> Completion:
        return self._model.complete(reading_prompt(question.text, window.text), _TOKENS)

    def _led_by(self, leads: Sequence[Lead], draft: Draft, evidence: Evidence, words: int) -> Draft:
        """Return the draft with the leads first, then what of it, or of a shorter one, fits."""
        places = [found for found, _ in leads]
        told = [statement for _, statement in leads]
        left = words - sum(map(_length, told))
        told += _fitting(draft.statements, told, places, left)
        left = words - sum(map(_length, told))
        if left >= _FEWEST_WORDS:
            shorter = self._beneath.generate(evidence, left)
            told += _fitting(shorter.statements, told, places, left)
        return replace(draft, statements=tuple(told), short=(places[0].words, 0))


def _leads(
    question: Question,
    windows: Sequence[Window],
    replies: Sequence[Completion],
    ranked: Sequence[Candidate],
    words: int,
) -> list[Lead]:
    """Return the sentences of the two likeliest phrases; one when it tells both."""
    leads: list[Lead] = []
    left = words
    near = [*windows, *others_than(windows, ranked)]
    for phrase in count_votes(question, windows, replies, ranked):
        if any(stands_in(told.text, phrase) for _, told in leads):
            continue
        lead = _lead(places_of(question, near, ranked, phrase), leads, left)
        if lead:
            leads.append(lead)
            left -= _length(lead[1])
        if len(leads) == _MOST_LEADS:
            break
    return leads


def _lead(places: Sequence[Found], others: Sequence[Lead], words: int) -> Lead | None:
    """Return the first of the places that can be told in `words` words, and nearly is not yet."""
    told = [statement for _, statement in others]
    for found in places:
        statement = _state(found, words)
        if statement and not _repeats(statement, told):
            return found, statement
    return None


def _state(found: Found, words: int) -> DraftStatement | None:
    """Return the sentence; a faithful part with the phrase where it is long; None if none fits."""
    text, sentence = found.article.text, found.sentence
    length = len(text[sentence.start : sentence.end].split())
    usual = min(words, _LEAD_WORDS)
    part: Span | None = sentence
    if length > usual:
        part = shorten(text, sentence, found.phrase, usual - _ELLIPSES)
    if part is None:
        whole = length <= words
        part = sentence if whole else shorten(text, sentence, found.phrase, words - _ELLIPSES)
    if part is None:
        return None
    return DraftStatement(with_ellipses(text, sentence, part), (Quote(found.article, part),))


def _fitting(
    others: Sequence[DraftStatement],
    told: Sequence[DraftStatement],
    places: Sequence[Found],
    left: int,
) -> Iterator[DraftStatement]:
    """Yield those of `others` that fit in `left` words and repeat nothing that is told."""
    known = list(told)
    for other in others:
        same = any(_same_place(other, place) for place in places)
        if _length(other) <= left and not same and not _repeats(other, known):
            known.append(other)
            left -= _length(other)
            yield other


def _length(statement: DraftStatement) -> int:
    return len(statement.text.split())


def _repeats(statement: DraftStatement, told: Sequence[DraftStatement]) -> bool:
    terms = set(sentence_terms(statement.text))
    return any(
        len(terms & theirs) >= _REPEATS * min(len(terms), len(theirs))
        for theirs in (set(sentence_terms(other.text)) for other in told)
    )


def _same_place(statement: DraftStatement, found: Found) -> bool:
    return any(
        quote.article.number == found.article.number
        and quote.span.start < found.sentence.end
        and quote.span.end > found.sentence.start
        for quote in statement.quotes
    )

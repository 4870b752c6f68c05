"""Several: the whole of a list where a question asks for more than one thing."""

import re

from indexer.sentences import Span
from service.forms import Phrase, phrases_in
from service.question import Question
from service.wanted import Wanted

_NUMBERS = {word: n for n, word in enumerate("two three four five six seven".split(), 2)}
_COUNTED = re.compile(
    rf"\b(?:which|what|name|who\s+(?:are|were))\s+(?:the\s+)?({'|'.join(_NUMBERS)}|[2-7])\b(?![-‐‑.,]\w)",
    re.I,
)
_ONE_OF = re.compile(r"\b(?:which|what)\s+(?:one\s+)?of\b", re.I)
_SAME_IN_BOTH = frozenset(
    """series species news gas lens canvas headquarters means olympics games athletics
    politics""".split()
)
_MOST = 5
_JOIN = re.compile(r"(?:,\s+(?:and\s+)?|\s+and\s+|\s*&\s*)(?:the\s+)?")
_LED = re.compile(r"(?:^|[.,;]\s+)(?:in|at|near|from|across)\s+(?:the\s+)?$", re.I)
_AND = re.compile(r"\band\b|&")


def how_many(question: Question) -> int:
    """Return how many things a question asks for at most: 2 for "which two cities", else 1."""
    counted = _COUNTED.search(question.text)
    if counted:
        word = counted[1].lower()
        return _NUMBERS.get(word) or int(word)
    head = "" if _ONE_OF.search(question.text) else question.head or ""
    plural = head.endswith("s") and not head.endswith(("ss", "us", "is"))
    return _MOST if plural and head not in _SAME_IN_BOTH else 1


def with_others(question: Question, text: str, sentence: Span, phrase: Span) -> Span:
    """Return the list in which a phrase stands, where several are asked for; else the phrase.

    A list has its one "and" before the last part, and each part has a form that fits.
    """
    most = how_many(question)
    if most == 1:
        return phrase
    words = text[sentence.start : sentence.end]
    start, end = phrase.start - sentence.start, phrase.end - sentence.start
    for run in _runs(question, words):
        first, last = run[0].start, run[-1].end
        inside = any(part.start <= start and end <= part.end for part in run)
        if inside and _is_list(words[first:last], run, most):
            return Span(sentence.start + first, sentence.start + last)
    return phrase


def _runs(question: Question, words: str) -> list[list[Phrase]]:
    """Return the fitting phrases of a sentence, those together that only commas or "and" part."""
    wanted = Wanted.by(question)
    least = max(wanted.fits.values(), default=0.0) / 2
    fitting = [
        phrase
        for phrase in phrases_in(words, wanted.forms)
        if wanted.fits[phrase.form] > least and wanted.fit(phrase.form, _told(words, phrase))
    ]
    runs: list[list[Phrase]] = []
    for phrase in sorted(fitting, key=lambda each: (each.start, -each.end)):
        if runs and phrase.end <= runs[-1][-1].end:
            continue
        led = len(runs) and _LED.search(words, 0, runs[-1][-1].start)  # "in Norway, Oslo and ..."
        if runs and not led and _JOIN.fullmatch(words, runs[-1][-1].end, phrase.start):
            runs[-1].append(phrase)
        else:
            runs.append([phrase])
    return runs


def _told(words: str, phrase: Phrase) -> str:
    return words[phrase.start : phrase.end]


def _is_list(told: str, run: list[Phrase], most: int) -> bool:
    """Tell whether words are a list of at most `most` parts; a name may hold the "and" itself."""
    ands = list(_AND.finditer(told))
    if len(ands) != 1 or "\n" in told:
        return False
    inner = run[-1].start - run[0].start < ands[0].start()
    parts = len(run) + inner
    return 2 <= parts <= most and "," not in told[ands[0].end() :]

"""Agreement: which phrase answers, by the sentences of all the articles in which it stands.

In news the answer is told by many articles near the words of the question. Each phrase of a form
that fits is counted over the articles, each by the best sentence that holds it, as in redundancy
voting: Dumais et al., Web question answering: is more always better?, SIGIR 2002.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indexer.sentences import Span
from indexer.words import sentence_terms, terms_of
from service.forms import Form, phrases_in
from service.generate.sentences import Floats, Sentence
from service.phrase import is_overtaken, named_spans, stands_in_place
from service.question import AnswerKind, Question
from service.wanted import Wanted

PHRASE_FEATURES = (
    "fit",  # how well its form fits what is asked
    "agreement",  # its votes as a share of the most
    "articles",  # logarithm of how many articles hold it
    "sentences",  # the same of sentences
    "best",  # its best sentence as a share of the best of all
    "strength",  # logarithm of that
    "near",  # how near the question's terms stand
    "head",  # the noun asked for stands beside it
    "headline",  # it stands in headlines
    "rank",  # falls with the rank of its first article
    "length",  # words, up to five
    "known",  # share of its terms that the question holds
    "early",  # how far from the start of a sentence it stands
    "named",  # 1 when it carries the very noun asked for: "Horyu Temple"
    "placed",  # 1 when a place is asked for and words of place lead to it
    "overtaken",  # 1 for the first figure of "from 115 to 97"
    *(form.value for form in Form),
)
_FORMS = tuple(Form)

_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_AROUND = 25
_NEAR = 30.0
_MOST_WORDS = 5
_LONGER_COUNTS = 0.5
_FLOOR = 0.3
_TITLES = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase in the sentence at position `sentence`; `span` counts in the sentence's text."""

    key: str
    form: Form
    sentence: int
    span: Span
    fit: float
    near: float
    head: bool
    named: bool
    placed: bool
    overtaken: bool


@dataclass(slots=True)
class Proposal:
    """A phrase that may be the answer, with where it stands and its features."""

    key: str
    mentions: list[Mention] = field(default_factory=list)
    votes: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def vote(self) -> float:
        """The votes of all articles."""
        return sum(self.votes.values())


def mentions_in(
    question: Question,
    wanted: Wanted,
    sentences: Sequence[Sentence],
    weights: Mapping[str, float],
) -> list[Mention]:
    """Return the phrases of the sentences that fit what is wanted; `weights` are of terms."""
    forms = wanted.forms
    total = sum(weights.values()) or 1.0
    asks_place = question.kind is AnswerKind.PLACE
    found: list[Mention] = []
    for place, sentence in enumerate(sentences):
        phrases = phrases_in(sentence.text, forms) if forms else ()
        where = _where(sentence, weights) if phrases else {}
        named = named_spans(question, sentence.text) if phrases else []
        for phrase in phrases:
            words = sentence.text[phrase.start : phrase.end]
            fit = wanted.fit(phrase.form, words)
            if not fit:
                continue
            near = sum(
                weights[term] * max(_nearness(phrase.start, phrase.end, at) for at in places)
                for term, places in where.items()
            )
            around = sentence.text[max(0, phrase.start - _AROUND) : phrase.end + _AROUND]
            found.append(
                Mention(
                    key=key_of(words),
                    form=phrase.form,
                    sentence=place,
                    span=Span(phrase.start, phrase.end),
                    fit=fit,
                    near=near / total,
                    head=bool(wanted.head and wanted.head & set(terms_of(around))),
                    named=any(s.start < phrase.end and phrase.start < s.end for s in named),
                    placed=asks_place and stands_in_place(sentence.text, phrase),
                    overtaken=is_overtaken(sentence.text, phrase),
                )
            )
    return found


def propose(
    wanted: Wanted,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    shares: Floats,
) -> tuple[list[Proposal], Floats]:
    """Return the phrases with their features: shape (n, len(PHRASE_FEATURES)).

    `shares` (0..1) say how good each sentence is, the best being 1.
    """
    proposals: dict[str, Proposal] = {}
    for mention in mentions:
        proposal = proposals.setdefault(mention.key, Proposal(mention.key))
        proposal.mentions.append(mention)
        article = sentences[mention.sentence].article.number
        vote = shares[mention.sentence] * mention.fit * (_FLOOR + mention.near)
        proposal.votes[article] = max(proposal.votes[article], vote)
    votes = _with_longer(proposals)
    most = max(votes.values(), default=0.0) or 1.0
    titles = {s.article.number: s.article.title or "" for s in sentences}
    keys = {number: f" {key_of(title)} " for number, title in titles.items()}
    roots = np.sqrt(shares).tolist()
    rows = [
        _features(wanted, proposal, votes[key] / most, sentences, shares, roots, keys)
        for key, proposal in proposals.items()
    ]
    values = np.array(rows, dtype=np.float64).reshape(-1, len(PHRASE_FEATURES))
    return list(proposals.values()), values


def key_of(words: str) -> str:
    """Return the form under which the same phrase is known however it is written."""
    return " ".join(_WORD.findall(_POSSESSIVE.sub("", words).casefold())).removeprefix("the ")


def _where(sentence: Sentence, weights: Mapping[str, float]) -> dict[str, list[int]]:
    """Return where in the sentence the weighted terms stand."""
    held = weights.keys() & sentence.words.held
    if not held:
        return {}
    return {term: places for term, places in sentence.words.places.items() if term in held}


def _nearness(start: int, end: int, at: int) -> float:
    distance = start - at if at < start else at - end
    return 1 / (1 + max(distance, 0) / _NEAR)


def _with_longer(proposals: Mapping[str, Proposal]) -> dict[str, float]:
    """Return the votes, with half of those for phrases that end alike: "Nadal", "Rafael Nadal"."""
    endings: dict[str, float] = defaultdict(float)
    for key, proposal in proposals.items():
        endings[key.rpartition(" ")[2]] += proposal.vote
    return {
        key: proposal.vote + _LONGER_COUNTS * (endings[key.rpartition(" ")[2]] - proposal.vote)
        for key, proposal in proposals.items()
    }


def _features(
    wanted: Wanted,
    proposal: Proposal,
    agreement: float,
    sentences: Sequence[Sentence],
    shares: Floats,
    roots: Sequence[float],
    titles: Mapping[int, str],
) -> list[float]:
    mentions = proposal.mentions
    places = [mention.sentence for mention in mentions]
    strong = [roots[place] for place in places]
    best = max([float(shares[place]) for place in places])
    terms = set(sentence_terms(proposal.key))
    titled = [f" {proposal.key} " in titles[number] for number in proposal.votes]
    forms = {mention.form for mention in mentions}
    pairs = list(zip(mentions, strong, strict=True))
    return [
        max([mention.fit for mention in mentions]),
        agreement,
        math.log1p(len(proposal.votes)),
        math.log1p(len(mentions)),
        best,
        math.log(best + 1e-6),
        max([mention.near * share for mention, share in pairs]),
        max([mention.head * share for mention, share in pairs]),
        min(sum(titled) / _TITLES, 1.0),
        1 / (1 + min([sentences[place].rank for place in places])),
        min(len(proposal.key.split()), _MOST_WORDS) / _MOST_WORDS,
        len(terms & wanted.asked) / max(len(terms), 1),
        min([mention.span.start for mention in mentions]) / 100,
        max([mention.named for mention in mentions]),
        max([mention.placed * share for mention, share in pairs]),
        float(all(mention.overtaken for mention in mentions)),
        *[float(form in forms) for form in _FORMS],
    ]

"""Scoring one question: the prediction against the gold, measure by measure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from eval import (
    answer_measures,
    citation_measures,
    confidence_measures,
    conflict_measures,
    time_measures,
)
from eval import retrieval_measures as ranking
from eval.answer import Answer, parse_answer
from eval.catalogue import CUTOFFS, DEEP_CUTOFFS, JUDGED_WORDS, WORD_LIMITS
from eval.gold import GoldQuestion
from eval.known import known_articles
from eval.library import Library
from eval.predictions import DEPTH, Prediction

Values = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class RetrievedArticle:
    """An article of the ranking, and what of it matters: is it known, does it hold the answer?"""

    rank: int
    id: str
    title: str
    known: bool
    holds_answer: bool
    cited: bool


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """One question with all that was measured. `values` has None where a measure is undefined.

    `answer` is None when the system failed: it then counts as not answering, and not abstaining.
    `titles` are those of the known articles, by id, `outlets` their publishers; `misquoted` holds
    the numbers of the citations that are not what the stored article says.
    """

    question: GoldQuestion
    prediction: Prediction
    answer: Answer | None
    known: frozenset[str]
    titles: Mapping[str, str]
    outlets: tuple[str, ...]
    retrieved: tuple[RetrievedArticle, ...]
    misquoted: frozenset[int]
    values: Values

    @property
    def known_rank(self) -> int | None:
        """The rank of the first known article, from 1, or None."""
        return next((article.rank for article in self.retrieved if article.known), None)

    @property
    def supporting_rank(self) -> int | None:
        """The rank of the first article that is known or contains an answer, or None."""
        return next((a.rank for a in self.retrieved if a.known or a.holds_answer), None)

    @property
    def is_wrong(self) -> bool | None:
        """Whether the answer that was given is wrong: what it risks to show it.

        Any answer to an unanswerable question is. None where nothing was answered, or nothing is
        known to judge by.
        """
        if self.answer is None or self.answer.abstained or self.values["right"] is None:
            return None
        return not self.values["right"]


def score_question(
    question: GoldQuestion, prediction: Prediction, library: Library
) -> QuestionScore:
    """Return every measure of one `prediction`, a failed one's included.

    Raises AnswerError when the answer does not follow the contract.
    """
    answer = None if prediction.answer is None else parse_answer(prediction.answer)
    order = tuple(dict.fromkeys(prediction.retrieved))[:DEPTH]
    cited = {citation.article_id for citation in answer.citations} if answer else set()
    known = known_articles(question, [*order, *cited], library)
    retrieved = _retrieved(question, order, known, cited, library)
    values = {
        **_retrieval_values(question, retrieved, known),
        **_answer_values(question, answer),
        **_citation_values(question, answer, known, library),
        **_behaviour_values(question, answer),
    }
    values["right"] = _right(question, values)
    return QuestionScore(
        question, prediction, answer, known, _titles(known, library), _outlets(known, library),
        retrieved, _misquoted(answer, library), values,
    )  # fmt: skip


def _titles(known: Collection[str], library: Library) -> dict[str, str]:
    articles = filter(None, map(library.article, sorted(known)))
    return {article.id: article.title for article in articles if article.title}


def _outlets(known: Collection[str], library: Library) -> tuple[str, ...]:
    articles = filter(None, map(library.article, known))
    return tuple(sorted({article.publisher for article in articles if article.publisher}))


def _retrieved(
    question: GoldQuestion,
    order: Sequence[str],
    known: Collection[str],
    cited: Collection[str],
    library: Library,
) -> tuple[RetrievedArticle, ...]:
    wanted = answer_measures.needles(_gold_answers(question))
    titles = ((article_id, library.article(article_id)) for article_id in order)
    return tuple(
        RetrievedArticle(
            rank=rank,
            id=article_id,
            title=article.title if article else "",
            known=article_id in known,
            holds_answer=library.holds_any(article_id, wanted),
            cited=article_id in cited,
        )
        for rank, (article_id, article) in enumerate(titles, start=1)
    )


def _retrieval_values(
    question: GoldQuestion, retrieved: Sequence[RetrievedArticle], known: Collection[str]
) -> Values:
    order = [article.id for article in retrieved]
    supporting = {article.id for article in retrieved if article.known or article.holds_answer}
    can_be_supported = known or answer_measures.needles(_gold_answers(question))
    values: Values = {f"hit@{k}": ranking.hit(order, known, k) for k in CUTOFFS}
    for k in CUTOFFS:
        supported = ranking.supported(order, supporting, k) if can_be_supported else None
        values[f"supported@{k}"] = supported
    for k in DEEP_CUTOFFS:
        values[f"recall@{k}"] = ranking.recall(order, known, k)
        values[f"precision@{k}"] = ranking.precision(order, known, k)
        values[f"ndcg@{k}"] = ranking.ndcg(order, known, k)
    values["mrr@10"] = ranking.reciprocal_rank(order, known, 10)
    values["map"] = ranking.average_precision(order, known)
    return values


def _answer_values(question: GoldQuestion, answer: Answer | None) -> Values:
    """An abstention and a failure say nothing: they match no answer, and have no length."""
    gold = _gold_answers(question)
    given = answer if answer and not answer.abstained else None
    text = given.text if given else ""
    phrase = (given.short_answer or text) if given else ""
    values: Values = {
        "exact_match": answer_measures.exact_match(phrase, gold),
        "f1": answer_measures.token_f1(phrase, gold),
        "contained": answer_measures.contained(text, gold),
        "words": float(answer_measures.length_in_words(text)) if given else None,
        "all_answers_contained": (
            answer_measures.all_contained(text, gold) if question.conflict else None
        ),
    }
    for words in WORD_LIMITS:
        values[f"contained@{words}"] = answer_measures.contained(text, gold, words)
    return values


def _citation_values(
    question: GoldQuestion, answer: Answer | None, known: Collection[str], library: Library
) -> Values:
    citations = answer.citations if answer else ()
    statements = answer.statements if answer else ()
    return {
        "cites_known": citation_measures.cites_known(citations, known),
        "citation_precision": citation_measures.citation_precision(citations, known),
        "citation_recall": citation_measures.citation_recall(citations, known),
        "verbatim": citation_measures.verbatim(citations, library.text),
        "uncited_statements": citation_measures.uncited_statements(statements, citations),
        "grounding": citation_measures.grounding(statements, citations),
        "support": citation_measures.support(statements),
        "rejected_statements": float(answer.rejected_statements) if answer else None,
    }


def _right(question: GoldQuestion, values: Values) -> float | None:
    """1 for an answer that is right by what the gold knows, and for a right abstention.

    Right are the first 60 words when they contain a gold answer; of a conflict, when besides the
    answer tells every side. Where the gold has no words, a citation of a known article will do.
    """
    if question.unanswerable:
        return values["abstention_recall"]
    contained = values[f"contained@{JUDGED_WORDS}"]
    if contained is None:
        cited = values["cites_known"]
        return None if cited is None else min(cited, values["answered"] or 0.0)
    every_side = values["all_answers_contained"]
    return contained if every_side is None else min(contained, every_side)


def _misquoted(answer: Answer | None, library: Library) -> frozenset[int]:
    return frozenset(
        citation.number
        for citation in (answer.citations if answer else ())
        if not citation_measures.is_verbatim(citation, library.text(citation.article_id))
    )


def _behaviour_values(question: GoldQuestion, answer: Answer | None) -> Values:
    known = question.is_answerable is not None
    judged = _judged_behaviour(question, answer)
    return {
        **{name: value if known else None for name, value in judged.items()},
        "window_right": time_measures.window_right(answer, question.window),
        "failed": float(answer is None),
    }


def _judged_behaviour(question: GoldQuestion, answer: Answer | None) -> Values:
    """What can be told of a question that is known to be answerable, or known not to be."""
    abstained = bool(answer and answer.abstained)
    shown = answer.conflicts if answer else 0
    silent = abstained or answer is None
    unanswerable, conflict = question.unanswerable, question.conflict
    return {
        "answered": confidence_measures.answered(silent, unanswerable),
        "abstention_precision": confidence_measures.abstention_precision(abstained, unanswerable),
        "abstention_recall": confidence_measures.abstention_recall(abstained, unanswerable),
        "conflict_found": conflict_measures.conflict_found(shown, conflict),
        "conflict_false_alarm": conflict_measures.conflict_false_alarm(shown, conflict),
    }


def _gold_answers(question: GoldQuestion) -> tuple[str, ...]:
    return () if question.unanswerable else question.answers

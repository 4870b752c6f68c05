"""The review: proposals shown one by one in the terminal, for a person to judge."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from itertools import count

import click
import typer

from eval.answer_measures import normalise
from eval.gold.propose import Proposal
from eval.gold.question import GoldQuestion
from indexer.record import StoredArticle

_CHOICES = "accept (a), edit (e), reject (r), next article (n), quit (q)"

Propose = Callable[[StoredArticle], Iterable[Proposal]]


class _Quit(Exception):
    """The person has had enough."""


def review(
    articles: Sequence[StoredArticle],
    propose: Propose,
    known: Iterable[GoldQuestion],
    keep: Callable[[GoldQuestion], None],
) -> int:
    """Show proposals on stderr, hand what is accepted to `keep`, and return how many those were.

    Articles that `known` questions are about are passed over. The end of the input is a quit.
    """
    asked = list(known)
    taken = {question.id for question in asked}
    done = {article_id for question in asked for article_id in question.relevant}
    kept = 0
    try:
        for article in articles:
            if article.id not in done:
                for question in _accepted(article, propose(article), taken):
                    keep(question)
                    kept += 1
    except (_Quit, click.Abort):
        pass
    return kept


def _accepted(
    article: StoredArticle, proposals: Iterable[Proposal], taken: Collection[str]
) -> Iterable[GoldQuestion]:
    _say(f"\n{article.title or article.id} · {article.publisher or ''} {article.published or ''}")
    numbers = (number for number in count(1) if f"{article.id}-{number}" not in taken)
    for proposal in proposals:
        _say(f"\n  “{proposal.sentence}”\n  Q: {proposal.question}\n  A: {proposal.answer}")
        choice = _ask_choice()
        if choice == "q":
            raise _Quit
        if choice == "n":
            return
        if choice == "r":
            continue
        edited = _edited(proposal, article) if choice == "e" else proposal
        yield edited.accepted(article, next(numbers))


def _ask_choice() -> str:
    while True:
        choice = typer.prompt(f"  {_CHOICES}", err=True).strip().lower()[:1]
        if choice and choice in "aernq":
            return str(choice)
        _say("  a, e, r, n or q")


def _edited(proposal: Proposal, article: StoredArticle) -> Proposal:
    """Ask for other words; an answer must stand in the article, or nothing could be right."""
    question = typer.prompt("  question", default=proposal.question, err=True)
    while True:
        answer = typer.prompt("  answer", default=proposal.answer, err=True)
        words = normalise(answer)
        if words and f" {words} " in f" {normalise(article.text)} ":
            return replace(proposal, question=question.strip(), answer=answer.strip())
        _say("  this does not stand in the article; use its words")


def _say(text: str) -> None:
    typer.echo(text, err=True)

"""The conversation of `dateline ask`: named, new, or the latest one gone on with."""

from datetime import date

import typer

from service.answer import Answer, Answerer
from service.conversations import NEW, Conversations
from service.settings import read_settings
from service.talk import Alone, Talk, begin

OWNER = "shell"
"""Whose the conversations of this command are: not to be mixed with those of the service."""


def talk_of(
    answerer: Answerer, question: str, key: str | None, go_on: bool, as_of: date | None
) -> Talk | Alone:
    """Return the question in the conversation that the options name, or alone.

    `go_on` begins a conversation where there is none yet. Raises ConversationMissing.
    """
    if key and go_on:
        raise typer.BadParameter(
            "names a conversation already; leave one of the two out", param_hint="--continue"
        )
    if not key and not go_on:
        return Alone(question)
    kept = Conversations(answerer.index.folder, read_settings().conversation_hours, OWNER)
    return begin(kept, answerer, key or kept.latest() or NEW, question, as_of)


def told_of(answer: Answer) -> list[str]:
    """Return what is told of a conversation before its answer."""
    told = [f"Understood as: {answer.completed_question}"] if answer.completed_question else []
    return [f"Conversation {answer.conversation}", *told] if answer.conversation else told

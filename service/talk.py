"""Talk: a question asked in a conversation, completed from its turns before it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from service.answer import Answer, Answerer
from service.conversations import NEW, Conversations, ConversationTurn
from service.followup import Turn, complete
from service.followup.rewrite import rewrite
from service.generate.chat import ChatGenerator
from service.question import understand

_RECALLED = 4


@dataclass(frozen=True, slots=True)
class Talk:
    """What was asked, and what will be: `completed` is None where the question stands alone."""

    conversations: Conversations
    key: str
    question: str
    completed: str | None

    @property
    def asked(self) -> str:
        """The question to answer."""
        return self.completed or self.question

    def finish(self, answer: Answer) -> Answer:
        """Keep the turn, and return the answer with the conversation's fields.

        Raises ConversationMissing when the conversation was deleted meanwhile.
        """
        question = " ".join(self.question.split())
        done = answer.model_copy(
            update={
                "question": question,
                "conversation": self.key,
                "completed_question": self.completed,
            }
        )
        turn = ConversationTurn(question=question, completed_question=self.completed, answer=done)
        self.conversations.append(self.key, turn)
        return done


@dataclass(frozen=True, slots=True)
class Alone:
    """A question that is asked in no conversation."""

    asked: str

    def finish(self, answer: Answer) -> Answer:
        """Return the answer as it is."""
        return answer


def begin(
    conversations: Conversations,
    answerer: Answerer,
    key: str,
    question: str,
    as_of: date | None = None,
) -> Talk:
    """Return the talk about `question` in the conversation `key`, or in a new one for "new".

    Raises QuestionError for a question that cannot be used, and ConversationMissing.
    """
    understand(question, as_of=as_of)
    if key == NEW:
        return Talk(conversations, conversations.create(), question, None)
    turns = [_recalled(turn) for turn in conversations.recent(key, _RECALLED)]
    day = as_of or datetime.now(UTC).date()
    return Talk(conversations, key, question, completed(answerer, question, turns, day))


def completed(answerer: Answerer, question: str, turns: Sequence[Turn], as_of: date) -> str | None:
    """Return the question made whole, by the generator's model where it has one; None if whole."""
    plain = complete(question, turns, as_of)
    if plain is None or not isinstance(answerer.generator, ChatGenerator):
        return plain
    return rewrite(answerer.generator.model, question, turns) or plain


def _recalled(turn: ConversationTurn) -> Turn:
    answer = turn.answer
    stated = {number for statement in answer.statements for number in statement.citations}
    return Turn(
        question=turn.completed_question or turn.question,
        short=answer.short_answer.text if answer.short_answer else None,
        told=tuple(each.quote for each in answer.citations if each.number in stated),
    )

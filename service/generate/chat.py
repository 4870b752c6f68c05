"""Any language model through LangChain: it words the answer, and only what holds is kept."""

import time
from collections.abc import Callable
from collections.abc import Generator as Stream
from contextlib import closing
from dataclasses import dataclass, field, replace

import structlog

from indexer.sentences import split_sentences
from service.confidence import THRESHOLD
from service.errors import Left
from service.evidence import Evidence
from service.generate.draft import Draft, DraftStatement, Generator
from service.generate.grounding import ground
from service.generate.options import Options
from service.generate.prompt import NO_ANSWER, Prompt, make_prompt
from service.generate.providers import ChatModel
from service.generate.streaming import Marked, StatementParser
from service.generate.timed import timed
from service.phrase import find_phrase

_CHARACTERS_A_TOKEN = 8
_FIRST_PAUSE = 0.5
_BRIEF = {
    400: "did not take the request (400)",
    401: "refused the key (401)",
    403: "refused the key (403)",
    404: "does not know the model (404)",
    429: "is over its limit (429)",
}
_TRY_AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504, 529})


@dataclass(slots=True)
class _Told:
    """What a model has told so far: the statements that hold, and how many did not."""

    statements: list[DraftStatement] = field(default_factory=list)
    rejected: int = 0
    declined: bool = False
    fault: str | None = None


class ChatGenerator:
    """Lets a chat model word the answer, and keeps the statements that their citations bear out.

    Where nothing is left, the answer is the one that `fallback` gives, and it says so.
    """

    def __init__(
        self,
        name: str,
        model: ChatModel,
        fallback: Generator,
        options: Options,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self.model = model
        self._fallback = fallback
        self._options = options
        self._sleep = sleep

    def generate(self, evidence: Evidence, words: int) -> Draft:
        """Return verified statements of about `words` words, or the fallback's.

        What the provider raises is told in the notes, never raised. A question that the archive
        would not answer anyway is not sent.
        """
        plain = self._fallback.generate(evidence, words)
        if not plain.statements or plain.confidence < THRESHOLD:
            return plain
        prompt = make_prompt(evidence, words, self._options.prompt_tokens)
        told = self._listen(prompt, words)
        if told.fault:
            structlog.get_logger().warning("language model", generator=self.name, fault=told.fault)
        if told.statements:
            broken_off = (f"The answer may lack something: {self.name} {told.fault}.",)
            return Draft(
                tuple(told.statements),
                plain.confidence,
                short=_short(evidence, told.statements),
                rejected=told.rejected,
                notes=broken_off if told.fault else (),
            )
        if told.declined and not told.rejected:
            return Draft((), confidence=0.0)
        return self._fall_back(plain, told)

    def _fall_back(self, plain: Draft, told: _Told) -> Draft:
        why = told.fault or "gave nothing that its citations bear out"
        return replace(
            plain,
            rejected=plain.rejected + told.rejected,
            generator=f"{self._fallback.name} (fallback from {self.name})",
            notes=(*plain.notes, f"Quoted from the articles alone: {self.name} {why}."),
        )

    def _listen(self, prompt: Prompt, words: int) -> _Told:
        """Return what the model told, tried again after a fault that may pass."""
        until = time.monotonic() + self._options.timeout
        pause = _FIRST_PAUSE
        for attempt in range(self._options.retries + 1):
            told = _Told()
            try:
                with closing(self._statements(prompt, until)) as statements:
                    for marked in statements:
                        if marked.text.strip(" .*") == NO_ANSWER:
                            told.declined = True
                        elif not _take(told, marked, prompt, words):
                            break
            except Left:
                raise
            except Exception as error:  # any client's own; what has been told stays
                told.fault = _brief(error)
                last = attempt == self._options.retries
                if told.statements or last or not _may_pass(error):
                    return told
            else:
                return told
            if time.monotonic() + pause >= until:
                return told
            self._sleep(pause)
            pause *= 2
        return told

    def _statements(self, prompt: Prompt, until: float) -> Stream[Marked]:
        """Yield statements as they stream in. Raises TimeoutError past `until`, or Left."""
        parser = StatementParser()
        left = self._options.answer_tokens * _CHARACTERS_A_TOKEN
        with closing(timed(self.model.stream(prompt.system, prompt.user), until)) as pieces:
            for piece in pieces:
                yield from parser.feed(piece[:left])
                left -= len(piece)
                if left <= 0:  # a model that never stops; what it began is dropped
                    return
        yield from parser.close()


def _take(told: _Told, marked: Marked, prompt: Prompt, words: int) -> bool:
    """Keep what holds of `marked`; False when the answer has become long enough."""
    cited = [
        prompt.passages[number - 1]
        for number in marked.numbers
        if 1 <= number <= len(prompt.passages)
    ]
    for text in (marked.text[slice(*span)] for span in split_sentences(marked.text)):
        quotes = ground(text, cited)
        if not quotes:
            told.rejected += 1
            continue
        if any(text.casefold() == other.text.casefold() for other in told.statements):
            continue
        if told.statements and _length(told) + len(text.split()) > words:
            return False
        told.statements.append(DraftStatement(text, quotes))
    return True


def _length(told: _Told) -> int:
    return sum(len(statement.text.split()) for statement in told.statements)


def _short(evidence: Evidence, statements: list[DraftStatement]) -> tuple[str, int] | None:
    """Return the phrase asked for, when both the first statement and its quote have it."""
    first = statements[0]
    phrase = find_phrase(evidence.question, first.text)
    held = phrase and any(phrase in quote.text for quote in first.quotes)
    return (phrase, 0) if phrase and held else None


def _brief(error: Exception) -> str:
    """Return what went wrong without the words of the provider, which may hold keys or texts."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _BRIEF.get(status, f"failed ({status})")
    if "timeout" in type(error).__name__.lower():
        return "took too long"
    if "connect" in type(error).__name__.lower():
        return "could not be reached"
    return "broke off"


def _may_pass(error: Exception) -> bool:
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in _TRY_AGAIN
    return "timeout" not in type(error).__name__.lower()

"""Options: what an operator sets for the generators that have something to set."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of language models; `timeout` and `retries` are for one answer.

    `answer_tokens` bounds what a chat model may write, `prompt_tokens` (counted as four
    characters each) what it is given to read.
    """

    base_url: str | None = None
    api_key: SecretStr | None = None
    temperature: float | None = None
    timeout: float = 60.0
    retries: int = 2
    answer_tokens: int = 600
    prompt_tokens: int = 4_000
    reader_model: Path | None = None
    reader_threads: int = 0

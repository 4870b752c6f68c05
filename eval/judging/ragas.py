"""ragas as a judge, on any model that speaks OpenAI's protocol; the only file that knows it.

Es et al., RAGAs: Automated Evaluation of Retrieval Augmented Generation, EACL 2024 (system
demonstrations). Needs the extra `ragas`.
"""

import asyncio
import math
import os
from collections.abc import Mapping
from typing import Any, ClassVar

from eval.errors import JudgeError
from eval.judging.judge import Case, Marks
from indexer.embed import Embedder, create_embedder
from service.generate import Options


class RagasJudge:
    """Faithfulness, answer relevance and context precision, as ragas prompts a model for them."""

    measures: ClassVar[Mapping[str, str]] = {
        "faithfulness": "share of the answer's claims that the quotes bear out",
        "answer_relevance": "likeness of the question to those that the answer would answer",
        "context_precision": "are the retrieved articles that help ranked before the others?",
    }

    def __init__(self, model: str, options: Options) -> None:
        """Make the client; nothing is sent yet. Raises JudgeError when ragas is missing."""
        os.environ.setdefault("RAGAS_DO_NOT_TRACK", "true")  # it reports home otherwise
        try:
            import ragas
            from openai import AsyncOpenAI
            from ragas.llms import llm_factory
            from ragas.metrics import collections
        except ImportError as error:
            raise JudgeError(
                f"a judge needs the extra `ragas` ({error}); run: pip install 'dateline[ragas]'"
            ) from error
        key = options.api_key.get_secret_value() if options.api_key else "none"
        client = AsyncOpenAI(
            base_url=options.base_url, api_key=key, timeout=options.timeout,
            max_retries=options.retries,
        )  # fmt: skip
        llm = llm_factory(model, client=client, temperature=0.0)
        self.name = f"ragas {ragas.__version__} with {model}"
        self._faithfulness: Any = collections.Faithfulness(llm=llm)
        self._relevance: Any = collections.AnswerRelevancy(llm=llm, embeddings=_embeddings())
        self._precision: Any = collections.ContextPrecisionWithoutReference(llm=llm)
        self._loop = asyncio.Runner()  # one for all: the client's connections belong to it

    def mark(self, case: Case) -> Marks:
        """Return the three marks. Raises whatever ragas or the model's client raises."""
        return self._loop.run(self._mark(case))

    async def _mark(self, case: Case) -> Marks:
        asked: dict[str, Any] = {"user_input": case.question, "response": case.answer}
        faithful, relevant, precise = await asyncio.gather(
            self._faithfulness.ascore(**asked, retrieved_contexts=list(case.quotes)),
            self._relevance.ascore(**asked),
            self._precision.ascore(**asked, retrieved_contexts=list(case.passages)),
        )
        marks = {"faithfulness": faithful, "answer_relevance": relevant,
                 "context_precision": precise}  # fmt: skip
        return {name: _number(result.value) for name, result in marks.items()}


def _number(value: Any) -> float | None:
    number = float(value)
    return None if math.isnan(number) else number


def _embeddings() -> Any:
    """Our own embedding model in ragas's shape: no text leaves for the sake of a vector."""
    from ragas.embeddings.base import BaseRagasEmbedding

    class Embeddings(BaseRagasEmbedding):  # type: ignore[misc]
        def __init__(self, embedder: Embedder) -> None:
            super().__init__()
            self._embedder = embedder

        def embed_text(self, text: str, **kwargs: Any) -> list[float]:
            vector: list[float] = self._embedder.encode([text])[0].tolist()
            return vector

        async def aembed_text(self, text: str, **kwargs: Any) -> list[float]:
            return self.embed_text(text)

    return Embeddings(create_embedder())

"""Consultation: an answer in the making, whose retrieval is known before its statements."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from service.answer import Answer, Answerer
from service.archive import Archive
from service.question import Question
from service.retrieve import Retrieval
from service.schemas import SearchResult

_SHOWN = 8


class Consultation:
    """A question that is being answered in a thread."""

    def __init__(self, found: SearchResult, task: asyncio.Task[Answer]) -> None:
        self.found = found
        self._task = task

    @classmethod
    async def begin(
        cls,
        archive: Archive,
        question: str,
        arguments: Mapping[str, Any],
        finish: Callable[[Answer], Answer] = lambda answer: answer,
    ) -> "Consultation":
        """Return as soon as articles are found. Raises what keeps the question from an answer.

        So an unusable question gets its status code before a stream has begun. `finish` has the
        last word on the answer.
        """
        loop = asyncio.get_running_loop()
        found: asyncio.Future[SearchResult] = loop.create_future()

        def work(answerer: Answerer) -> Answer:
            def on_retrieval(asked: Question, retrieval: Retrieval) -> None:
                result = SearchResult.of(answerer, asked, retrieval, most=_SHOWN)
                loop.call_soon_threadsafe(found.set_result, result)

            outcome = answerer.consult(question, on_retrieval=on_retrieval, **arguments)
            return finish(outcome.answer)

        task = asyncio.ensure_future(archive.run(work))
        # A client that left does not collect its answer: what the task raised was heard then.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        request = asyncio.current_task()
        assert request is not None
        # However the request ends: from then on nobody waits for what is not done yet.
        request.add_done_callback(lambda _: task.cancel())
        either: set[asyncio.Future[Any]] = {found, task}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not found.done():
            await task
        return cls(await found, task)

    async def answer(self) -> Answer:
        """Return the answer. Raises what kept it from being composed."""
        return await self._task

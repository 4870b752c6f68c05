"""GET and DELETE /v1/conversations/{id}: what was asked in a row, and its removal."""

from fastapi import APIRouter, Request, Response

from service.answer import Answerer
from service.archive import Archive
from service.conversations import Conversation, Conversations, ConversationTurn
from service.problems import documented
from service.routes.parts import TheArchive

router = APIRouter(tags=["conversations"])


def conversations_of(archive: Archive, request: Request) -> Conversations:
    """Return the conversations kept beside the index, as the caller's key may see them."""
    key = getattr(request.state, "key", None)
    owner = f"key:{key}" if key else ""
    return Conversations(archive.folder, request.app.state.settings.conversation_hours, owner)


@router.get("/v1/conversations/{conversation_id}", responses=documented(404, 500, 503))
async def read(conversation_id: str, archive: TheArchive, request: Request) -> Conversation:
    """Return a conversation with its questions and answers.

    Whoever has the id may read it, but one begun with a key only with that key. What quotes an
    article that was taken down since is left out.
    """
    kept = conversations_of(archive, request)

    def work(answerer: Answerer) -> Conversation:
        found = kept.get(conversation_id)
        live = [turn for turn in found.turns if _is_live(turn, answerer)]
        return found.model_copy(update={"turns": live})

    return await archive.run(work)


def _is_live(turn: ConversationTurn, answerer: Answerer) -> bool:
    return all(answerer.article(each.article_id) for each in turn.answer.citations)


@router.delete(
    "/v1/conversations/{conversation_id}", status_code=204, responses=documented(404, 500, 503)
)
async def delete(conversation_id: str, archive: TheArchive, request: Request) -> Response:
    """Forget a conversation."""
    kept = conversations_of(archive, request)
    await archive.run(lambda answerer: kept.delete(conversation_id))
    return Response(status_code=204)

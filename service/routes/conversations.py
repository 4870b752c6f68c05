"""GET and DELETE /v1/conversations/{id}: what was asked in a row, and its removal."""

from fastapi import APIRouter, Request, Response

from service.archive import Archive
from service.conversations import Conversation, Conversations
from service.problems import documented
from service.routes.parts import TheArchive

router = APIRouter(tags=["conversations"])


def conversations_of(archive: Archive, request: Request) -> Conversations:
    """Return the conversations kept beside the archive's index."""
    return Conversations(archive.folder, request.app.state.settings.conversation_hours)


@router.get("/v1/conversations/{conversation_id}", responses=documented(404, 500, 503))
async def read(conversation_id: str, archive: TheArchive, request: Request) -> Conversation:
    """Return a conversation with its questions and answers. Whoever has the id may read it."""
    kept = conversations_of(archive, request)
    return await archive.run(lambda answerer: kept.get(conversation_id))


@router.delete(
    "/v1/conversations/{conversation_id}", status_code=204, responses=documented(404, 500, 503)
)
async def delete(conversation_id: str, archive: TheArchive, request: Request) -> Response:
    """Forget a conversation."""
    kept = conversations_of(archive, request)
    await archive.run(lambda answerer: kept.delete(conversation_id))
    return Response(status_code=204)

"""Conversations beside the index: kept, read, forgotten; over HTTP and in the shell."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_service import ADMIN, build_index, serving
from starlette.testclient import TestClient

import service.conversations
from service.answer import Answer, Answerer
from service.conversations import FILE_NAME, MOST_TURNS, NEW, Conversations, ConversationTurn
from service.errors import ConversationMissing, QuestionError
from service.talk import begin


@pytest.fixture
def answerer(tmp_path: Path) -> Answerer:
    return Answerer.open(build_index(tmp_path / "index"))


@pytest.fixture
def client(answerer: Answerer) -> Iterator[TestClient]:
    with serving(answerer.index.folder) as client:
        yield client


def ask(answerer: Answerer, kept: Conversations, key: str, question: str) -> Answer:
    talk = begin(kept, answerer, key, question)
    return talk.finish(answerer.ask(talk.asked))


def test_a_follow_up_is_completed_answered_and_kept(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    first = ask(answerer, kept, NEW, "When will the Alder Bridge open again?")
    assert first.conversation
    assert first.completed_question is None
    second = ask(answerer, kept, first.conversation, "Why?")
    assert second.question == "Why?"
    assert second.completed_question == "Why will the Alder Bridge open again?"
    found = kept.get(first.conversation)
    assert [turn.question for turn in found.turns] == [first.question, "Why?"]
    assert found.turns[1].answer == second
    assert found.created < found.expires


def test_an_id_cannot_be_guessed(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    keys = {kept.create() for _ in range(20)}
    assert len(keys) == 20
    assert min(map(len, keys)) >= 32


@pytest.mark.parametrize("key", ["", "nothing", "'; DROP TABLE turns; --", "\x00", "é" * 64])
def test_an_unknown_conversation(answerer: Answerer, key: str) -> None:
    kept = Conversations(answerer.index.folder)
    kept.create()
    for work in (kept.get, kept.delete):
        with pytest.raises(ConversationMissing):
            work(key)
    with pytest.raises(ConversationMissing):
        begin(kept, answerer, key, "Why?")


def test_what_expired_is_gone(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder, hours=0)
    key = kept.create()
    with pytest.raises(ConversationMissing):
        kept.get(key)
    Conversations(answerer.index.folder).create()
    with sqlite3.connect(answerer.index.folder / "conversations.sqlite") as db:
        assert db.execute("SELECT count(*) FROM conversations").fetchone() == (1,)


def test_what_is_deleted_is_gone_with_its_turns(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    key = ask(answerer, kept, NEW, "When will the Alder Bridge open again?").conversation
    assert key
    kept.delete(key)
    with pytest.raises(ConversationMissing):
        kept.get(key)
    with sqlite3.connect(answerer.index.folder / "conversations.sqlite") as db:
        assert db.execute("SELECT count(*) FROM turns").fetchone() == (0,)


def test_a_conversation_deleted_while_it_answers(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    talk = begin(kept, answerer, NEW, "When will the Alder Bridge open again?")
    kept.delete(talk.key)
    with pytest.raises(ConversationMissing):
        talk.finish(answerer.ask(talk.asked))


def test_an_empty_conversation_and_an_unusable_question(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    empty = kept.create()
    assert kept.get(empty).turns == []
    assert begin(kept, answerer, empty, "And why?").completed is None
    with pytest.raises(QuestionError):
        begin(kept, answerer, empty, "  ")
    assert begin(kept, answerer, empty, "?!").completed is None


def test_of_very_many_turns_the_last_are_kept(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    answer = ask(answerer, kept, NEW, "When will the Alder Bridge open again?")
    assert answer.conversation
    for number in range(MOST_TURNS + 5):
        turn = ConversationTurn(question=f"q{number}", completed_question=None, answer=answer)
        kept.append(answer.conversation, turn)
    turns = kept.get(answer.conversation).turns
    assert len(turns) == MOST_TURNS
    assert turns[-1].question == f"q{MOST_TURNS + 4}"


def test_of_very_many_conversations_the_last_are_kept(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.conversations, "MOST_BYTES", 100_000)
    kept = Conversations(answerer.index.folder)
    answer = answerer.ask("When will the Alder Bridge open again?")
    turn = ConversationTurn(question="When?", completed_question=None, answer=answer)
    keys = []
    for _ in range(100):
        keys.append(kept.create())
        kept.append(keys[-1], turn)
    assert kept.get(keys[-1]).turns == [turn]
    with pytest.raises(ConversationMissing):
        kept.get(keys[0])
    assert (answerer.index.folder / FILE_NAME).stat().st_size < 200_000


def test_many_may_write_at_once(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    answer = ask(answerer, kept, NEW, "When will the Alder Bridge open again?")
    key = answer.conversation
    assert key
    turn = ConversationTurn(question="q", completed_question=None, answer=answer)
    threads = [threading.Thread(target=kept.append, args=(key, turn)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.get(key).turns) == 9


def test_a_conversation_is_there_for_its_owner_only(answerer: Answerer) -> None:
    folder = answerer.index.folder
    mine, theirs, nobodys = (Conversations(folder, owner=who) for who in ("shell", "key:a", ""))
    key = ask(answerer, theirs, NEW, "When will the Alder Bridge open again?").conversation
    assert key and theirs.get(key).turns
    for other in (mine, nobodys):
        for work in (other.get, other.delete):
            with pytest.raises(ConversationMissing):
                work(key)
        with pytest.raises(ConversationMissing):
            ask(answerer, other, key, "And why?")
    open_to_all = nobodys.create()
    assert mine.get(open_to_all).turns == []


def test_one_goes_on_with_ones_own_conversation(answerer: Answerer) -> None:
    folder = answerer.index.folder
    mine, theirs = Conversations(folder, owner="shell"), Conversations(folder)
    assert mine.latest() is None
    own = mine.create()
    theirs.create()
    assert mine.latest() == own


def test_what_expired_is_erased_when_another_goes_on(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    key = kept.create()
    Conversations(answerer.index.folder, hours=0).create()
    ask(answerer, kept, key, "When will the Alder Bridge open again?")
    with sqlite3.connect(answerer.index.folder / FILE_NAME) as db:
        assert db.execute("SELECT count(*) FROM conversations").fetchone() == (1,)


def test_a_file_of_before_there_were_owners_is_brought_up_to_date(answerer: Answerer) -> None:
    with sqlite3.connect(answerer.index.folder / FILE_NAME) as db:
        db.execute(
            "CREATE TABLE conversations (id TEXT PRIMARY KEY, created TEXT NOT NULL,"
            " expires TEXT NOT NULL) WITHOUT ROWID"
        )
        db.execute("INSERT INTO conversations VALUES ('old', '2025-01-01', '2999-01-01')")
    kept = Conversations(answerer.index.folder, owner="shell")
    assert kept.get("old").turns == []
    assert kept.get(kept.create()).turns == []


def test_an_answer_that_cannot_be_read_any_more_is_left_out(answerer: Answerer) -> None:
    kept = Conversations(answerer.index.folder)
    key = ask(answerer, kept, NEW, "When will the Alder Bridge open again?").conversation
    assert key
    ask(answerer, kept, key, "Why?")
    with sqlite3.connect(answerer.index.folder / FILE_NAME) as db:
        db.execute("UPDATE turns SET answer = '{}' WHERE number = 1")
    assert [turn.question for turn in kept.get(key).turns] == ["Why?"]


def test_over_http(client: TestClient) -> None:
    body = {"question": "When will the Alder Bridge open again?", "conversation": "new"}
    first = client.post("/v1/ask", json=body).json()
    key = first["conversation"]
    assert first["completed_question"] is None
    again = client.post("/v1/ask", json={"question": "And why?", "conversation": key}).json()
    assert again["completed_question"] == "Why will the Alder Bridge open again?"
    kept = client.get(f"/v1/conversations/{key}").json()
    assert [turn["question"] for turn in kept["turns"]] == [body["question"], "And why?"]
    assert set(kept) == {"id", "created", "expires", "turns"}
    assert set(kept["turns"][0]) == {"question", "completed_question", "answer"}
    assert client.delete(f"/v1/conversations/{key}").status_code == 204
    for response in (
        client.get(f"/v1/conversations/{key}"),
        client.delete(f"/v1/conversations/{key}"),
        client.post("/v1/ask", json={"question": "Why?", "conversation": key}),
    ):
        assert response.status_code == 404
        assert response.json()["type"] == "urn:dateline:problem:conversation-missing"


def test_what_quotes_a_removed_article_is_shown_no_more(client: TestClient, tmp_path: Path) -> None:
    asked = {"question": "When will the Alder Bridge open again?", "conversation": "new"}
    answer = client.post("/v1/ask", json=asked).json()
    path = f"/v1/conversations/{answer['conversation']}"
    (cited,) = {citation["article_id"] for citation in answer["citations"]}
    assert len(client.get(path).json()["turns"]) == 1
    assert client.delete(f"/v1/articles/{cited}", headers=ADMIN).status_code == 204
    assert client.get(path).json()["turns"] == []
    assert client.delete(f"/v1/articles/{cited}?purge=true", headers=ADMIN).status_code == 204
    files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    quote = answer["citations"][0]["quote"].encode()
    assert [path.name for path in files if quote in path.read_bytes()] == []


def test_streamed_answers_are_kept_too(client: TestClient) -> None:
    body = {"question": "When will the Alder Bridge open again?", "conversation": "new"}
    response = client.post("/v1/ask", json=body, headers={"Accept": "text/event-stream"})
    assert '"conversation": "' in response.text
    key = response.text.split('"conversation": "')[-1].split('"')[0]
    assert len(client.get(f"/v1/conversations/{key}").json()["turns"]) == 1


@pytest.mark.parametrize("key", [7, ["new"], "x" * 65, ""])
def test_what_is_no_id_is_refused(client: TestClient, key: object) -> None:
    body = {"question": "Why?", "conversation": key}
    assert client.post("/v1/ask", json=body).status_code in {404, 422}


def test_a_question_in_no_conversation_names_none(answerer: Answerer, client: TestClient) -> None:
    body = {"question": "When will the Alder Bridge open again?"}
    answer = client.post("/v1/ask", json=body).json()
    assert (answer["conversation"], answer["completed_question"]) == (None, None)
    assert not (answerer.index.folder / "conversations.sqlite").exists()


def test_in_the_shell(answerer: Answerer) -> None:
    folder = str(answerer.index.folder)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dateline", "ask", *arguments, "--index", folder]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    first = run("When will the Alder Bridge open again?", "--continue")
    assert first.stderr.startswith("Conversation ")
    second = run("And why?", "--continue")
    assert "Understood as: Why will the Alder Bridge open again?" in second.stderr
    assert first.stderr.split()[1] == second.stderr.split()[1]
    both = run("And why?", "--continue", "--conversation", "new")
    assert both.returncode == 2
    unknown = run("And why?", "--conversation", "nothing")
    assert unknown.returncode == 1
    assert "no such conversation" in unknown.stderr

"""The official `openai` client against a running service."""

from collections.abc import Iterator

import openai
import pytest
from http_service import ARTICLES, build_index
from live_service import live

from service.access.keys import KeyFile

QUESTION = "When will the Alder Bridge open again?"
MESSAGES = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[openai.OpenAI]:
    index = build_index(tmp_path_factory.mktemp("openai") / "index")
    _, secret = KeyFile(index).add("client")
    with (
        live(index, generator="fake", require_keys="true") as service,
        openai.OpenAI(base_url=f"{service.url}/v1", api_key=secret, max_retries=0) as client,
    ):
        yield client


def test_completes_with_annotations(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model="dateline", messages=MESSAGES)  # type: ignore[call-overload]
    message = completion.choices[0].message
    assert message.content.endswith("[1]")
    (annotation,) = message.annotations
    citation = annotation.url_citation
    assert message.content[citation.start_index : citation.end_index] == "[1]"
    assert citation.url.startswith(ARTICLES[0]["url"])
    assert citation.title == ARTICLES[0]["title"]
    assert completion.usage.total_tokens == 0


def test_streams_the_same_words(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="dateline", messages=MESSAGES)  # type: ignore[call-overload]
    options = {"include_usage": True}
    with client.chat.completions.create(  # type: ignore[call-overload]
        model="dateline", messages=MESSAGES, stream=True, stream_options=options
    ) as stream:
        chunks = list(stream)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert deltas[-1].annotations[0]["type"] == "url_citation"
    assert chunks[-1].usage.total_tokens == 0


def test_takes_the_limits_of_dateline_as_extra_fields(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(  # type: ignore[call-overload]
        model="dateline", messages=MESSAGES, temperature=0,
        extra_body={"as_of": "2025-04-30", "publisher": "Example Gazette"},
    )  # fmt: skip
    assert "3 May 2025" in completion.choices[0].message.content


def test_lists_its_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["dateline"]
    assert client.models.retrieve("dateline").id == "dateline"


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"model": "gpt-5"}, openai.NotFoundError, "there is 'dateline'"),
        ({"messages": []}, openai.BadRequestError, "at least 1"),
        ({"messages": [{"role": "user", "content": " "}]}, openai.BadRequestError, "empty"),
        ({"extra_body": {"publisher": "Nobody"}}, openai.BadRequestError, "Nobody"),
        ({"extra_headers": {"Authorization": "Bearer x"}}, openai.AuthenticationError, "key"),
    ],
)
def test_its_errors_are_the_client_s_own(
    client: openai.OpenAI, fields: dict[str, object], kind: type[Exception], words: str
) -> None:
    request = {"model": "dateline", "messages": MESSAGES, **fields}
    with pytest.raises(kind, match=words):
        client.chat.completions.create(**request)  # type: ignore[call-overload]

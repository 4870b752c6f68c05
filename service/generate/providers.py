"""LangChain's chat models by name; the only file that knows LangChain's models.

Names are `provider:model` as `init_chat_model` takes them:
https://docs.langchain.com/oss/python/langchain/models
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from service.errors import GeneratorError
from service.generate.options import Options

EXTRAS = ("openai", "anthropic", "ollama")


class ChatModel(Protocol):
    """Streams the words of an answer."""

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield pieces of text. Raises whatever the provider's client raises."""


class LangChainModel:
    """A chat model of any provider that LangChain has an integration for."""

    def __init__(self, name: str, options: Options) -> None:
        """Make the client; nothing is sent yet. Raises GeneratorError with the remedy."""
        provider, _, model = name.partition(":")
        if not provider or not model:
            raise GeneratorError(f"{name!r} names no model; write provider:model, as openai:gpt-5")
        from langchain.chat_models import init_chat_model

        try:
            self._model = init_chat_model(
                model, model_provider=provider, **_arguments(provider, options)
            )
        except ImportError as error:
            raise GeneratorError(_how_to_install(name, provider, error)) from error
        except Exception as error:  # each provider has its own way to miss a key
            raise GeneratorError(f"cannot set up {name!r}: {_first_line(error)}") from error

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield pieces of text; thoughts and tool calls are left out."""
        for chunk in self._model.stream([("system", system), ("user", user)]):
            yield str(chunk.text)


def _arguments(provider: str, options: Options) -> Mapping[str, Any]:
    """Return the options in the provider's words; what is not set is left to the provider."""
    known: dict[str, Any] = {"base_url": options.base_url, "temperature": options.temperature}
    if provider == "ollama":
        headers = (
            {"Authorization": f"Bearer {options.api_key.get_secret_value()}"}
            if options.api_key
            else None
        )
        client = {"timeout": options.timeout, "headers": headers}
        known["client_kwargs"] = {key: value for key, value in client.items() if value}
        known["num_predict"] = options.answer_tokens
    else:
        # Retries are ours: theirs know nothing of the time that is left.
        known |= {"timeout": options.timeout, "max_retries": 0, "api_key": options.api_key}
        known["max_tokens"] = options.answer_tokens
    return {key: value for key, value in known.items() if value is not None}


def _how_to_install(name: str, provider: str, error: ImportError) -> str:
    if provider in EXTRAS:
        return f"{name!r} needs a package that is missing; run `pip install 'dateline[{provider}]'`"
    return f"{name!r} needs a package that is missing: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__

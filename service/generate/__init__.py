"""Generators: from a question and its evidence to a draft whose every statement cites spans."""

from collections.abc import Callable

from service.errors import GeneratorError
from service.generate.chat import ChatGenerator
from service.generate.draft import Draft, DraftStatement, Generator, Quote
from service.generate.extractive import ExtractiveGenerator
from service.generate.fake import FakeGenerator
from service.generate.options import Options
from service.generate.providers import EXTRAS, LangChainModel
from service.generate.reader import ReaderGenerator

DEFAULT = ExtractiveGenerator.name
OFFERED = (DEFAULT, ReaderGenerator.name, "PROVIDER:MODEL")
"""What may be named; there is also one for tests, which is not offered."""

_MAKERS: dict[str, Callable[[Options], Generator]] = {
    ExtractiveGenerator.name: lambda options: ExtractiveGenerator(),
    ReaderGenerator.name: lambda options: ReaderGenerator.load(ExtractiveGenerator(), options),
    FakeGenerator.name: lambda options: FakeGenerator(),
}


def create_generator(name: str = DEFAULT, options: Options | None = None) -> Generator:
    """Return the generator called `name`; with a colon, LangChain's chat model of that name.

    Raises GeneratorError for an unknown name, a missing package or a model that cannot be read.
    """
    options = options or Options()
    if name in _MAKERS:
        return _MAKERS[name](options)
    if ":" in name:
        return ChatGenerator(name, LangChainModel(name, options), ExtractiveGenerator(), options)
    raise GeneratorError(
        f"unknown generator {name!r}; there are: {', '.join(OFFERED)} "
        f"(as openai:gpt-5; providers with an extra: {', '.join(EXTRAS)})"
    )


__all__ = [
    "DEFAULT",
    "OFFERED",
    "Draft",
    "DraftStatement",
    "ExtractiveGenerator",
    "FakeGenerator",
    "Generator",
    "Options",
    "Quote",
    "create_generator",
]

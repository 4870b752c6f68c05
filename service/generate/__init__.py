"""Generators: from a question and its evidence to a draft whose every statement cites spans."""

from service.errors import GeneratorError
from service.generate.draft import Draft, DraftStatement, Generator, Quote
from service.generate.extractive import ExtractiveGenerator
from service.generate.fake import FakeGenerator

DEFAULT = ExtractiveGenerator.name


def create_generator(name: str = DEFAULT) -> Generator:
    """Return the generator called `name`. Raises GeneratorError for an unknown name."""
    generators: dict[str, type[Generator]] = {
        ExtractiveGenerator.name: ExtractiveGenerator,
        FakeGenerator.name: FakeGenerator,
    }
    if name not in generators:
        raise GeneratorError(f"unknown generator {name!r}; there are: {', '.join(generators)}")
    return generators[name]()


__all__ = [
    "DEFAULT",
    "Draft",
    "DraftStatement",
    "ExtractiveGenerator",
    "FakeGenerator",
    "Generator",
    "Quote",
    "create_generator",
]

"""What a layout yields: questions, the articles that come with them, and what was passed over."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.errors import GoldError
from eval.gold.question import GoldQuestion
from eval.gold.read import lines_of, parse_object, parse_question
from indexer.article import make_article
from indexer.errors import ArticleError


@dataclass
class Imported:
    """Questions in our words; `articles` are JSONL for `dateline index`, with the same ids."""

    questions: list[GoldQuestion] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)

    def add(self, where: str, fields: Mapping[str, Any] | Callable[[], Mapping[str, Any]]) -> None:
        """Take a gold line over, or note why not. An id that is there already is passed over.

        `fields` may be what makes them: a GoldError that it raises passes over this line only.
        """
        try:
            made = fields() if callable(fields) else fields
            known = {name: value for name, value in made.items() if value not in (None, [], "")}
            question = parse_question(known)
        except GoldError as error:
            self.skipped.append(f"{where}: {error}")
            return
        if question.id in self._ids:
            self.skipped.append(f"{where}: the id {question.id!r} is there already")
            return
        self._ids.add(question.id)
        self.questions.append(question)


def objects_of(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects of a JSONL file, each with where it stands. Raises GoldError."""
    for number, line in lines_of(path):
        where = f"{path}: line {number}"
        try:
            yield where, parse_object(line)
        except GoldError as error:
            raise GoldError(f"{where}: {error}") from error


def document_of(path: Path) -> Any:
    """Return what a JSON file holds. Raises GoldError when it cannot be read."""
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}; check the path") from error
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{path} is not JSON ({error}); check --layout") from error


def listed(value: object, what: str) -> list[Mapping[str, Any]]:
    """Return `value`, a list of objects. Raises GoldError when it is something else."""
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise GoldError(f"{what} is not a list of objects; check --layout")
    return value


def id_of_url(url: str) -> str:
    """Return the id that an article at this address gets when it is indexed without one."""
    try:
        return make_article({"url": url, "text": "."}, url, url).id
    except ArticleError as error:
        raise GoldError(f"the address {url!r} cannot be used: {error}") from error


def unique(values: Iterable[str]) -> list[str]:
    """Return `values` without repeats, in their order."""
    return list(dict.fromkeys(values))

"""The documents are promises: what they name exists, and what exists is named."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

import dateline

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GOLD = ROOT / "eval" / "gold" / "sample.jsonl"
ARTICLES = ROOT / "corpus" / "articles"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
every_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def options() -> dict[str, set[str]]:
    """Return the options of every command; of a group, those of all its commands."""
    group = typer.main.get_command(dateline.app)
    assert isinstance(group, TyperGroup)
    return {
        name: {option for each in commands_of(command) for p in each.params for option in p.opts}
        for name, command in group.commands.items()
    }


def commands_of(command: Any) -> list[Any]:
    """Return a command, or the commands of a group."""
    return list(command.commands.values()) if isinstance(command, TyperGroup) else [command]


def uses(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command that a page shows, with its options: in a line of code or in a table."""
    for match in re.finditer(r"(?<![\w./-])dateline ([a-z]+)([^`\n|]*)(.*)", page):
        command, rest = match[1], match[2] + (match[3] if match[3].startswith("` |") else "")
        in_code = page[match.start() - 1 : match.start()] in ("`", "\n", "$")
        if in_code:
            yield command, re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rest)


@every_page
def test_only_commands_and_options_that_exist_are_shown(page: Path) -> None:
    known = options()
    for command, named in uses(page.read_text()):
        assert command in known
        assert set(named) <= known[command] | {"--help"}, command


@pytest.mark.parametrize("command", options())
def test_every_command_is_shown_in_the_readme(command: str) -> None:
    assert f"`dateline {command}" in README.read_text()


def test_the_readme_has_no_gaps() -> None:
    assert "@@" not in README.read_text()


@every_page
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_every_decision_that_is_cited_exists_and_is_short() -> None:
    files = [path for folder in ("indexer", "service", "eval", "docs")
             for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".md"}]  # fmt: skip
    for path in [*files, README, ROOT / "CONTRIBUTING.md", ROOT / "dateline.py"]:
        for cited in re.findall(r"docs/decisions/[\w-]+\.md", path.read_text()):
            assert (ROOT / cited).exists(), f"{path.relative_to(ROOT)} cites {cited}"
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert len(page.read_text().splitlines()) <= 40, page.name


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text().splitlines()]


class TestGold:
    """The sample questions can be answered from the sample articles, or say that they cannot."""

    def test_ids_are_unique(self, questions: list[dict[str, Any]]) -> None:
        ids = [question["id"] for question in questions]
        assert len(set(ids)) == len(ids)

    def test_documents_exist(self, questions: list[dict[str, Any]]) -> None:
        named = {name for question in questions for name in question.get("documents", ())}
        assert named <= {path.name for path in ARTICLES.iterdir()}

    def test_each_answer_stands_in_a_document(self, questions: list[dict[str, Any]]) -> None:
        for question in questions:
            if question.get("unanswerable"):
                continue
            told = " ".join((ARTICLES / name).read_text() for name in question["documents"])
            for answer in question.get("answers") or [question["answer"]]:
                assert f" {plain(answer)} " in f" {plain(told)} ", (question["id"], answer)

    def test_documents_were_published_by_the_day_of_asking(
        self, questions: list[dict[str, Any]]
    ) -> None:
        for question in questions:
            if "asked" in question and question.get("documents"):
                assert min(question["documents"])[:10] <= question["asked"], question["id"]


def plain(text: str) -> str:
    """Return the words of `text` in lower case, without punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))

"""What is named on the command line, as documents."""

import os
from collections import Counter
from pathlib import Path

import pytest

from indexer.errors import LoadError
from indexer.load import load
from indexer.load.document import Document
from indexer.load.find import find_documents
from tests.indexer.load.files import TEXT, load_error, write


class TestFindDocuments:
    def messages(self, *paths: Path) -> list[str]:
        return [str(found) for found in find_documents(list(paths)) if isinstance(found, LoadError)]

    def test_a_folder_gives_its_articles_in_order(self, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        (tmp_path / ".hidden").mkdir()
        for name in (
            "b/2.md",
            "a.txt",
            "c.jsonl.gz",
            "README.md",
            ".x.txt",
            ".hidden/y.txt",
            "p.png",
        ):
            write(tmp_path / name, TEXT)
        found = [
            Path(each.label).relative_to(tmp_path).as_posix() for each in find_documents([tmp_path])
        ]
        assert found == ["a.txt", "c.jsonl.gz", "b/2.md"]

    def test_a_readme_that_is_named_is_read(self, tmp_path: Path) -> None:
        (found,) = find_documents([write(tmp_path / "README.md", TEXT)])
        assert isinstance(found, Document)

    @pytest.mark.parametrize("named", ["www.example.com/feed.xml", "example.com/a"])
    def test_an_address_without_its_scheme_is_told_what_lacks(self, named: str) -> None:
        assert f"write https://{named}" in self.messages(named)[0]
        assert "check the path" in self.messages("news/a.txt")[0]

    @pytest.mark.parametrize("named", ["", "  "])
    def test_an_empty_name_is_not_the_working_folder(self, named: str) -> None:
        assert "names nothing" in self.messages(named)[0]  # type: ignore[arg-type]

    def test_json_is_told_how_to_become_lines(self, tmp_path: Path) -> None:
        (message,) = self.messages(write(tmp_path / "a.json", "[]"))
        assert "jq -c '.[]' a.json > a.jsonl" in message

    def test_links_to_folders_are_counted_and_not_followed(self, tmp_path: Path) -> None:
        write(tmp_path / "a.txt", TEXT)
        (tmp_path / "round").symlink_to(tmp_path)
        passed_over: Counter[str] = Counter()
        assert len(list(find_documents([tmp_path], passed_over))) == 1
        assert list(passed_over.values()) == [1]
        assert len(list(find_documents([tmp_path / "round"]))) == 1

    def test_what_cannot_be_read_is_named_with_the_remedy(self, tmp_path: Path) -> None:
        missing, unknown = tmp_path / "none.txt", write(tmp_path / "a.xyz", TEXT)
        (tmp_path / "empty").mkdir()
        first, second, third = self.messages(missing, unknown, tmp_path / "empty")
        assert str(missing) in first
        assert "check the path" in first
        assert str(unknown) in second
        assert ".jsonl" in second
        assert "holds no articles" in third

    def test_a_folder_with_the_name_of_a_file_is_a_folder(self, tmp_path: Path) -> None:
        folder = tmp_path / "x.txt"
        folder.mkdir()
        assert "holds no articles" in self.messages(folder)[0]
        assert "cannot be read" in load_error(folder)

    def test_a_dangling_link_is_an_error_and_the_rest_goes_on(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
        write(tmp_path / "b.txt", TEXT)
        arrivals = [
            arrival
            for found in find_documents([tmp_path])
            for arrival in ([found] if isinstance(found, LoadError) else load(found))
        ]
        error, article = arrivals
        assert "a.txt" in str(error)
        assert article.text == TEXT

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_a_pipe_is_refused_and_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.txt")
        assert "regular file" in self.messages(tmp_path / "a.txt")[0]
        assert "regular file" in self.messages(tmp_path)[0]

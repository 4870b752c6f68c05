"""The file of keys, and `dateline keys` as a person runs it."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.access.keys import FILE_NAME, KeyFile
from service.access.origins import origin_of
from service.errors import KeysError
from tests.conftest import Run


def test_a_secret_is_found_and_nowhere_kept(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "index")
    key, secret = keys.add("reader")
    assert keys.find(secret) == key
    for other in (secret[:-1], secret.upper(), "", key.id, key.hash, "dl_\ud800"):
        assert keys.find(other) is None
    file = tmp_path / "index" / FILE_NAME
    assert secret not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_key_made_by_root_can_be_read_by_the_folder_s_owner(tmp_path: Path) -> None:
    os.chown(tmp_path, 12_345, 12_346)
    KeyFile(tmp_path).add("reader")
    made = (tmp_path / FILE_NAME).stat()
    assert (made.st_uid, made.st_gid) == (12_345, 12_346)


def test_secrets_are_long_and_of_two_kinds(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    _, secret = keys.add("reader")
    page, publishable = keys.add("site", origins=["https://news.example/"])
    assert secret.startswith("dl_")
    assert publishable.startswith("dlp_")
    assert min(len(secret), len(publishable)) > 43
    assert page.origins == ("https://news.example",)
    assert keys.origins() == {"https://news.example"}


def test_others_see_a_change_at_once(tmp_path: Path) -> None:
    one, other = KeyFile(tmp_path), KeyFile(tmp_path)
    key, secret = one.add("reader", ("admin",))
    assert other.find(secret) == key
    assert other.has_admin()
    one.revoke(key.id)
    assert other.find(secret) is None
    assert not other.has_admin()
    first = other.all()[0].revoked
    one.revoke(key.id)
    assert other.all()[0].revoked == first


def test_no_key_is_lost_when_several_are_made_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda n: KeyFile(tmp_path).add(f"key {n}")[0].id, range(16)))
    assert sorted(key.id for key in KeyFile(tmp_path).all()) == sorted(made)


def test_a_key_for_pages_may_only_ask(tmp_path: Path) -> None:
    with pytest.raises(KeysError, match="may only ask"):
        KeyFile(tmp_path).add("site", ("admin",), ["https://news.example"])
    assert KeyFile(tmp_path).all() == []


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://News.example/", "https://news.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://news.example:443", "https://news.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_written_as_browsers_do(written: str, origin: str) -> None:
    assert origin_of(written) == origin


@pytest.mark.parametrize(
    "written",
    ["", "*", "null", "news.example", "ftp://news.example", "https://news.example/page",
     "https://user@news.example", "https://a b", "https://news.example:99999", "https://",
     "https://news.example?x", "javascript://news.example", "https://*.news.example"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(written: str) -> None:
    with pytest.raises(KeysError, match=r"https://news\.example"):
        origin_of(written)


def test_a_file_that_cannot_be_read_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{")
    with pytest.raises(KeysError, match="restore the file"):
        KeyFile(tmp_path).find("dl_x")
    with pytest.raises(KeysError, match="restore the file"):
        KeyFile(tmp_path).add("reader")
    assert (tmp_path / FILE_NAME).read_text() == "{"


class TestCommands:
    def test_a_key_is_made_listed_and_revoked(self, run: Run, folder: Path) -> None:
        made = run("keys", "add", "press desk", "--scope", "ask", "--scope", "admin")
        assert made.code == 0
        secret = made.out.strip()
        assert secret.startswith("dl_")
        assert "only this once" in made.message
        (listed,) = json.loads(run("keys", "list", "--json").out)
        assert (listed["name"], listed["scopes"]) == ("press desk", ["ask", "admin"])
        assert "hash" not in listed
        assert secret not in run("keys", "list").out
        assert KeyFile(folder).find(secret) is not None
        assert run("keys", "revoke", listed["id"]).code == 0
        assert "revoked" in run("keys", "list").out
        assert KeyFile(folder).find(secret) is None

    def test_a_page_s_key_names_its_origins(self, run: Run) -> None:
        made = run("keys", "add", "site", "--origin", "https://news.example", "--rate", "9/minute")
        assert made.out.startswith("dlp_")
        assert "https://news.example, 9/minute" in made.message

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (("add", "x", "--scope", "root"), 2, "there are: ask, admin"),
            (("add", "x", "--rate", "often"), 2, "60/minute"),
            (("add", "x", "--origin", "news.example"), 1, "https://news.example"),
            (("add", "x", "--origin", "https://a.example", "--scope", "admin"), 1, "may only ask"),
            (("revoke", "nobody"), 1, "dateline keys list"),
            (("add",), 2, "Missing argument"),
        ],
    )
    def test_a_fault_is_named(
        self, run: Run, arguments: tuple[str, ...], code: int, words: str
    ) -> None:
        outcome = run("keys", *arguments)
        assert outcome.code == code
        assert words in outcome.message
        assert outcome.out == ""

"""The built script: it is what its source builds, it is small, and it names no registry."""

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "service" / "widget"
BUILT = FOLDER / "widget.js"
DOCS = Path(__file__).parents[2] / "docs" / "widget.md"
MOST_GZIPPED = 30_000


def test_it_is_built_from_the_source_that_lies_beside_it(tmp_path: Path) -> None:
    node, vite = shutil.which("node"), FOLDER / "node_modules/vite/bin/vite.js"
    if node is None or not vite.is_file():
        assert not os.environ.get("CI"), "CI needs Node and `npm ci` in service/widget"
        pytest.skip("cannot rebuild the widget: needs Node and `npm ci --prefix service/widget`")
    for command in (
        [node, FOLDER / "node_modules/typescript/bin/tsc", "--noEmit"],
        [node, vite, "build", "--outDir", tmp_path],
    ):
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    built = (tmp_path / "widget.js").read_bytes()
    assert built == BUILT.read_bytes(), "run `npm run build` in service/widget and commit widget.js"


def test_it_is_small() -> None:
    assert len(gzip.compress(BUILT.read_bytes(), mtime=0)) <= MOST_GZIPPED


def test_it_brings_the_licence_of_what_it_contains() -> None:
    head = BUILT.read_text()[:2000]
    assert head.startswith("/*!")
    assert "Google LLC" in head
    assert "Redistributions in binary form must reproduce the above copyright" in head


def test_the_lock_pins_every_package_and_names_no_host() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert packages
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())
    assert not any("resolved" in facts for facts in packages.values())


SOURCES = [path for path in sorted((FOLDER / "src").rglob("*")) if path.is_file()]
every_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)


@pytest.mark.parametrize(
    "pattern",
    [r'part="([\w-]+)"', r"(--dateline-[\w-]+)", r'attribute: "([\w-]+)"', r'emit\("([\w-]+)"'],
)
def test_what_pages_may_use_is_documented(pattern: str) -> None:
    source = "".join(path.read_text() for path in SOURCES)
    page = DOCS.read_text()
    found = set(re.findall(pattern, source))
    assert found
    assert {name for name in found if name not in page} == set()


def test_the_documented_parts_and_properties_exist() -> None:
    source = "".join(path.read_text() for path in SOURCES)
    page = DOCS.read_text()
    parts = page[page.index("Parts for") : page.index("```css")]
    assert {p for p in re.findall(r"`([a-z]+)`", parts) if f'part="{p}"' not in source} == set()
    assert {p for p in re.findall(r"--dateline-[\w-]+", page) if p not in source} == set()


@every_source
def test_the_source_makes_no_markup_of_strings(path: Path) -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|"
        r"unsafeHTML|unsafeSVG|unsafeStatic|\.style\b|style=|\.cssText"
    )
    assert re.findall(forbidden, path.read_text()) == []


@every_source
def test_a_source_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 260


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "src/styles").glob("*.css")), ids=lambda p: p.name
)
def test_the_styles_know_no_left_and_right(path: Path) -> None:
    physical = (
        r"(?:margin|padding|border)-(?:left|right)|\b(?:left|right)\s*:|text-align: (?:left|right)"
    )
    assert re.findall(physical, path.read_text()) == []

"""The shape of the house: imports go one way, files stay readable, starting up stays quick."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("indexer", "service", "eval")
FORBIDDEN = {
    "indexer": {"service", "eval", "dateline", "tests"},
    "service": {"eval", "dateline", "tests"},
    "eval": {"dateline", "tests"},
}
HEAVY = {
    "brotli", "cryptography", "datasketch", "docx", "faiss", "fastapi", "feedparser",
    "httpcore", "httpx", "langchain", "langchain_anthropic", "langchain_community",
    "langchain_core",
    "langchain_ollama", "langchain_openai", "langchain_text_splitters", "limits", "lxml", "mcp",
    "mcp_types", "nncf", "opentelemetry", "openvino",
    "openai", "protego", "pypdf", "ragas", "scipy", "sentence_transformers", "torch",
    "transformers", "txtai", "uvicorn",
    "htmldate", "trafilatura", "warcio", "xllamacpp",
}  # fmt: skip
MAX_LINES = 400

FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
every_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def imported(node: ast.AST) -> set[str]:
    """Return the top-level modules that an import statement names."""
    match node:
        case ast.Import(names=names):
            return {alias.name.split(".")[0] for alias in names}
        case ast.ImportFrom(module=str(module), level=0):
            return {module.split(".")[0]}
        case ast.ImportFrom(level=level) if level:
            return {"."}
    return set()


@every_file
def test_imports_go_one_way(path: Path) -> None:
    found = set().union(*map(imported, ast.walk(ast.parse(path.read_text()))))
    package = path.relative_to(ROOT).parts[0]
    assert not found & FORBIDDEN[package]
    assert "." not in found, "name our own modules in full"


@every_file
def test_our_own_modules_are_imported_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text())
    inner = set().union(
        *(
            imported(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for node in ast.walk(function)
        )
    )
    assert not inner & {*PACKAGES, "dateline"}


@every_file
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in FILES}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    needs = {name: own_imports(path, set(names)) - {name} for name, path in names.items()}
    while leaves := {name for name, needed in needs.items() if not needed}:
        needs = {name: needed - leaves for name, needed in needs.items() if name not in leaves}
    assert not needs, f"in or above a circle: {sorted(needs)}"


def own_imports(path: Path, names: set[str]) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.Import(names=aliases):
                found |= {alias.name for alias in aliases}
            case ast.ImportFrom(module=str(module), names=aliases):
                below = {f"{module}.{alias.name}" for alias in aliases} & names
                found |= below or {module}
    return found & names


def test_the_command_starts_without_the_heavy_libraries() -> None:
    script = "import json, sys, dateline; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert not loaded & HEAVY

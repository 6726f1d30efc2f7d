"""The structure is what the README says it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "qa_bot"

# From the ground up; a module may import its own package and the floors below.
FLOORS = [
    ["escape", "files", "sqlite_migrations", "concurrency"],
    ["errors", "privacy", "processor"],
    ["documents", "config", "console", "paths"],
    ["answers"],
    ["text", "inference", "identity"],
    ["overrides"],
    ["loading"],
    ["storage"],
    ["fetching", "retrieval"],
    ["indexing"],
    ["integrity", "archive", "answering"],
    ["i18n", "answer_json"],
    ["conversation"],
    ["components"],
    ["library"],
    ["maintenance", "channels"],
    ["doctor", "evaluation"],
    ["cli"],
    ["__main__"],
]
OWNERS = {
    "telegram": "channels/telegram",
    "faiss": "retrieval",
    "onnxruntime": "inference",
    "watchfiles": "indexing",
    "sentence_transformers": "retrieval",
    "prompt_toolkit": "channels/terminal",
    "httpcore": "fetching",
    "feedparser": "fetching",
    "protego": "fetching",
}
ONLY_CONFIG_READERS = {"config", "components", "library", "cli", "doctor", "evaluation"}


def _modules() -> list[Path]:
    return [p for p in PACKAGE.rglob("*.py") if p.name != "__init__.py" or p.parent != PACKAGE]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _top(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _floor(name: str) -> int:
    return next(i for i, floor in enumerate(FLOORS) if name in floor)


def _inner(path: Path) -> set[str]:
    """The parts of the package that a module imports."""
    names = (name.split(".") for name in _imports(path))
    known = {name for floor in FLOORS for name in floor}
    return {n[1] for n in names if n[0] == "qa_bot" and len(n) > 1 and n[1] in known}


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_downward(path: Path) -> None:
    """No module imports a floor above its own, or a neighbour on it."""
    own = _top(path)
    for name in _inner(path) - {own}:
        assert _floor(name) < _floor(own) or (own, name) == ("config", "errors"), name


@pytest.mark.parametrize("library", OWNERS)
def test_each_heavy_library_has_one_owner(library: str) -> None:
    """Only its own folder imports telegram, faiss, sentence_transformers, prompt_toolkit."""
    importers = {
        path.relative_to(PACKAGE).as_posix()
        for path in _modules()
        if any(name.split(".")[0] == library for name in _imports(path))
    }
    assert importers
    assert all(name.startswith(OWNERS[library]) for name in importers), importers


def test_only_the_top_reads_settings() -> None:
    """The floors below take plain arguments and never see a Config."""
    readers = {_top(path) for path in _modules() if "config" in _inner(path)}
    assert readers <= ONLY_CONFIG_READERS


def test_channels_do_not_import_each_other() -> None:
    """The terminal knows nothing of Telegram and the other way round."""
    for path in (PACKAGE / "channels").rglob("*.py"):
        own = path.relative_to(PACKAGE / "channels").parts[0]
        others = {n.split(".")[2] for n in _imports(path) if n.startswith("qa_bot.channels.")}
        assert others <= {own}, path


def test_the_heavy_libraries_are_not_imported_for_help() -> None:
    """Modules that every command imports keep torch, FAISS and the like out."""
    heavy = {"torch", "faiss", "sentence_transformers", "onnxruntime", "telegram", "numpy"}
    for path in (
        *(PACKAGE / "cli").glob("*.py"),
        *(PACKAGE / "config").glob("*.py"),
        *(PACKAGE / "i18n").glob("*wording.py"),
    ):
        assert not heavy & {name.split(".")[0] for name in _imports(path)}


def test_the_package_is_what_is_installed() -> None:
    """Nothing but qa_bot reaches a user's environment; the top level is as agreed."""
    assert 'packages = ["qa_bot"]' in (ROOT / "pyproject.toml").read_text("utf-8")
    for name in ("README.md", "pyproject.toml", "qa_bot", "index", "tests", "config"):
        assert (ROOT / name).exists()

"""The structure is what the README says it is."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "qa_bot"

# From the ground up; a module may import its own package and the floors below.
FLOORS = [
    ["escape", "files", "server_url"],
    ["sqlite_migrations", "postgres", "concurrency"],
    ["errors", "privacy", "processor"],
    ["postgres_setting"],
    ["documents", "config", "console", "paths", "model_libraries"],
    ["answers", "table_output"],
    ["text", "inference", "identity", "tokenization"],
    ["overrides"],
    ["loading", "recognition"],
    ["storage"],
    ["fetching", "retrieval"],
    ["indexing"],
    ["integrity", "archive", "answering"],
    ["generation"],
    ["i18n", "answer_json", "answer_serialization"],
    ["conversation"],
    ["engines"],
    ["components"],
    ["answer_writing"],
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
    "faster_whisper": "recognition",
    "sentence_transformers": "retrieval",
    "prompt_toolkit": "channels/terminal",
    "httpcore": "fetching",
    "feedparser": "fetching",
    "protego": "fetching",
    "openai": "generation",
    "pybreaker": ("generation/", "channels/telegram/storage/"),
    "pymilvus": "retrieval/milvus",
    "psycopg": ("postgres/", "storage/postgres/"),
    "psycopg_pool": "postgres/",
    "pgvector": ("postgres/", "storage/postgres/"),
    "alembic": "postgres/",
    "sqlalchemy": "postgres/",
    "ray": "indexing",
    "pyarrow": "indexing",
}
# A protocol and its engine, a verb and its command, and the tables of the same things.
SAME_MEANING = set(
    "articles audit feedback feeds maintenance statistics store synced_files transfer "
    # The engines of a library, one of SQLite and one of PostgreSQL.
    "chunks citations database filters full_text index_adoption index_writes migrations "
    "opening orphans rows article_lists".split()
)
ONLY_CONFIG_READERS = {"config", "engines", "components", "library", "cli", "doctor", "evaluation"}


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


def test_only_the_storage_rooms_know_sql() -> None:
    """Another engine is attached beside storage/sqlite/; nothing above it speaks SQL."""
    rooms = (
        *("storage/sqlite/", "storage/postgres/", "channels/telegram/storage/"),
        *("sqlite_migrations.py", "postgres/"),
    )
    for path in _modules():
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(rooms):
            text = path.read_text("utf-8")
            assert not re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA) \w", text), name
            assert "sqlite3" not in set(_imports(path)) or name == "doctor.py", name


def test_only_one_module_names_the_engines() -> None:
    """Everything else knows the protocol of the store."""
    importers = {
        path.relative_to(PACKAGE).as_posix()
        for path in _modules()
        if any(
            name.startswith(("qa_bot.storage.sqlite", "qa_bot.storage.postgres"))
            for name in _imports(path)
        )
    }
    engines = ("storage/sqlite/", "storage/postgres/")
    assert {name for name in importers if not name.startswith(engines)} == {"engines.py"}


def test_no_name_has_two_meanings() -> None:
    """A module or public class is found by its name; those named twice mean the same."""
    modules = Counter(path.stem for path in _modules() if path.name != "__init__.py")
    assert {name for name, count in modules.items() if count > 1} <= SAME_MEANING
    classes = Counter(
        node.name
        for path in _modules()
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert not {name for name, count in classes.items() if count > 1}


def test_every_numeric_constant_has_a_reason_or_a_unit() -> None:
    """A comment stands beside it or above its group."""
    for path in _modules():
        lines = path.read_text("utf-8").splitlines()
        for node in ast.parse("\n".join(lines)).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and _is_numeric_constant(node):
                assert _has_comment(lines, node), f"{path}:{node.lineno}"


def _is_numeric_constant(node: ast.Assign | ast.AnnAssign) -> bool:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    is_constant = any(isinstance(n, ast.Name) and n.id.strip("_").isupper() for n in names)
    return is_constant and node.value is not None and _is_number(node.value)


def _is_number(value: ast.expr) -> bool:
    match value:
        case ast.Constant():
            return isinstance(value.value, int | float) and not isinstance(value.value, bool)
        case ast.BinOp():
            return _is_number(value.left) and _is_number(value.right)
        case ast.UnaryOp():
            return _is_number(value.operand)
        case ast.Tuple():
            return bool(value.elts) and all(map(_is_number, value.elts))
    return False


def _has_comment(lines: list[str], node: ast.stmt) -> bool:
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    if "#" in lines[first] or "#" in lines[last]:
        return True
    above = first - 1
    while above >= 0 and re.match(r"_?[A-Z][A-Z0-9_, ]*(:.*)?=", lines[above]):
        above -= 1
    is_documented = last + 1 < len(lines) and lines[last + 1].startswith('"""')
    return is_documented or (above >= 0 and lines[above].startswith("#"))


def test_no_function_is_long() -> None:
    """A function fits on a screen: at most 40 lines."""
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 40, f"{path}: {node.name}"


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

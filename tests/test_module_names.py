"""Every module, attribute and file that a string, a comment or a document names exists."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE_ROOTS = ("qa_bot", "tests", "benchmarks", "training")
DOCUMENTS = (
    "README.md",
    "pyproject.toml",
    "Makefile",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")),
    *sorted(
        str(path.relative_to(ROOT)) for root in CODE_ROOTS for path in (ROOT / root).rglob("*.md")
    ),
)
_ROOTS = "|".join(CODE_ROOTS)
_DOTTED = re.compile(rf"(?<![\w./@-])(?:{_ROOTS})(?:\.[A-Za-z_]\w*)+")
_IMPORT = re.compile(rf"\bfrom ((?:{_ROOTS})[\w.]*) import \(?((?:\w+(?: as \w+)?(?:,\s*)?)+)")
_SLASHED = re.compile(rf"(?<![\w./~:-])(?:{_ROOTS})/[\w./*{{}},-]*")
# Names of files, where what follows the dot is a suffix.
_FILE_SUFFIXES = {"toml"}
_BRACES = re.compile(r"\{([^{}]*)\}")
# What a reader is to replace, as in requirements-NAME.txt.
_PLACEHOLDER = re.compile(r"[A-Z]{3,}(?=[^/]*\.)")


@dataclass(frozen=True, slots=True)
class Text:
    """A string, a comment or a line of a document, and where it begins."""

    path: str
    line: int
    text: str

    def at(self, offset: int, name: str) -> str:
        """The place of a name in the text, as an editor takes it."""
        return f"{self.path}:{self.line + self.text.count(chr(10), 0, offset)}: {name}"


@cache
def texts_of_code() -> tuple[Text, ...]:
    """Every string and comment of the Python files."""
    paths = chain.from_iterable(sorted((ROOT / root).rglob("*.py")) for root in CODE_ROOTS)
    # The names in this file that do not exist are meant to be reported.
    others = (path for path in paths if path != Path(__file__))
    return tuple(text for path in others for text in _texts_in(path))


def _texts_in(path: Path) -> Iterator[Text]:
    source = path.read_text("utf-8")
    name = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Text(name, node.lineno, node.value)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text(name, token.start[0], token.string)


@cache
def texts_of_documents() -> tuple[Text, ...]:
    """Every document as one text."""
    return tuple(Text(name, 1, (ROOT / name).read_text("utf-8")) for name in DOCUMENTS)


def resolves(dotted: str) -> bool:
    """Whether a dotted name is a module, or an attribute path within one."""
    parts = dotted.split(".")
    if parts[-1] in _FILE_SUFFIXES:
        return True
    for count in range(len(parts), 0, -1):
        path = _module_path(parts[:count])
        if path is not None:
            return path.is_dir() or _has_attribute(path, parts[count:])
    return False


def _module_path(parts: list[str]) -> Path | None:
    """The file of a module or package; the folder of a package without `__init__.py`."""
    base = ROOT.joinpath(*parts)
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return base if base.is_dir() else None


def _has_attribute(path: Path, attributes: list[str]) -> bool:
    scope: list[ast.stmt] = _parse(path).body
    for position, attribute in enumerate(attributes):
        bound = _bindings(scope)
        if attribute not in bound:
            return False
        node = bound[attribute]
        if isinstance(node, ast.ImportFrom) and node.module:
            source = next(a.name for a in node.names if attribute in (a.name, a.asname))
            rest = attributes[position + 1 :]
            is_ours = node.module.split(".")[0] in CODE_ROOTS
            return not is_ours or resolves(".".join([node.module, source, *rest]))
        if not isinstance(node, ast.ClassDef) or node.bases:
            # An attribute of a value, or one that may be inherited, is not followed.
            return True
        scope = node.body
    return True


@cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _bindings(scope: list[ast.stmt]) -> dict[str, ast.stmt]:
    """The names that statements bind, also within conditions and loops."""
    bound: dict[str, ast.stmt] = {}
    for node in scope:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(a.asname or a.name).split(".")[0]: node for a in node.names}
        else:
            for part in ast.walk(node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    bound[part.id] = node
                elif isinstance(part, ast.Import | ast.ImportFrom):
                    bound |= {(a.asname or a.name).split(".")[0]: part for a in part.names}
    return bound


def missing_names(texts: tuple[Text, ...]) -> list[str]:
    """The dotted names in texts that do not resolve, with their places."""
    missing = []
    for text in texts:
        for found in _DOTTED.finditer(text.text):
            if not resolves(found[0]):
                missing.append(text.at(found.start(), found[0]))
        for found in _IMPORT.finditer(text.text):
            for name in found[2].split(","):
                dotted = f"{found[1]}.{name.split(' as ')[0].strip()}".rstrip(".")
                if not resolves(dotted):
                    missing.append(text.at(found.start(), dotted))
    return sorted(set(missing))


def missing_paths(texts: tuple[Text, ...]) -> list[str]:
    """The slashed paths in texts that match no file, with their places."""
    return sorted(
        text.at(found.start(), found[0])
        for text in texts
        for found in _SLASHED.finditer(text.text)
        if not path_exists(found[0])
    )


def path_exists(path: str) -> bool:
    """Whether each alternative of a path or glob matches, perhaps without its ".py"."""
    pattern = _PLACEHOLDER.sub("*", path.rstrip(".,/"))
    if pattern.endswith("-"):
        pattern += "*"
    return all(
        any(chain(ROOT.glob(each), ROOT.glob(f"{each}.py"))) for each in _alternatives(pattern)
    )


def _alternatives(pattern: str) -> list[str]:
    """A pattern without its braces, once for each alternative in them."""
    braces = _BRACES.search(pattern)
    if braces is None:
        return [pattern]
    before, after = pattern[: braces.start()], pattern[braces.end() :]
    return [
        whole for each in braces[1].split(",") for whole in _alternatives(f"{before}{each}{after}")
    ]


def test_every_module_name_in_a_string_or_comment_resolves() -> None:
    """A module or attribute that was renamed is renamed in strings and comments, too."""
    missing = missing_names(texts_of_code())
    assert not missing, "\n".join(missing)


def test_every_module_name_in_a_document_resolves() -> None:
    """A module that was renamed is renamed in the documents, too."""
    missing = missing_names(texts_of_documents())
    assert not missing, "\n".join(missing)


def test_every_path_exists() -> None:
    """A file that was moved is moved in documents, strings and pyproject.toml's globs, too."""
    missing = missing_paths(texts_of_documents()) + missing_paths(texts_of_code())
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("qa_bot.documents.Article.ref", ""),
        ("python -m tests.loading.fuzz --minutes 10", ""),
        ("from qa_bot.documents import Article, Chunk as Part; print()", ""),
        ("qa_bot.documents.Artikel", "qa_bot.documents.Artikel"),
        ("qa_bot.documents.Chunk.reference", "qa_bot.documents.Chunk.reference"),
        ("qa_bot.no_such_module", "qa_bot.no_such_module"),
        ("from qa_bot.documents import Article, Nothing", "qa_bot.documents.Nothing"),
    ],
)
def test_a_name_that_does_not_exist_is_reported(text: str, missing: str) -> None:
    """The report holds the file, the line and the name."""
    expected = [f"x.md:3: {missing}"] if missing else []
    assert missing_names((Text("x.md", 1, f"\n\n{text}"),)) == expected


@pytest.mark.parametrize(
    ("path", "is_there"),
    [
        ("qa_bot/documents.py", True),
        ("tests/loading/", True),
        ("tests/**", True),
        ("qa_bot/{text,loading}/*.py", True),
        ("qa_bot/{text,no_such_package}/*.py", False),
        ("qa_bot/no_such_module.py", False),
    ],
)
def test_a_path_that_does_not_exist_is_reported(path: str, is_there: bool) -> None:
    """Every alternative of a glob must match."""
    assert path_exists(path) is is_there

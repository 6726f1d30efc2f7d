"""Every regular expression of the package, how it is used, and texts that attack it."""

import ast
import importlib
import re
import re._constants as ops  # type: ignore[import-untyped]
import re._parser as parser  # type: ignore[import-untyped]
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import qa_bot

PACKAGE = Path(qa_bot.__file__).parent
_CALLS = ("sub", "subn", "search", "match", "fullmatch", "split", "findall", "finditer")
# One pass over the whole text is the same work whatever is done with the matches.
_WHOLE = ("sub", "subn", "split", "findall", "finditer")
_COMMON = " \n\t\"'-0aA.[(<&>)]|,:#*_\\`~=/"
_UNITS = ("a.", "a ", " \n", "a\n", "\n\n", "<a>", "a:", "0.", "A ", "A, ", "A-")
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_IN_CATEGORY = {
    ops.CATEGORY_SPACE: " \n\t",
    ops.CATEGORY_NOT_SPACE: "a",
    ops.CATEGORY_WORD: "a_0",
    ops.CATEGORY_NOT_WORD: ". ",
    ops.CATEGORY_DIGIT: "0",
    ops.CATEGORY_NOT_DIGIT: "a",
}


@dataclass(frozen=True)
class Use:
    """A regular expression, and the method of it that some line calls."""

    where: str
    pattern: re.Pattern[Any]
    method: str

    def __str__(self) -> str:
        return f"{self.where}.{self.method}"

    def apply(self, text: str) -> None:
        """Do the work that the program does with a text."""
        given = text if isinstance(self.pattern.pattern, str) else text.encode()
        if self.method in _WHOLE:
            for _ in self.pattern.finditer(given):
                pass
        else:
            getattr(self.pattern, self.method)(given)


def uses() -> list[Use]:
    """Every use of a regular expression in the package."""
    found: dict[str, Use] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if not name.endswith("__main__"):
            module = importlib.import_module(name.removesuffix(".__init__"))
            tree = ast.parse(path.read_text("utf-8"))
            found |= {str(use): use for use in [*_kept(module, tree), *_inline(module, tree)]}
    # In one order, so that processes that share the tests agree on them.
    return [found[name] for name in sorted(found)]


def uncollected() -> list[str]:
    """The lines that compile a regular expression where `uses` does not see it."""
    missed = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        top = {id(part) for each in tree.body if _assigns(each) for part in ast.walk(each)}
        missed += [
            f"{path.relative_to(PACKAGE)}:{call.lineno}"
            for call in _calls_of_re(tree)
            if call.func.attr == "compile" and id(call) not in top  # type: ignore[attr-defined]
        ]
        missed += [
            f"{path.relative_to(PACKAGE)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in ("re", "regex")
        ]
    return missed


def _assigns(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign)


def _calls_of_re(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re":
                yield node


def _kept(module: Any, tree: ast.AST) -> Iterator[Use]:
    """The uses of what a module holds, wherever it was compiled."""
    for name, value in vars(module).items():
        if not (patterns := list(_patterns_in(value))):
            continue
        methods = _called(tree, {name})
        if not methods and name.startswith("_"):
            # Handed on within the module, as those of a table that a loop goes through.
            methods = _called(tree, _locals(tree)) - {"split"}  # which strings have too
        for pattern in patterns:
            # Handed on to other modules, it may be put to any use.
            for method in sorted(methods or {"finditer", "match"}):
                yield Use(f"{module.__name__}.{name}[{pattern.pattern[:20]!r}]", pattern, method)


def _called(tree: ast.AST, names: set[str]) -> set[str]:
    """The methods of regular expressions that are called on some names."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in names
        and node.attr in _CALLS
    }


def _locals(tree: ast.AST) -> set[str]:
    """The names that are of no constant and no module."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return {name for name in names if name.islower() and name != "re"}


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _patterns_in(each)
    elif isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from _patterns_in(each)


def _inline(module: Any, tree: ast.AST) -> Iterator[Use]:
    """The uses of what a call such as re.sub compiles by itself."""
    for call in _calls_of_re(tree):
        method = call.func.attr  # type: ignore[attr-defined]
        if method in _CALLS:
            flags = [word.value for word in call.keywords if word.arg == "flags"]
            source, *given = (
                eval(ast.unparse(part), dict(vars(module)))  # ours
                for part in (call.args[0], *flags)
            )
            pattern = re.compile(source, *given)
            yield Use(f"{module.__name__}:{call.lineno}", pattern, method)


def attacks(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], str]]:
    """Makers of texts of about a length, each of them one unit over and over."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    letters, words = _made_of(tree)
    mine = letters[:10]
    pairs = ["".join(pair) for pair in product(mine, mine)]
    units = [*letters[:20], *_COMMON, *pairs, *words, *(f"{word} " for word in words), *_UNITS]
    heads = ["", *sorted(set(_beginnings(tree)), key=lambda head: (len(head), head))[:6]]
    for unit in dict.fromkeys(units):
        for head in dict.fromkeys(heads):
            yield lambda size, h=head, u=unit: h + u * (size // len(u)) + "\0"  # type: ignore[misc]


def _made_of(tree: Any) -> tuple[list[str], list[str]]:
    """Characters that a pattern tells apart, and runs of literal ones."""
    letters: dict[str, None] = {}
    words: dict[str, None] = {}
    _gather(tree, letters, words)
    return list(letters), [word for word in words if len(word) > 1][:20]


def _beginnings(tree: Any) -> Iterator[str]:
    """What a match looks like up to each thing that repeats, as short as can be."""
    so_far = ""
    for op, value in tree:
        if op in _REPEATS:
            yield so_far
            yield so_far + _shortest(value[2])
            yield from (so_far + inner for inner in _beginnings(value[2]))
        elif op is ops.SUBPATTERN:
            yield from (so_far + inner for inner in _beginnings(value[-1]))
        elif op is ops.ATOMIC_GROUP:
            yield from (so_far + inner for inner in _beginnings(value))
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from (so_far + inner for inner in _beginnings(branch))
        so_far += _shortest([(op, value)])


def _shortest(tree: Any) -> str:
    """A text that a pattern matches, or nearly."""
    text = ""
    for op, value in tree:
        if op is ops.LITERAL:
            text += chr(value)
        elif op is ops.IN:
            text += next(iter(_in_class(value)), "")
        elif op in (ops.NOT_LITERAL, ops.ANY):
            text += "a"
        elif op in _REPEATS:
            text += _shortest(value[2]) * min(value[0], 300)
        elif op is ops.SUBPATTERN:
            text += _shortest(value[-1])
        elif op is ops.ATOMIC_GROUP:
            text += _shortest(value)
        elif op is ops.BRANCH:
            text += _shortest(value[1][0])
    return text


def _gather(tree: Any, letters: dict[str, None], words: dict[str, None]) -> None:
    run = ""
    for op, value in tree:
        if op is ops.LITERAL:
            run += chr(value)
            letters[chr(value)] = None
            continue
        words[run], run = None, ""
        if op is ops.IN:
            letters |= dict.fromkeys(_in_class(value))
        elif isinstance(value, tuple | list):
            for part in _subtrees(value):
                _gather(part, letters, words)
    words[run] = None


def _subtrees(value: Any) -> Iterator[Any]:
    for part in value:
        if isinstance(part, parser.SubPattern):
            yield part
        elif isinstance(part, list | tuple):
            yield from _subtrees(part)


def _in_class(items: Any) -> Iterator[str]:
    if (ops.NEGATE, None) in items:
        yield "a"
    for op, value in items:
        if op is ops.LITERAL:
            yield chr(value)
        elif op is ops.RANGE:
            yield chr(value[0])
        elif op is ops.CATEGORY:
            yield from _IN_CATEGORY[value]

"""Field codes of Word and RTF: which results are no text, and which codes show text themselves.

Knows the instructions that Word documents ([MS-DOC] and ISO 29500-1, 17.16.5);
not how a format stores them.
"""

import re

from qa_bot.loading.formats.formula_parts import over, root
from qa_bot.loading.formats.symbol_fonts import sign
from qa_bot.loading.raised_text import subscript, superscript

CONTENTS = "table of contents"
_NAME = re.compile(r"\s*+(?:=\s*+)?([A-Za-z]+)")
_SYMBOL = re.compile(
    r"""SYMBOL\s+(0x[0-9a-f]{1,5}|\d{1,6})(?:[^"]{0,50}\\f\s*"?([^"\\]{1,60}))?""", re.I
)
_EQ_SWITCHES = re.compile(r'\\\*\s*(?:jc\d+|hps\d+|"[^"]{0,100}")', re.I)
_EQ_TOKEN = re.compile(r"\\([a-zA-Z]{1,2})(\d*)|\\(.)|([(),;])|([^\\(),;]+)", re.S)
_MAX_EQ_CHARS = 2000  # an equation of a field is typed by hand, on a line
# The options of a switch, which stand between it and its brackets: "\s\up 9(…)".
_EQ_OPTIONS = frozenset(
    "ac al ar co vs hs in su pr fc vc lc rc bc to bo le ri li hps ad ai al".split()
)


def is_contents(instruction: str) -> bool:
    """Return whether a field lists headings or captions with their pages."""
    return _name(instruction) == "TOC"


def shown_by(instruction: str) -> str:
    """Return what a field without a result shows of its own code: a symbol or an equation."""
    name = _name(instruction)
    if name == "SYMBOL":
        found = _SYMBOL.search(instruction)
        return (sign((found[2] or "").strip(), int(found[1], 0)) or "") if found else ""
    if name == "EQ":
        return _equation(instruction.strip()[2:_MAX_EQ_CHARS])
    if name == "QUOTE":
        return instruction.strip()[5:].strip(' "')
    return ""


def _name(instruction: str) -> str:
    found = _NAME.match(instruction)
    return found[1].upper() if found else ""


def _equation(code: str) -> str:
    """Return the text of an EQ field: a switch, then its arguments in brackets."""
    tokens = list(_EQ_TOKEN.finditer(_EQ_SWITCHES.sub("", code)))
    stack: list[tuple[str, list[str]]] = [("", [""])]
    pending = ""
    for token in tokens:
        switch, _, escaped, mark, text = token.groups()
        if switch:
            option = switch.lower()
            is_shift = option in ("up", "do")
            pending = option if is_shift or option not in _EQ_OPTIONS else pending
        elif mark == "(":
            stack.append((pending, [""]))
            pending = ""
        elif mark == ")" and len(stack) > 1:
            name, arguments = stack.pop()
            stack[-1][1][-1] += _shown(name, arguments)
        elif mark in (",", ";") and len(stack) > 1:
            stack[-1][1].append("")
        elif not (pending and (text or "").strip().isdigit()):
            stack[-1][1][-1] += escaped or mark or text or ""
    return "".join(", ".join(arguments) for _, arguments in stack).strip()


def _shown(name: str, arguments: list[str]) -> str:
    parts = [argument.strip() for argument in arguments]
    if name == "f" and len(parts) == 2:
        return over(parts[0], parts[1])
    if name == "r":
        return root(parts[0] if len(parts) > 1 else "", parts[-1])
    if name == "up":
        return superscript(parts[0]) if parts[0].isascii() else f"（{parts[0]}）"
    if name == "do":
        return subscript(parts[0])
    if name == "o" and len(parts) == 2 and parts[0].startswith("（"):
        return parts[1] + parts[0]
    if name == "b":
        return f"({parts[0]})"
    return (", " if name in ("", "l") else "").join(parts)

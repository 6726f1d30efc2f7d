"""MathML on one line: "Q = vA", "(a + b)/2", "x²".

Knows the presentation elements of MathML 3 by their local names; an annotation
repeats them.
"""

from lxml.etree import _Element

from qa_bot.loading.formats.formula_parts import over, root, with_accent, with_scripts
from qa_bot.loading.formats.xml import local_name

_SPACED = frozenset("=<>≤≥≠≈≡∼~+-−±∓×÷⋅·∗*→←↔⇒⇔∈∉⊂⊆∪∩∧∨:∝")
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064\u200b")
_SKIPPED = frozenset({"annotation", "annotation-xml", "mphantom", "none", "mprescripts"})
_MAX_DEPTH = 60  # deeper than formulas are, and far within Python's limit of calls


def math_text(element: _Element) -> str:
    """Return a formula on one line, or the text that stands for it where it has no elements."""
    return " ".join(_text(element, 0).split()) or (element.get("alttext") or "").strip()


def _text(element: _Element, depth: int) -> str:
    name = local_name(element)
    if not name or name in _SKIPPED:
        return ""
    if depth > _MAX_DEPTH:
        return "".join(map(str, element.itertext()))
    children = [child for child in element if local_name(child)]
    if not children:
        return _token(name, (element.text or "").translate(_INVISIBLE), element)
    parts = [_text(child, depth + 1) for child in children]
    return _written(name, parts, element)


def _written(name: str, parts: list[str], element: _Element) -> str:
    match name, parts:
        case "mfrac", [above, below, *_]:
            return over(above, below)
        case "msup", [base, above, *_]:
            return with_scripts(base, "", above)
        case "mover", [base, above, *_]:
            return with_accent(base, above)
        case "msub" | "munder", [base, below, *_]:
            return with_scripts(base, below)
        case "msubsup" | "munderover", [base, below, above, *_]:
            return with_scripts(base, below, above)
        case "msqrt", _:
            return root("", "".join(parts))
        case "mroot", [base, degree, *_]:
            return root(degree, base)
        case "mfenced", _:
            return _fenced(parts, element)
        case "mtr" | "mlabeledtr", _:
            return ", ".join(part.strip() for part in parts)
        case "mtable", _:
            return f"[{'; '.join(parts)}]"
    return "".join(parts)


def _token(name: str, text: str, element: _Element) -> str:
    text = text.strip()
    if name == "mtext":
        return f" {text} " if text else " "
    if name == "mspace":
        return " "
    if name != "mo" or text not in _SPACED:
        return text
    # A sign before its number is not spaced.
    is_first = element.getprevious() is None
    return text if is_first else f" {text} "


def _fenced(parts: list[str], element: _Element) -> str:
    separator = element.get("separators", ",").strip()[:1]
    inside = f"{separator} ".join(part.strip() for part in parts)
    return f"{element.get('open', '(')}{inside}{element.get('close', ')')}"

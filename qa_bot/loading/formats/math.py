"""MathML on one line: "Q = vA", "(a + b)/2", "x²".

Knows the presentation elements of MathML 3; an annotation repeats them.
"""

from lxml.etree import _Element

from qa_bot.loading.raised_text import lowered_text, raised_text

_SPACED = frozenset("=<>≤≥≠≈≡∼~+-−±∓×÷⋅·∗*→←↔⇒⇔∈∉⊂⊆∪∩∧∨:∝")
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064")
_SKIPPED = frozenset({"annotation", "annotation-xml", "mphantom"})
_MAX_DEPTH = 60  # deeper than formulas are, and far within Python's limit of calls


def math_text(element: _Element) -> str:
    """Return a formula on one line, or the text that stands for it where it has no elements."""
    return " ".join(_text(element, 0).split()) or (element.get("alttext") or "").strip()


def _text(element: _Element, depth: int) -> str:
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if not tag or tag in _SKIPPED:
        return ""
    if depth > _MAX_DEPTH:
        return "".join(map(str, element.itertext()))
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return _token(tag, (element.text or "").translate(_INVISIBLE), element)
    parts = [_text(child, depth + 1) for child in children]
    match tag, parts:
        case "mfrac", [above, below, *_]:
            return f"{_factor(above)}/{_factor(below)}"
        case "msup" | "mover", [base, above, *_]:
            return _raised(base, above)
        case "msub" | "munder", [base, below, *_]:
            return _lowered(base, below)
        case "msubsup" | "munderover", [base, below, above, *_]:
            return _raised(_lowered(base, below), above)
        case "msqrt", _:
            return f"√{_factor(''.join(parts))}"
        case "mroot", [base, index, *_]:
            return f"{raised_text('', index, 'A')}√{_factor(base)}"
        case "mfenced", _:
            return f"{element.get('open', '(')}{', '.join(parts)}{element.get('close', ')')}"
        case "mtr" | "mlabeledtr", _:
            return ", ".join(parts)
        case "mtable", _:
            return f"[{'; '.join(parts)}]"
    return "".join(parts)


def _token(tag: str, text: str, element: _Element) -> str:
    text = text.strip()
    if tag == "mtext":
        return f" {text} " if text else " "
    if tag == "mspace":
        return " "
    if tag != "mo" or text not in _SPACED:
        return text
    # A sign before its number is not spaced, nor is one that is raised.
    is_first = element.getprevious() is None
    return text if is_first else f" {text} "


def _raised(base: str, above: str) -> str:
    """Return a power: never a note, since formulas have none."""
    mark = "".join(above.split())
    written = raised_text("x", mark)
    base = f"({base})" if " " in base.strip("()") else base
    return base + (written if written and written != mark else f"^{_grouped(mark)}")


def _lowered(base: str, below: str) -> str:
    mark = "".join(below.split())
    written = lowered_text(base, mark)
    return base + (written if written != mark else f"_{_grouped(mark)}")


def _grouped(text: str) -> str:
    """Return an index or exponent, in brackets unless it is one word."""
    return text if text.isalnum() else f"({text})"


def _factor(text: str) -> str:
    """Return what stands beside a bar or under a root, in brackets unless it is one symbol."""
    text = text.strip()
    is_single = len(text) <= 1 or text.isdigit() or (text[0] == "(" and text[-1] == ")")
    return text if is_single else f"({text})"

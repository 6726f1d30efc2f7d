"""Equations as one line of text: Office Math (OMML) and MathML.

Knows the elements of both by their local names, which differ; writes exponents
and indices as the rest of a text does, and a fraction as (a + b)/c.
"""

import re
from collections.abc import Callable

from lxml.etree import _Element

from qa_bot.loading.formats.raised import subscript, superscript
from qa_bot.loading.formats.xml import local_name

_TOKENS = frozenset({"t", "mi", "mn", "mo", "ms", "mtext"})
_SKIPPED = frozenset("annotation annotation-xml mphantom phant instrText delText del".split())
# One number, name or bracketed term needs no brackets of its own.
_TERM = re.compile(r"[\w.,∞′]*|\([^()]*\)|\[[^\[\]]*\]|√\([^()]*\)")
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))
_LARGE = frozenset("∑∏∐∫∬∭∮⋂⋃⋀⋁")  # what is summed from and to stands at these as limits
_RELATIONS = frozenset("=<>≤≥≠≈≡→⇒⇔±∓")
_SPACES = re.compile(r"\s+")


def equation_text(element: _Element) -> str:
    """Return an equation, or a part of one, as a line of text."""
    name = local_name(element)
    if not name or name.endswith("Pr") or name in _SKIPPED:
        return ""
    if name in _TOKENS:
        return _token(element, name)
    writer = _WRITERS.get(name)
    return writer(element) if writer else "".join(map(equation_text, element))


def _token(element: _Element, name: str) -> str:
    text = _SPACES.sub(" ", "".join(map(str, element.itertext()))).translate(_INVISIBLE)
    is_relation = name in ("t", "mo") and text.strip() in _RELATIONS
    if is_relation:
        return f" {text.strip()} "
    return text if name in ("t", "mtext") else text.strip()


def _part(element: _Element, name: str) -> str:
    """Return the text of the children of a local name."""
    return "".join(equation_text(child) for child in element if local_name(child) == name).strip()


def _argument(element: _Element, index: int) -> str:
    """Return the text of a child by its position, as MathML orders its arguments."""
    children = [child for child in element if local_name(child)]
    return equation_text(children[index]).strip() if index < len(children) else ""


def _property(element: _Element, name: str, default: str) -> str:
    """Return the value of a property of Office Math, such as the sign of a sum."""
    for properties in element:
        if local_name(properties).endswith("Pr"):
            for child in properties:
                if local_name(child) == name:
                    return next(iter(map(str, child.attrib.values())), default)
    return default


def _term(text: str) -> str:
    return text if len(text) == 1 or _TERM.fullmatch(text) else f"({text})"


def _over(top: str, bottom: str) -> str:
    return f"{_term(top)}/{_term(bottom)}"


def _scripts(base: str, below: str, above: str) -> str:
    if base in _LARGE:
        return base + _with_limits(below, above) + " "
    lowered = subscript(below) if below else ""
    return _term(base) + lowered + (superscript(above) if above else "")


def _root(degree: str, radicand: str) -> str:
    roots = {"3": "∛", "4": "∜", "": "√", "2": "√"}
    sign = roots.get(degree) or superscript(degree) + "√"
    return sign + (radicand if radicand.isalnum() else f"({radicand})")


def _sum(element: _Element) -> str:
    sign = _property(element, "chr", "∫")
    below, above = _part(element, "sub"), _part(element, "sup")
    return f"{sign}{_with_limits(below, above)} {_part(element, 'e')}"


def _with_limits(below: str, above: str) -> str:
    return (f"_({below})" if below else "") + (f"^({above})" if above else "")


def _delimited(element: _Element) -> str:
    terms = [equation_text(child).strip() for child in element if local_name(child) == "e"]
    inside = _property(element, "sepChr", "|").join(terms)
    return _property(element, "begChr", "(") + inside + _property(element, "endChr", ")")


def _fenced(element: _Element) -> str:
    separator = element.get("separators", ",").strip()[:1]
    inside = f"{separator} ".join(equation_text(child).strip() for child in element)
    return f"{element.get('open', '(')}{inside}{element.get('close', ')')}"


def _rows(element: _Element) -> str:
    """Return a matrix or a stack of equations: rows parted by ";"."""
    cells = {"mr": "e", "mtr": "mtd", "mlabeledtr": "mtd"}
    rows = []
    for row in element:
        name = local_name(row)
        if name in cells:
            texts = (equation_text(c).strip() for c in row if local_name(c) == cells[name])
            rows.append(", ".join(texts))
        elif name == "e":
            rows.append(equation_text(row).strip())
    text = "; ".join(filter(None, rows))
    return text if local_name(element) == "eqArr" else f"[{text}]"


def _accented(element: _Element) -> str:
    base, mark = _part(element, "e"), _property(element, "chr", "\u0302")
    return base + mark if len(base) == 1 else f"{base}{mark}"


def _limits(element: _Element) -> str:
    """Return what stands under or over a sign in MathML, such as a sum's limits."""
    name, base = local_name(element), _argument(element, 0)
    below = _argument(element, 1) if name != "mover" else ""
    above = _argument(element, {"mover": 1, "munderover": 2}.get(name, 9))
    if above in {"¯", "^", "→", "~", "˙", "‾", "_"}:
        marks = {"¯": "\u0304", "‾": "\u0304", "_": "\u0304", "^": "\u0302", "~": "\u0303"}
        return base + marks.get(above, "\u20d7" if above == "→" else "\u0307")
    return base + _with_limits(below, above) + " "


_WRITERS: dict[str, Callable[[_Element], str]] = {
    "f": lambda e: _over(_part(e, "num"), _part(e, "den")),
    "sSup": lambda e: _scripts(_part(e, "e"), "", _part(e, "sup")),
    "sSub": lambda e: _scripts(_part(e, "e"), _part(e, "sub"), ""),
    "sSubSup": lambda e: _scripts(_part(e, "e"), _part(e, "sub"), _part(e, "sup")),
    "sPre": lambda e: superscript(_part(e, "sup")) + subscript(_part(e, "sub")) + _part(e, "e"),
    "rad": lambda e: _root(_part(e, "deg"), _part(e, "e")),
    "nary": _sum,
    "d": _delimited,
    "func": lambda e: f"{_part(e, 'fName')} {_term(_part(e, 'e'))}",
    "limLow": lambda e: f"{_part(e, 'e')}_({_part(e, 'lim')})",
    "limUpp": lambda e: f"{_part(e, 'e')}^({_part(e, 'lim')})",
    "acc": _accented,
    "bar": lambda e: _part(e, "e") + "\u0304",
    "m": _rows,
    "eqArr": _rows,
    "mfrac": lambda e: _over(_argument(e, 0), _argument(e, 1)),
    "msup": lambda e: _scripts(_argument(e, 0), "", _argument(e, 1)),
    "msub": lambda e: _scripts(_argument(e, 0), _argument(e, 1), ""),
    "msubsup": lambda e: _scripts(_argument(e, 0), _argument(e, 1), _argument(e, 2)),
    "msqrt": lambda e: _root("", "".join(map(equation_text, e)).strip()),
    "mroot": lambda e: _root(_argument(e, 1), _argument(e, 0)),
    "munder": _limits,
    "mover": _limits,
    "munderover": _limits,
    "mfenced": _fenced,
    "mtable": _rows,
    "mspace": lambda e: " ",
    "semantics": lambda e: _argument(e, 0),
}

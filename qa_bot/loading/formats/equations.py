"""Equations of Office Math (OMML) on one line, as formulas of MathML are written.

Knows the elements of OMML by their local names (ISO 29500-1, 22.1).
"""

import re
from collections.abc import Callable

from lxml.etree import _Element

from qa_bot.loading.formats.formula_parts import (
    over,
    root,
    term,
    with_scripts,
)
from qa_bot.loading.formats.xml import local_name
from qa_bot.loading.raised_text import subscript, superscript

_SKIPPED = frozenset("phant instrText delText del".split())
_RELATIONS = frozenset("=<>≤≥≠≈≡→⇒⇔±∓")
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))
_SPACES = re.compile(r"\s+")


def equation_text(element: _Element) -> str:
    """Return an equation, or a part of one, as a line of text."""
    name = local_name(element)
    if not name or name.endswith("Pr") or name in _SKIPPED:
        return ""
    if name == "t":
        return _token(element)
    writer = _WRITERS.get(name)
    return writer(element) if writer else "".join(map(equation_text, element))


def _token(element: _Element) -> str:
    text = _SPACES.sub(" ", "".join(map(str, element.itertext()))).translate(_INVISIBLE)
    return f" {text.strip()} " if text.strip() in _RELATIONS else text


def _part(element: _Element, name: str) -> str:
    """Return the text of the children of a local name."""
    return "".join(equation_text(child) for child in element if local_name(child) == name).strip()


def _property(element: _Element, name: str, default: str) -> str:
    """Return the value of a property, such as the sign of a sum."""
    for properties in element:
        if local_name(properties).endswith("Pr"):
            for child in properties:
                if local_name(child) == name:
                    return next(iter(map(str, child.attrib.values())), default)
    return default


def _sum(element: _Element) -> str:
    sign = _property(element, "chr", "∫")
    return with_scripts(sign, _part(element, "sub"), _part(element, "sup")) + _part(element, "e")


def _delimited(element: _Element) -> str:
    terms = [equation_text(child).strip() for child in element if local_name(child) == "e"]
    inside = _property(element, "sepChr", "|").join(terms)
    return _property(element, "begChr", "(") + inside + _property(element, "endChr", ")")


def _rows(element: _Element) -> str:
    """Return a matrix or a stack of equations: rows parted by ";"."""
    rows = []
    for row in element:
        name = local_name(row)
        if name == "mr":
            rows.append(", ".join(equation_text(c).strip() for c in row if local_name(c) == "e"))
        elif name == "e":
            rows.append(equation_text(row).strip())
    text = "; ".join(filter(None, rows))
    return text if local_name(element) == "eqArr" else f"[{text}]"


_WRITERS: dict[str, Callable[[_Element], str]] = {
    "f": lambda e: over(_part(e, "num"), _part(e, "den")),
    "sSup": lambda e: with_scripts(_part(e, "e"), "", _part(e, "sup")),
    "sSub": lambda e: with_scripts(_part(e, "e"), _part(e, "sub")),
    "sSubSup": lambda e: with_scripts(_part(e, "e"), _part(e, "sub"), _part(e, "sup")),
    "sPre": lambda e: superscript(_part(e, "sup")) + subscript(_part(e, "sub")) + _part(e, "e"),
    "rad": lambda e: root(_part(e, "deg"), _part(e, "e")),
    "nary": _sum,
    "d": _delimited,
    "func": lambda e: f"{_part(e, 'fName')} {term(_part(e, 'e'))}",
    "limLow": lambda e: with_scripts(_part(e, "e"), _part(e, "lim")),
    "limUpp": lambda e: with_scripts(_part(e, "e"), "", _part(e, "lim")),
    "acc": lambda e: _part(e, "e") + _property(e, "chr", "\u0302"),
    "bar": lambda e: _part(e, "e") + "\u0304",
    "m": _rows,
    "eqArr": _rows,
}

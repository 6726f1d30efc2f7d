"""Markers of list items as a browser shows them: "- ", "3. ", "b. ", "iv. ".

Knows the attributes and styles of HTML's ordered lists, and trafilatura's lists.
"""

import re
from dataclasses import dataclass

from lxml.etree import _Element

_INTEGER = re.compile(r"\s*([+-]?\d{1,9})\s*")
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]{1,30})")
_TYPES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MAX_ROMAN = 3999  # larger numbers have no common Roman form
_BULLET = "- "


@dataclass(slots=True)
class _OpenList:
    """An open list; `number` is that of its next item, None for bullets."""

    number: int | None
    step: int
    kind: str


class ListNumbers:
    """The open lists of a page, outermost first, with the number that comes next in each."""

    def __init__(self) -> None:
        self._lists: list[_OpenList] = []

    @property
    def depth(self) -> int:
        """How many lists are open."""
        return len(self._lists)

    def open(self, element: _Element) -> None:
        """Begin a list."""
        if element.tag != "ol" and element.get("rend") != "ol":
            self._lists.append(_OpenList(None, 1, ""))
            return
        is_reversed = element.get("reversed") is not None
        first = len(element.findall("li")) if is_reversed else 1
        style = _STYLE.search(element.get("style", ""))
        kind = _TYPES.get(style[1], "1") if style else element.get("type", "1")
        number = _integer(element.get("start"), first)
        self._lists.append(_OpenList(number, -1 if is_reversed else 1, kind))

    def close(self) -> None:
        """End the innermost list."""
        self._lists.pop()

    def next_marker(self, item: _Element) -> str:
        """Return the marker of the next item of the innermost list, with the space after it."""
        if not self._lists or (innermost := self._lists[-1]).number is None:
            return _BULLET
        number = _integer(item.get("value"), innermost.number)
        innermost.number = number + innermost.step
        return f"{_numeral(number, innermost.kind)}. "


def _integer(text: str | None, default: int) -> int:
    found = _INTEGER.fullmatch(text or "")
    return int(found[1]) if found else default


def _numeral(number: int, kind: str) -> str:
    if kind in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, digit = divmod(number - 1, 26)
            letters = chr(ord(kind) + digit) + letters
        return letters
    if kind in ("i", "I") and 0 < number <= _MAX_ROMAN:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (number // value)
            number %= value
        return roman if kind == "i" else roman.upper()
    return str(number)

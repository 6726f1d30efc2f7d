"""Styles of an OpenDocument text: characters hidden or raised, lists and their numbers.

Knows the styles of content.xml and styles.xml; not the text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from qa_bot.loading.formats.list_numbers import LevelFormat
from qa_bot.loading.formats.raised import LOWERED, RAISED
from qa_bot.loading.formats.symbol_fonts import is_symbol_font, read_signs
from qa_bot.loading.formats.xml import attribute, local_name

_NUMBER_FORMATS = {
    "1": "decimal",
    "i": "lower-roman",
    "I": "upper-roman",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "": "none",
}
# Per cent of the size of the font: a smaller shift is an adjustment.
_MIN_SHIFT = 10
_MAX_PARENTS = 50  # styles have a few; more is a loop


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text looks; None where it is left to the parent."""

    is_hidden: bool | None = None
    shift: int | None = None
    font: str | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str
    display_name: str
    list_style: str | None
    look: TextStyle


class OdtStyles:
    """The styles of one document, by family and name."""

    def __init__(self, roots: Iterable[_Element]) -> None:
        self._styles: dict[tuple[str, str], _Style] = {}
        self._lists: dict[str, dict[int, LevelFormat]] = {}
        self.outline: dict[int, LevelFormat] = {}
        for element in (style for root in roots for style in _definitions(root)):
            name, kind = attribute(element, "name"), local_name(element)
            if kind == "style":
                family = attribute(element, "family")
                self._styles.setdefault((family, name), _style(element))
            elif kind == "list-style":
                self._lists.setdefault(name, _levels(element))
            elif kind == "outline-style":
                self.outline = self.outline or _levels(element)

    def look(self, family: str, name: str) -> TextStyle:
        """Return how text of a style looks, with what it has of its parents."""
        hidden, shift, font = None, None, None
        for style in self._chain(family, name):
            hidden = style.look.is_hidden if hidden is None else hidden
            shift = style.look.shift if shift is None else shift
            font = style.look.font if font is None else font
        return TextStyle(hidden, shift, font)

    def list_levels(self, name: str) -> dict[int, LevelFormat]:
        """Return the levels of a list style, from 0; none where it is not defined."""
        return self._lists.get(name, {})

    def list_of_paragraph(self, name: str) -> str:
        """Return the name of the list style of a paragraph style, or ""."""
        for style in self._chain("paragraph", name):
            if style.list_style is not None:
                return style.list_style
        return ""

    def is_based_on(self, name: str, base: str) -> bool:
        """Return whether a paragraph style is another, or has it as a parent."""
        names = [name, *(style.parent for style in self._chain("paragraph", name))]
        return base in names

    def _chain(self, family: str, name: str) -> Iterator[_Style]:
        for _ in range(_MAX_PARENTS):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent


def _definitions(root: _Element) -> Iterator[_Element]:
    for part in root:
        if local_name(part) in ("styles", "automatic-styles"):
            yield from part


def _style(element: _Element) -> _Style:
    hidden, shift, font = None, None, None
    for properties in element:
        if local_name(properties) == "text-properties":
            display = attribute(properties, "display")
            hidden = display == "none" if display else None
            shift = _shift(attribute(properties, "text-position"))
            font = attribute(properties, "font-name") or attribute(properties, "font-family")
    own_list = next(
        (str(value) for key, value in element.attrib.items() if key.endswith("}list-style-name")),
        None,
    )
    return _Style(
        attribute(element, "parent-style-name"),
        attribute(element, "display-name"),
        own_list,
        TextStyle(hidden, shift, font or None),
    )


def _shift(position: str) -> int | None:
    """Return the direction of "super 58%", "sub" or "-33% 58%"."""
    first = position.split()[0] if position.split() else ""
    if first in ("super", "sub"):
        return RAISED if first == "super" else LOWERED
    try:
        percent = float(first.removesuffix("%"))
    except ValueError:
        return None
    if abs(percent) < _MIN_SHIFT:
        return 0
    return RAISED if percent > 0 else LOWERED


def _levels(element: _Element) -> dict[int, LevelFormat]:
    levels = {}
    for level in element:
        number = attribute(level, "level")
        if not number.isdecimal() or len(number) > 2:
            continue
        index = int(number) - 1
        if local_name(level) == "list-level-style-number" or "outline" in local_name(level):
            levels[index] = _numbered(level, index)
        else:
            levels[index] = LevelFormat("bullet", _bullet(level))
    return levels


def _numbered(level: _Element, index: int) -> LevelFormat:
    style = _NUMBER_FORMATS.get(attribute(level, "num-format"), "decimal")
    shown = attribute(level, "display-levels")
    count = int(shown) if shown.isdecimal() and len(shown) < 3 else 1
    numbers = ".".join(f"%{each + 1}" for each in range(max(0, index + 1 - count), index + 1))
    pattern = attribute(level, "num-list-format") or (
        attribute(level, "num-prefix") + numbers + attribute(level, "num-suffix")
    )
    for each in range(index + 1):
        pattern = pattern.replace(f"%{each + 1}%", f"%{each + 1}")
    start = attribute(level, "start-value")
    is_stated = start.isdecimal() and len(start) < 7
    return LevelFormat(style, pattern if style != "none" else "", int(start) if is_stated else 1)


def _bullet(level: _Element) -> str:
    text = attribute(level, "bullet-char")
    for properties in level:
        font = attribute(properties, "font-name") or attribute(properties, "font-family")
        if font and is_symbol_font(font):
            text = read_signs(font, text)
    return text

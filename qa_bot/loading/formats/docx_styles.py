"""Styles of a Word document: which paragraphs are headings, which characters hidden or raised.

Knows styles.xml and the properties of runs and paragraphs, resolved through
the styles that they are based on; not the text.
"""

from dataclasses import dataclass

from lxml.etree import _Element

from qa_bot.loading.formats.raised import LOWERED, RAISED
from qa_bot.loading.formats.xml import attribute, child, local_name

_OFF = frozenset({"0", "false", "off", "none"})
_SHIFTS = {"superscript": RAISED, "subscript": LOWERED, "baseline": 0}
# Half-points: a smaller shift adjusts a sign to its line, and raises nothing.
_MIN_POSITION = 4
_BODY_LEVEL = 9  # the outline level of what is no heading
_LIST_LEVELS = frozenset("012345678")  # Word's lists have nine
_MAX_LEVEL = 6  # of headings in blocks
_MAX_BASES = 50  # styles are based on a few others; more is a loop


@dataclass(frozen=True, slots=True)
class RunStyle:
    """How characters look; None where it is left to the style beneath."""

    is_hidden: bool | None = None
    shift: int | None = None
    font: str | None = None

    def over(self, base: "RunStyle") -> "RunStyle":
        """Return this style applied over another."""
        return RunStyle(
            base.is_hidden if self.is_hidden is None else self.is_hidden,
            base.shift if self.shift is None else self.shift,
            base.font if self.font is None else self.font,
        )


@dataclass(frozen=True, slots=True)
class ListLevel:
    """A reference to a numbering definition and the level in it."""

    number: str
    level: int


@dataclass(slots=True)
class _Style:
    name: str
    based_on: str
    run: RunStyle
    properties: _Element | None


class WordStyles:
    """The styles of one document; an empty one where it has no usable styles."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        for element in () if root is None else root:
            if local_name(element) == "style":
                self._styles[attribute(element, "styleId")] = _Style(
                    attribute(child(element, "name"), "val").lower(),
                    attribute(child(element, "basedOn"), "val"),
                    run_style(child(element, "rPr")),
                    child(element, "pPr"),
                )

    def name(self, style_id: str) -> str:
        """Return the name of a style in lower case, as Word stores it in every language."""
        style = self._styles.get(style_id)
        return style.name if style else style_id.lower()

    def run(self, paragraph_style: str, properties: _Element | None) -> RunStyle:
        """Return the look of a run: its own properties over those of its styles."""
        own = run_style(properties)
        named = attribute(child(properties, "rStyle"), "val")
        for style_id in (named, paragraph_style):
            for style in self._chain(style_id):
                own = own.over(style.run)
        return own

    def level(self, properties: _Element | None) -> int:
        """Return the level of a heading, 1 to 6; 0 for another paragraph."""
        outline = attribute(self._paragraph_property(properties, "outlineLvl"), "val")
        if outline.isdecimal():
            level = int(outline)
            return 0 if level >= _BODY_LEVEL else min(level + 1, _MAX_LEVEL)
        for style in self._chain(style_of(properties)) or [_nameless(properties)]:
            head, _, number = style.name.rpartition("heading")
            number = number.strip()
            if not head and "heading" in style.name and number.isdecimal():
                return max(1, min(int(number), _MAX_LEVEL))
        return 0

    def list_level(self, properties: _Element | None) -> ListLevel | None:
        """Return the numbering of a paragraph; None where it has none."""
        found = self._paragraph_property(properties, "numPr")
        number = attribute(child(found, "numId"), "val")
        if found is None or number in ("", "0"):
            return None
        level = attribute(child(found, "ilvl"), "val")
        return ListLevel(number, int(level) if level in _LIST_LEVELS else 0)

    def _paragraph_property(self, properties: _Element | None, name: str) -> _Element | None:
        found = child(properties, name)
        for style in self._chain(style_of(properties)):
            if found is not None:
                break
            found = child(style.properties, name)
        return found

    def _chain(self, style_id: str) -> list[_Style]:
        chain: list[_Style] = []
        while (style := self._styles.get(style_id)) and len(chain) < _MAX_BASES:
            chain.append(style)
            style_id = style.based_on
        return chain


def run_style(properties: _Element | None) -> RunStyle:
    """Return what the properties of a run say themselves."""
    if properties is None:
        return RunStyle()
    hidden, shift, font = None, None, None
    for element in properties:
        name = local_name(element)
        if name == "vanish":
            hidden = is_on(element)
        elif name == "vertAlign":
            shift = _SHIFTS.get(attribute(element, "val"), 0)
        elif name == "position" and shift is None:
            shift = _shift_of_position(attribute(element, "val"))
        elif name == "rFonts":
            font = attribute(element, "ascii") or attribute(element, "hAnsi") or None
    return RunStyle(hidden, shift, font)


def style_of(properties: _Element | None) -> str:
    """Return the id of the style that the properties of a paragraph name."""
    return attribute(child(properties, "pStyle"), "val")


def is_on(element: _Element | None) -> bool:
    """Return whether a toggle stands and is not switched off."""
    return element is not None and attribute(element, "val") not in _OFF


def _shift_of_position(value: str) -> int | None:
    try:
        position = int(value)
    except ValueError:
        return None
    if abs(position) < _MIN_POSITION:
        return None
    return RAISED if position > 0 else LOWERED


def _nameless(properties: _Element | None) -> _Style:
    """Return a style for an id that the document does not define, such as "Heading1"."""
    return _Style(style_of(properties).lower(), "", RunStyle(), None)

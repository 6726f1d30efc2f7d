"""Numbers of the lists and headings of a Word document.

Knows numbering.xml: definitions, their levels and what an instance overrides.
"""

from lxml.etree import _Element

from qa_bot.loading.formats.docx_styles import ListLevel, is_on, run_style
from qa_bot.loading.formats.list_numbers import LevelFormat, ListCounter
from qa_bot.loading.formats.symbol_fonts import is_symbol_font, read_signs
from qa_bot.loading.formats.xml import attribute, child, local_name

_STYLES = {
    "decimal": "decimal",
    "lowerRoman": "lower-roman",
    "upperRoman": "upper-roman",
    "lowerLetter": "lower-alpha",
    "upperLetter": "upper-alpha",
    "decimalZero": "zero",
    "ordinal": "ordinal",
    "russianLower": "cyrillic",
    "bullet": "bullet",
    "none": "none",
}
_BULLET = {0: LevelFormat("bullet")}


class WordNumbering:
    """The numbering of one document, counted as its paragraphs are read in order."""

    def __init__(self, root: _Element | None) -> None:
        elements = [] if root is None else list(root)
        self._definitions = {
            attribute(element, "abstractNumId"): element
            for element in elements
            if local_name(element) == "abstractNum"
        }
        self._by_style = {
            attribute(link, "val"): key
            for key, element in self._definitions.items()
            if (link := child(element, "styleLink")) is not None
        }
        self._instances = {
            attribute(element, "numId"): element
            for element in elements
            if local_name(element) == "num"
        }
        self._counters: dict[str, ListCounter] = {}
        self._formats: dict[str, dict[int, LevelFormat]] = {}
        self._restarted: set[str] = set()

    def next_marker(self, item: ListLevel) -> str:
        """Count a paragraph and return its number or bullet, with a space after it."""
        instance = self._instances.get(item.number)
        if instance is None:
            return "- "
        definition = self._definition(attribute(child(instance, "abstractNumId"), "val"))
        counter = self._counters.setdefault(definition, ListCounter())
        if item.number not in self._formats:
            self._formats[item.number] = self._levels(definition, instance)
        if item.number not in self._restarted:
            self._restarted.add(item.number)
            for level, start in _overridden_starts(instance):
                counter.restart(level, start)
        return counter.next_marker(item.level, self._formats[item.number] or _BULLET)

    def _definition(self, key: str) -> str:
        """Follow the link of a definition that takes its levels from a style of lists."""
        link = attribute(child(self._definitions.get(key), "numStyleLink"), "val")
        return self._by_style.get(link, key) if link else key

    def _levels(self, definition: str, instance: _Element) -> dict[int, LevelFormat]:
        formats: dict[int, LevelFormat] = {}
        overrides = [each for each in instance if local_name(each) == "lvlOverride"]
        for parent in (self._definitions.get(definition), *overrides):
            for element in () if parent is None else parent:
                if local_name(element) == "lvl":
                    formats[_number(attribute(element, "ilvl"), 0)] = _format(element)
        return formats


def _overridden_starts(instance: _Element) -> list[tuple[int, int]]:
    return [
        (_number(attribute(each, "ilvl"), 0), _number(attribute(start, "val"), 1))
        for each in instance
        if local_name(each) == "lvlOverride" and (start := child(each, "startOverride")) is not None
    ]


def _format(level: _Element) -> LevelFormat:
    number_format = child(level, "numFmt")
    text = child(level, "lvlText")
    style = _STYLES.get(attribute(number_format, "val"), "decimal")
    pattern = f"%{_number(attribute(level, 'ilvl'), 0) + 1}."
    if text is not None:
        font = run_style(child(level, "rPr")).font or ""
        pattern = attribute(text, "val")
        pattern = read_signs(font, pattern) if is_symbol_font(font) else pattern
    return LevelFormat(
        style,
        pattern,
        _number(attribute(child(level, "start"), "val"), 1),
        is_on(child(level, "isLgl")),
    )


def _number(text: str, default: int) -> int:
    # As many digits as a page of a list could count.
    return int(text) if text.isdecimal() and len(text) < 7 else default

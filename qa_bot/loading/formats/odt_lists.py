"""Numbers of the lists and headings of an OpenDocument text.

Knows lists within lists and which of them go on counting; not their text.
"""

from lxml.etree import _Element

from qa_bot.loading.formats.list_numbers import LevelFormat, ListCounter
from qa_bot.loading.formats.odt_styles import OdtStyles
from qa_bot.loading.formats.xml import attribute

_UNSTYLED = {level: LevelFormat("bullet", "") for level in range(10)}


class OdtLists:
    """The lists that are open where a document is being read."""

    def __init__(self, styles: OdtStyles) -> None:
        self._styles = styles
        self._open: list[str] = []  # the style of each list, outermost first
        self._counters: dict[str, ListCounter] = {}  # by id, and the last of each style
        self._last_of_style: dict[str, ListCounter] = {}
        self._counter = ListCounter()
        self._headings = ListCounter()
        self._is_uncounted = False  # whether the item that is open has no marker yet
        self.count = 0

    @property
    def depth(self) -> int:
        """How many lists are open."""
        return len(self._open)

    def begin(self, element: _Element) -> None:
        """Open a list; an outermost one counts anew unless it continues another."""
        style = attribute(element, "style-name") or (self._open[-1] if self._open else "")
        if not self._open:
            self.count += 1
            key = attribute(element, "id")
            goes_on = attribute(element, "continue-list")
            if goes_on and goes_on in self._counters:
                self._counter = self._counters[goes_on]
            elif attribute(element, "continue-numbering") == "true":
                self._counter = self._last_of_style.get(style, ListCounter())
            else:
                self._counter = ListCounter()
            self._counters[key] = self._last_of_style[style] = self._counter
        self._open.append(style)

    def end(self) -> None:
        """Close the innermost list."""
        self._open.pop()

    def begin_item(self, element: _Element, is_header: bool) -> None:
        """Count an item; its marker stands before its first paragraph."""
        start = attribute(element, "start-value")
        level = self.depth - 1
        if start.isdecimal() and len(start) < 7:
            self._counter.restart(level, int(start))
        self._is_uncounted = not is_header

    def take_marker(self, paragraph_style: str) -> str:
        """Return what stands before a paragraph of an item: a number or bullet, or nothing."""
        if not self._is_uncounted:
            return ""
        self._is_uncounted = False
        name = self._open[-1] or self._styles.list_of_paragraph(paragraph_style)
        levels = self._styles.list_levels(name) or _UNSTYLED
        return self._counter.next_marker(self.depth - 1, levels)

    def heading_number(self, element: _Element, level: int) -> str:
        """Count a heading and return its number, where the document numbers its headings."""
        if not self._styles.outline or attribute(element, "is-list-header") == "true":
            return ""
        if attribute(element, "restart-numbering") == "true":
            start = attribute(element, "start-value")
            self._headings.restart(level, int(start) if start.isdecimal() else 1)
        return self._headings.next_marker(level, self._styles.outline)

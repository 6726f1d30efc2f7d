"""Extract blocks of text from an element tree: headings, paragraphs, lists, tables.

Knows the tags of HTML and of trafilatura's trees; not which part of a page is
its article.
"""

import re

from lxml.etree import _Element

from qa_bot.loading.draft import Block

_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer fw h1 h2 h3 h4 h5 h6 head header hr html legend list main ol p pre quote "
    "section summary table tbody tfoot thead ul".split()
)
_ITEMS = frozenset({"item", "li"})
_ROWS = frozenset({"row", "tr"})
_CELLS = frozenset({"cell", "td", "th"})
_BREAKS = frozenset({"br", "lb"})
_PREFORMATTED = frozenset({"pre", "code", "quote"})
_SKIPPED = frozenset({"script", "style", "title"})
_SPACES = re.compile(r"\s+")
# Spaces are matched from the first one on: from each would be quadratic.
_AROUND_BREAK = re.compile(r"(?:(?<! ) +)?\n *")


def extract_blocks(tree: _Element) -> list[Block]:
    """Return the text of a tree as blocks: a heading, a paragraph, a list or a table each.

    A list has a line for each item, after "- ", and a table one for each row.
    """
    writer = _BlockWriter()
    writer.walk(tree, is_preformatted=False)
    writer.flush()
    return [
        Block("\n".join(lines), writer.levels.get(number, 0))
        for number, lines in enumerate(writer.blocks)
    ]


class _BlockWriter:
    """Collects text until a block ends, then stores it as lines."""

    def __init__(self) -> None:
        self.blocks: list[list[str]] = []
        self.levels: dict[int, int] = {}
        self._parts: list[str] = []
        self._marker = ""
        self._continues = False

    def walk(self, element: _Element, is_preformatted: bool) -> None:
        """Write an element and all below it."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            return
        is_preformatted = is_preformatted or tag in _PREFORMATTED
        if tag in _ROWS:
            self._write_row(element)
        elif tag in _ITEMS:
            self._write_item(element, is_preformatted)
        elif tag in _BREAKS:
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self._write_block(element, is_preformatted)
        else:
            self._write_content(element, is_preformatted)

    def flush(self) -> None:
        """End the block that is being written."""
        text = _AROUND_BREAK.sub("\n", "".join(self._parts)).strip()
        self._parts.clear()
        if text:
            self._add_line(self._marker + text)
            self._marker = ""

    def _add_line(self, line: str) -> None:
        if self._continues and self.blocks:
            self.blocks[-1].append(line)
        else:
            self.blocks.append([line])
        self._continues = True

    def _write_block(self, element: _Element, is_preformatted: bool) -> None:
        self.flush()
        self._continues = self._continues and _is_inside_list(element)
        first = len(self.blocks)
        self._write_content(element, is_preformatted)
        self.flush()
        if len(self.blocks) == first + 1 and (level := _level(element)):
            self.levels[first] = level
        self._continues = self._continues and _is_inside_list(element)

    def _write_item(self, element: _Element, is_preformatted: bool) -> None:
        self.flush()
        self._marker = "- "
        self._write_content(element, is_preformatted)
        self.flush()
        self._marker = ""

    def _write_row(self, element: _Element) -> None:
        self.flush()
        cells = [_one_line(cell) for cell in element if cell.tag in _CELLS]
        if any(cells):
            self._add_line(" | ".join(cells))

    def _write_content(self, element: _Element, is_preformatted: bool) -> None:
        self._add_text(element.text, is_preformatted)
        for child in element:
            self.walk(child, is_preformatted)
            self._add_text(child.tail, is_preformatted)

    def _add_text(self, text: str | None, is_preformatted: bool) -> None:
        if text:
            self._parts.append(text if is_preformatted else _SPACES.sub(" ", text))


def _level(element: _Element) -> int:
    """Return 1 to 6 for a heading of HTML or of trafilatura's trees, else 0."""
    name = element.get("rend", "") if element.tag == "head" else element.tag
    return int(name[1]) if len(name) == 2 and name[0] == "h" and name[1] in "123456" else 0


def _is_inside_list(element: _Element) -> bool:
    ancestor = element.getparent()
    while ancestor is not None and ancestor.tag not in _ROWS:
        if ancestor.tag in _ITEMS:
            return True
        ancestor = ancestor.getparent()
    return element.tag in {"tbody", "thead", "tfoot"}


def _one_line(element: _Element) -> str:
    return _SPACES.sub(" ", " ".join(str(text) for text in element.itertext())).strip()

"""An element tree to blocks of text: headings, paragraphs, lists, tables.

Knows the tags of HTML and of trafilatura's trees; not which part of a page
is worth reading.
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
_KEEPS_LINES = frozenset({"pre", "code", "quote"})
_SKIPPED = frozenset({"script", "style", "title"})
_SPACES = re.compile(r"\s+")
# Spaces are tried from the first of them alone: from each would be quadratic.
_AROUND_BREAK = re.compile(r"(?:(?<! ) +)?\n *")


def extract_blocks(tree: _Element) -> list[Block]:
    """The tree's words as blocks: a heading, a paragraph, a list or a table each.

    A list has a line per item ("- " before it), a table one per row.
    """
    writer = _Writer()
    writer.walk(tree, keep_lines=False)
    writer.flush()
    return [
        Block("\n".join(lines), writer.levels.get(number, 0))
        for number, lines in enumerate(writer.blocks)
    ]


class _Writer:
    """Collects words until a block ends, then keeps them as lines."""

    def __init__(self) -> None:
        self.blocks: list[list[str]] = []
        self.levels: dict[int, int] = {}
        self._words: list[str] = []
        self._marker = ""
        self._joins = False

    def walk(self, element: _Element, keep_lines: bool) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            return
        keep_lines = keep_lines or tag in _KEEPS_LINES
        if tag in _ROWS:
            self._write_row(element)
        elif tag in _ITEMS:
            self._write_item(element, keep_lines)
        elif tag in _BREAKS:
            self._words.append("\n")
        elif tag in _BLOCKS:
            self._write_block(element, keep_lines)
        else:
            self._write_inside(element, keep_lines)

    def flush(self) -> None:
        """End the block that is being written."""
        text = _AROUND_BREAK.sub("\n", "".join(self._words)).strip()
        self._words.clear()
        if text:
            self._keep(self._marker + text)
            self._marker = ""

    def _keep(self, line: str) -> None:
        if self._joins and self.blocks:
            self.blocks[-1].append(line)
        else:
            self.blocks.append([line])
        self._joins = True

    def _write_block(self, element: _Element, keep_lines: bool) -> None:
        self.flush()
        self._joins = self._joins and _is_inside_list(element)
        first = len(self.blocks)
        self._write_inside(element, keep_lines)
        self.flush()
        if len(self.blocks) == first + 1 and (level := _level(element)):
            self.levels[first] = level
        self._joins = self._joins and _is_inside_list(element)

    def _write_item(self, element: _Element, keep_lines: bool) -> None:
        self.flush()
        self._marker = "- "
        self._write_inside(element, keep_lines)
        self.flush()
        self._marker = ""

    def _write_row(self, element: _Element) -> None:
        self.flush()
        cells = [_one_line(cell) for cell in element if cell.tag in _CELLS]
        if any(cells):
            self._keep(" | ".join(cells))

    def _write_inside(self, element: _Element, keep_lines: bool) -> None:
        self._add(element.text, keep_lines)
        for child in element:
            self.walk(child, keep_lines)
            self._add(child.tail, keep_lines)

    def _add(self, text: str | None, keep_lines: bool) -> None:
        if text:
            self._words.append(text if keep_lines else _SPACES.sub(" ", text))


def _level(element: _Element) -> int:
    """1 to 6 for a heading of HTML or of trafilatura's trees, else 0."""
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

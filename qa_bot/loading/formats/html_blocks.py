"""Extract blocks of text from an element tree: headings, paragraphs, lists, tables.

Knows the tags of HTML and of trafilatura's trees; not which part of a page is
its article.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.html_lists import ListNumbers
from qa_bot.loading.formats.html_tables import (
    CELLS,
    ROW_GROUPS,
    ROWS,
    Cell,
    arrange,
    is_head,
    is_layout,
    is_row_group,
    outside_rows,
    rows_of,
    span,
)
from qa_bot.loading.formats.math import math_text
from qa_bot.loading.raised_text import CONTEXT_CHARS, fraction_text, lowered_text, raised_text
from qa_bot.text.line_breaks import CELL_SEPARATOR

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form fw h1 h2 h3 h4 h5 h6 head header hgroup hr html legend list main nav ol p "
    "pre quote section summary table tbody tfoot thead ul".split()
)
_ITEMS = frozenset({"item", "li"})
_LISTS = frozenset({"list", "ol", "ul", "menu", "dir"})
_BREAKS = frozenset({"br", "lb"})
_PREFORMATTED = frozenset({"pre", "code", "quote"})
_SKIPPED = frozenset({"script", "style", "title"})
_FRACTION_BARS = ("/", "⁄", "∕")
_SPACES = re.compile(r"\s+")
# Spaces are matched from the first one on: from each would be quadratic.
_AROUND_BREAK = re.compile(r"(?:(?<! ) +)?\n *")
_OWN_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,5}[.)]\s")
_MAX_EMOJI_CHARS = 12  # as many code points as joined ones take
_FORMULA_NAMES = re.compile(r"(?:^|\s)(?:tex|latex|ql-img-inline-formula|math)(?:$|\s)")
_MAX_INDENT = 8  # levels of lists that are shown by indentation


@dataclass(slots=True)
class PlacedBlock:
    """A block as it is written: its lines, the element that it is in, and its linked letters."""

    element: _Element
    lines: list[str] = field(default_factory=list)
    level: int = 0
    linked_chars: int = 0

    @property
    def block(self) -> Block:
        """The block itself."""
        return Block("\n".join(self.lines), self.level)


def extract_blocks(tree: _Element) -> list[Block]:
    """Return the text of a tree as blocks: a heading, a paragraph, a list or a table each.

    A list has a line for each item, after "- " or its number, and a table one for
    each row. Raised and lowered characters are written as `raised_text` says.
    """
    return [placed.block for placed in extract_placed_blocks(tree)]


def extract_placed_blocks(tree: _Element) -> list[PlacedBlock]:
    """Return the blocks of a tree with the elements that they are in."""
    writer = _BlockWriter(tree)
    writer.walk(tree, is_preformatted=False)
    writer.flush()
    return writer.blocks


class _BlockWriter:
    """Collects text until a block ends, then stores it as lines."""

    def __init__(self, tree: _Element) -> None:
        self.blocks: list[PlacedBlock] = []
        self._element = tree
        self._parts: list[str] = []
        self._marker = ""
        self._continues = False
        self._lists = ListNumbers()
        self._links = 0
        self._linked_chars = 0
        self._numerator = ""

    def walk(self, element: _Element, is_preformatted: bool) -> None:
        """Write an element and all below it."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            return
        is_preformatted = is_preformatted or tag in _PREFORMATTED
        if tag == "table":
            self._write_table(element)
        elif tag in ROWS:
            self._write_rows([element])
        elif tag in _ITEMS:
            self._write_item(element, is_preformatted)
        elif tag in _BREAKS:
            self._parts.append("\n")
        elif tag in _BLOCKS or tag in _LISTS:
            self._write_block(element, is_preformatted)
        else:
            self._write_inline(element, is_preformatted)

    def flush(self) -> None:
        """End the block that is being written."""
        text = _AROUND_BREAK.sub("\n", "".join(self._parts)).strip()
        self._parts.clear()
        if text:
            # A list that writes its numbers itself shows no others.
            has_number = self._marker and _OWN_NUMBER.match(text)
            indent = self._marker[: len(self._marker) - len(self._marker.lstrip())]
            self._add_line((indent if has_number else self._marker) + text)
            self._marker = ""
        self._linked_chars = 0

    def _add_line(self, line: str) -> None:
        if not self._continues or not self.blocks:
            self.blocks.append(PlacedBlock(self._element))
        self.blocks[-1].lines.append(line)
        self.blocks[-1].linked_chars += self._linked_chars
        self._continues = True

    def _write_block(self, element: _Element, is_preformatted: bool) -> None:
        self.flush()
        self._continues = self._continues and _is_inside_list(element)
        first, outer = len(self.blocks), self._element
        self._element = element
        if element.tag in _LISTS:
            self._lists.open(element)
        self._write_content(element, is_preformatted)
        self.flush()
        if element.tag in _LISTS:
            self._lists.close()
        self._element = outer
        if len(self.blocks) == first + 1 and (level := _level(element)):
            self.blocks[first].level = level
        self._continues = self._continues and _is_inside_list(element)

    def _write_item(self, element: _Element, is_preformatted: bool) -> None:
        self.flush()
        indent = "  " * min(max(0, self._lists.depth - 1), _MAX_INDENT)
        self._marker = indent + self._lists.next_marker(element)
        self._write_content(element, is_preformatted)
        self.flush()
        self._marker = ""

    def _write_table(self, table: _Element) -> None:
        self.flush()
        self._continues = self._continues and _is_inside_list(table)
        outer, self._element = self._element, table
        rows = list(rows_of(table))
        if is_layout(table, rows):
            self._write_layout(table)
        else:
            # A caption and what else is not in a cell stands before the rows.
            for part in outside_rows(table):
                if isinstance(part, str):
                    self._add_text(part, is_preformatted=False)
                else:
                    self.walk(part, is_preformatted=False)
                self.flush()
                self._continues = False
            self._write_rows(rows)
        self._element = outer
        self._continues = self._continues and _is_inside_list(table)

    def _write_layout(self, element: _Element) -> None:
        """Write each cell as a part of the page, in order."""
        self._add_text(element.text, is_preformatted=False)
        for child in element:
            self._continues = False
            if child.tag in ROWS or is_row_group(child):
                self._write_layout(child)
            elif child.tag in CELLS:
                self._write_block(child, is_preformatted=False)
            else:
                self.walk(child, is_preformatted=False)
            self._add_text(child.tail, is_preformatted=False)
            self.flush()

    def _write_rows(self, rows: Sequence[_Element]) -> None:
        self.flush()
        for cells in arrange([self._cells(row) for row in rows]):
            if any(cells):
                self._add_line(CELL_SEPARATOR.join(cells))

    def _cells(self, row: _Element) -> list[Cell]:
        return [
            Cell(self._cell_text(cell), span(cell, "rowspan"), span(cell, "colspan"), is_head(cell))
            for cell in row
            if cell.tag in CELLS
        ]

    def _cell_text(self, cell: _Element) -> str:
        """Return the text of a cell on one line, its blocks separated by spaces."""
        writer = _BlockWriter(cell)
        writer._write_content(cell, is_preformatted=False)
        writer.flush()
        self._linked_chars += sum(block.linked_chars for block in writer.blocks)
        return " ".join(" ".join(block.block.text for block in writer.blocks).split())

    def _write_inline(self, element: _Element, is_preformatted: bool) -> None:
        match element.tag:
            case "sup" | "sub":
                self._write_raised(element)
            case "math":
                self._add_text(math_text(element), is_preformatted)
            case "q":
                self._parts.append("“")
                self._write_content(element, is_preformatted)
                self._parts.append("”")
            case "a":
                self._links += 1
                self._write_content(element, is_preformatted)
                self._links -= 1
            case "input" if is_checkbox(element):
                self._parts.append("☑" if element.get("checked") is not None else "☐")
                self._parts.append("" if (element.tail or "")[:1].isspace() else " ")
            case "img":
                self._parts.append(_shown_alternative(element))
            case "svg":
                for text in element.iter("text"):
                    self._parts.append(f"\n{' '.join(''.join(text.itertext()).split())}\n")
            case _:
                self._write_content(element, is_preformatted)

    def _write_raised(self, element: _Element) -> None:
        before = "".join(self._parts[-CONTEXT_CHARS:])[-CONTEXT_CHARS:]
        text, after = "".join(map(str, element.itertext())), (element.tail or "")
        if element.tag == "sub":
            above, self._numerator = self._numerator, ""
            is_fraction = above and text.strip().isdigit()
            written = fraction_text(before, above, text) if is_fraction else above and f"{above}/"
            self._parts.append(written if is_fraction else written + lowered_text(before, text))
        elif (
            text.strip().isdigit()
            and _is_sub(element.getnext())
            and after.strip() in _FRACTION_BARS
        ):
            # Written with the lowered number that follows, without the bar between.
            self._numerator = text.strip()
        elif text.strip().isdigit() and after[:1] in _FRACTION_BARS and after[1:2].isdigit():
            self._parts.append(f" {text}" if before[-1:].isdigit() else text)
        else:
            self._parts.append(raised_text(before, text, after))

    def _write_content(self, element: _Element, is_preformatted: bool) -> None:
        self._add_text(element.text, is_preformatted)
        for child in element:
            self.walk(child, is_preformatted)
            if not self._numerator:
                self._add_text(child.tail, is_preformatted)

    def _add_text(self, text: str | None, is_preformatted: bool) -> None:
        if text:
            self._parts.append(text if is_preformatted else _SPACES.sub(" ", text))
            self._linked_chars += len(text.strip()) if self._links else 0


def is_checkbox(element: _Element) -> bool:
    """Return whether an element is a box that is ticked or not."""
    return str(element.tag) == "input" and element.get("type", "").lower() in ("checkbox", "radio")


def _shown_alternative(image: _Element) -> str:
    """Return the text of a picture that stands for characters: an emoji or a formula."""
    text = " ".join((image.get("alt") or "").split())
    if len(text) <= _MAX_EMOJI_CHARS and not text.isascii() and not any(map(str.isalnum, text)):
        return text
    return text if _FORMULA_NAMES.search(image.get("class") or "") else ""


def _level(element: _Element) -> int:
    """Return 1 to 6 for a heading of HTML or of trafilatura's trees, else 0."""
    name = element.get("rend", "") if element.tag == "head" else element.tag
    return int(name[1]) if len(name) == 2 and name[0] == "h" and name[1] in "123456" else 0


def _is_inside_list(element: _Element) -> bool:
    ancestor = element.getparent()
    while ancestor is not None and ancestor.tag not in ROWS:
        if ancestor.tag in _ITEMS:
            return True
        ancestor = ancestor.getparent()
    return element.tag in ROW_GROUPS


def _is_sub(element: _Element | None) -> bool:
    return element is not None and str(element.tag) == "sub"

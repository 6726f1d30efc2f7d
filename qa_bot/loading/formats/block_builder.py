"""Build blocks of text from the paragraphs, lists and tables of a word processor.

Knows how a list and a table are written in lines; not which format they come from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.loading.draft import Block
from qa_bot.text.line_breaks import CELL_SEPARATOR

BULLET = "- "
# Spaces are matched from the first one on: from each would be quadratic.
_AROUND_BREAK = re.compile(r"(?:(?<! ) +)?\n *")
_SPACES = re.compile(r"[^\S\n]+")
MAX_COLUMNS = 100  # as many as a person's table has; wider spans are an attack
# A longer text is no head, and repeating it would multiply the table.
_MAX_REPEATED_CHARS = 100
_REPEATED_PER_CELL, _REPEATED_AT_LEAST = 4, 1000


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: its blocks, and whether one of them is a table itself."""

    blocks: tuple[Block, ...] = ()
    has_table: bool = False

    @property
    def is_short(self) -> bool:
        """Whether it can be a head."""
        length = sum(len(block.text) for block in self.blocks)
        return length <= _MAX_REPEATED_CHARS and not self.has_table

    @property
    def text(self) -> str:
        """The text on one line."""
        return " ".join(" ".join(block.text.split()) for block in self.blocks)


EMPTY = TableCell()


class Repetition:
    """Bounds how often the cells of a table are repeated where they span rows or columns.

    Some for each cell of the table, and some for small tables.
    """

    def __init__(self) -> None:
        self._left = _REPEATED_AT_LEAST

    def count(self, cell: TableCell) -> TableCell:
        """Return a cell of the table, having counted it."""
        self._left += _REPEATED_PER_CELL
        return cell

    def again(self, cell: TableCell) -> TableCell:
        """Return what a cell leaves in a row or column that it covers: a short text, or nothing."""
        if not cell.is_short or self._left <= 0:
            return EMPTY
        self._left -= 1
        return cell


class BlockBuilder:
    """Collects paragraphs; the items of a list become one block, a line for each."""

    def __init__(self) -> None:
        self._blocks: list[list[str]] = []
        self._levels: dict[int, int] = {}
        self._is_in_list = False
        self._lists: set[str] = set()
        self.has_table = False

    @property
    def blocks(self) -> list[Block]:
        """The blocks so far."""
        return [
            Block("\n".join(lines), self._levels.get(number, 0))
            for number, lines in enumerate(self._blocks)
        ]

    def add_paragraph(self, text: str, level: int = 0) -> None:
        """Add a paragraph, or a heading of a level."""
        if text := tidy(text):
            self._add_block(Block(text, level))

    def add_item(self, text: str, marker: str, list_id: str = "", depth: int = 0) -> None:
        """Add an item of a list, or a further paragraph of one, which has no marker.

        `marker` is what stands before it, such as "- " or "2. ". An outermost
        item of another list, by its id, begins a block.
        """
        text = tidy(text)
        if not text:
            return
        is_other = depth == 0 and list_id not in self._lists
        if not self._is_in_list or is_other:
            self._blocks.append([])
            self._lists.clear()
        self._lists.add(list_id)
        self._blocks[-1].append(marker + text)
        self._is_in_list = True

    def add_table(self, rows: Sequence[Sequence[TableCell]]) -> None:
        """Add a table, a line for each row, with " | " between cells.

        One with a single column, or with a table or heading in a cell, only
        lays out a page: its cells are added one after another.
        """
        self.has_table = True
        is_layout = all(len(row) < 2 for row in rows) or any(
            cell.has_table or any(block.level for block in cell.blocks)
            for row in rows
            for cell in row
        )
        if is_layout:
            for block in (block for row in rows for cell in row for block in cell.blocks):
                self._add_block(block)
            return
        lines = [CELL_SEPARATOR.join(cell.text for cell in row) for row in rows]
        written = [line for line in lines if line.strip(" |")]
        if written:
            self._add_block(Block("\n".join(written)))

    def add_blocks(self, blocks: Sequence[Block]) -> None:
        """Add finished blocks, such as those of a text box."""
        for block in blocks:
            self._add_block(block)

    def _add_block(self, block: Block) -> None:
        self._blocks.append([block.text])
        if block.level:
            self._levels[len(self._blocks) - 1] = block.level
        self._is_in_list = False


def tidy(text: str) -> str:
    """Return a text with single spaces, and none around its line breaks."""
    return _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text)).strip()

"""The paragraphs, lists and tables of one story of a rich text: its body, a note, a text box.

Knows when paragraphs, cells and rows end; not control words.
"""

import re
from dataclasses import dataclass, field

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.block_builder import (
    BULLET,
    EMPTY,
    MAX_COLUMNS,
    BlockBuilder,
    Repetition,
    TableCell,
)
from qa_bot.loading.formats.list_numbers import BOXES
from qa_bot.loading.formats.raised import RAISED, Run, compose
from qa_bot.loading.formats.rtf_tokens import join_surrogates

_TYPED_MARKER = re.compile(r"\s{0,9}([•◦▪‣·■●○–-]|\(?[0-9A-Za-z]{1,5}[.)])\t\s{0,99}")
_NUMBER = re.compile(r"[\[(]?\w{1,8}(?:[.\-]\w{1,8}){0,8}[.):\]]{0,2}")
_WORD_NUMBER = re.compile(r"[^\W\d_]{2,20}\s\w{1,8}[.):]?")
# Twips, a twentieth of a point: edges of cells within these are one line on the page.
_SAME_EDGE = 60
_MAX_NESTING = 30  # tables within tables; deeper ones are read as the deepest
_MAX_MARK = 4  # characters of a mark that leads to a note


@dataclass(slots=True)
class CellFormat:
    """Where a cell ends, in twips from the margin, and how it is merged."""

    edge: int = 0
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """A paragraph's heading level, the depth of tables around it, its list and style."""

    level: int = 0
    depth: int = 0
    list_id: str = ""
    list_depth: int = 0
    is_title: bool = False


@dataclass(slots=True)
class _Row:
    cells: list[TableCell]
    formats: list[CellFormat]


@dataclass(slots=True)
class _Table:
    builder: BlockBuilder = field(default_factory=BlockBuilder)
    cells: list[TableCell] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


class Story:
    """Collects the text of a story."""

    def __init__(self) -> None:
        self._builder = BlockBuilder()
        self._tables: list[_Table] = []
        self._runs: list[Run] = []
        self._asides: list[list[Block]] = []
        self._marker: str | None = None
        self.title = ""

    def write(self, text: str, shift: int = 0) -> None:
        """Add text to the paragraph."""
        if text:
            self._runs.append(Run(text, shift))

    def set_marker(self, text: str) -> None:
        """Set the number or bullet of the paragraph."""
        self._marker = text

    def add_aside(self, blocks: list[Block]) -> None:
        """Keep the text of a box for after the paragraph that it is anchored in."""
        if blocks:
            self._asides.append(blocks)

    def drop_note_mark(self) -> None:
        """Remove a raised sign that the paragraph ends in: a note of its own follows."""
        last = self._runs[-1] if self._runs else Run("")
        if last.shift == RAISED and len(last.text.strip()) <= _MAX_MARK:
            self._runs.pop()

    def end_paragraph(self, form: ParagraphFormat) -> None:
        """Store the paragraph in the cell or text that it belongs to."""
        runs, self._runs = self._runs, []
        marker, self._marker = self._marker, None
        text = join_surrogates(compose(runs))
        if not text.strip() and not self._asides:
            return
        builder = self._target(form.depth)
        if marker is None and not form.level and (typed := _TYPED_MARKER.match(text)):
            marker, text = typed[1], text[typed.end() :]
        marker = None if marker is None else tidy_marker(marker)
        if form.level:
            prefix = "" if marker in (None, BULLET) else marker
            builder.add_paragraph(f"{prefix}{text.strip()}", form.level)
        elif marker is None:
            builder.add_paragraph(text)
        else:
            builder.add_item(text, marker, form.list_id, form.list_depth)
        if form.is_title and not self.title:
            self.title = " ".join(text.split())
        for blocks in self._asides:
            builder.add_blocks(blocks)
        self._asides = []

    def end_cell(self, depth: int, form: ParagraphFormat) -> None:
        """Store a cell of a table at a depth from 1 on."""
        depth = max(1, min(depth, _MAX_NESTING))
        self.end_paragraph(
            ParagraphFormat(form.level, depth, form.list_id, form.list_depth, form.is_title)
        )
        self._target(depth)
        table = self._tables[-1]
        table.cells.append(TableCell(tuple(table.builder.blocks), table.builder.has_table))
        table.builder = BlockBuilder()

    def end_row(self, depth: int, formats: list[CellFormat]) -> None:
        """Store a row of a table at a depth from 1 on."""
        depth = max(1, min(depth, _MAX_NESTING))
        self._target(depth)
        table = self._tables[-1]
        if table.cells:
            table.rows.append(_Row(table.cells, formats[: len(table.cells)]))
            table.cells = []

    def finish(self) -> list[Block]:
        """End the story and return its blocks."""
        self.end_paragraph(ParagraphFormat())
        self._target(0)
        return self._builder.blocks

    def _target(self, depth: int) -> BlockBuilder:
        """Return what a paragraph at a depth of tables is added to; end deeper tables."""
        depth = min(depth, _MAX_NESTING)
        while len(self._tables) > depth:
            table = self._tables.pop()
            outer = self._tables[-1].builder if self._tables else self._builder
            _close(table, outer)
        while len(self._tables) < depth:
            self._tables.append(_Table())
        return self._tables[-1].builder if self._tables else self._builder


def tidy_marker(text: str) -> str:
    """Return what stands before an item: its number or box, else "- "."""
    marker = " ".join(text.split())
    if marker in BOXES:
        return f"{marker} "
    is_number = _NUMBER.fullmatch(marker) is not None or _WORD_NUMBER.fullmatch(marker) is not None
    # A lone letter, such as the "o" of Courier New, is drawn as a bullet.
    is_letter = len(marker) == 1 and marker.isalpha()
    return f"{marker} " if is_number and not is_letter else BULLET


def _close(table: _Table, outer: BlockBuilder) -> None:
    """Add a table to what it stands in, and text after its last row as paragraphs."""
    if table.rows:
        outer.add_table(_aligned(table.rows))
    for cell in table.cells:
        outer.add_blocks(cell.blocks)
    outer.add_blocks(table.builder.blocks)


def _aligned(rows: list[_Row]) -> list[list[TableCell]]:
    """Return the cells of the rows in their columns, merged ones repeated downward."""
    edges = [each.edge for each in max(rows, key=lambda row: len(row.formats)).formats]
    above: dict[int, TableCell] = {}
    aligned: list[list[TableCell]] = []
    repetition = Repetition()
    for row in rows:
        cells: list[TableCell] = []
        spans = _spans(row, edges)
        below: dict[int, TableCell] = {}
        for index, cell in enumerate(row.cells):
            form = row.formats[index] if index < len(row.formats) else CellFormat()
            column = len(cells)
            if form.is_below and not cell.text:
                cell = repetition.again(above.get(column, cell))
            below[column] = repetition.count(cell)
            # The first row holds the heads, which stand over each of their columns.
            is_head = not aligned and len(row.cells) > 1
            covered = range(1, spans[index] if spans else 1)
            cells += [cell, *(repetition.again(cell) if is_head else EMPTY for _ in covered)]
        above = below
        while cells and not cells[-1].blocks:
            cells.pop()
        aligned.append(cells)
    return aligned


def _spans(row: _Row, edges: list[int]) -> list[int]:
    """Return how many columns each cell covers; nothing where the row has columns of its own."""
    spans: list[int] = []
    if len(edges) > MAX_COLUMNS or len(row.formats) > MAX_COLUMNS:
        return []
    start = 0
    for form in row.formats:
        found = [i for i in range(start, len(edges)) if abs(edges[i] - form.edge) <= _SAME_EDGE]
        if not found:
            return []
        spans.append(found[0] - start + 1)
        start = found[0] + 1
    return spans if len(spans) == len(row.cells) else []

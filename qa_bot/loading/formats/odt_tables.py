"""Tables of an OpenDocument text: rows of cells in the columns where a reader sees them.

Knows spans, repetition and what is hidden; the text of a cell is read by whoever asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.block_builder import EMPTY, MAX_COLUMNS, TableCell, repeated
from qa_bot.loading.formats.xml import attribute, local_name

_MAX_SPANNED_ROWS = 10_000  # more than a page of any table
# Rows that repetition may add: some for each row, and some for small tables.
_REPEATED_PER_ROW, _REPEATED_AT_LEAST = 4, 200


def read_rows(table: _Element, read: Callable[[_Element], list[Block]]) -> list[list[TableCell]]:
    """Return the rows of a table.

    A cell merged downward is repeated in each row, and a head over several
    columns in each of these; other cells that span columns are followed by
    empty ones, so that the columns stay in line.
    """
    rows: list[list[TableCell]] = []
    above: dict[int, _Covered] = {}
    # Some programs leave out the cells that are covered, as HTML does.
    is_spread = any(local_name(inner) == "covered-table-cell" for inner in table.iter())
    elements = list(_rows(table))
    budget = _REPEATED_AT_LEAST + _REPEATED_PER_ROW * len(elements)
    for row in elements:
        cells = _read_row(row if is_spread else _spread(row, above), not rows, above, read)
        while cells and not cells[-1].blocks:
            cells.pop()
        rows.append(cells)
        again = min(_count(row, "number-rows-repeated", _MAX_SPANNED_ROWS) - 1, budget)
        if cells and all(repeated(cell) is cell for cell in cells):
            rows += [cells] * again
            budget -= again
    return rows


@dataclass(frozen=True, slots=True)
class _Covered:
    """What a cell leaves in a column: its text, and in how many rows more, or only beside it."""

    rows_left: int
    cell: TableCell


def _read_row(
    row: Iterable[_Element],
    is_head: bool,
    above: dict[int, _Covered],
    read: Callable[[_Element], list[Block]],
) -> list[TableCell]:
    cells: list[TableCell] = []
    beside: list[TableCell] = []  # what the cell before leaves in the columns that it spans
    for element in row:
        name = local_name(element)
        if name not in ("table-cell", "covered-table-cell"):
            continue
        cell = _cell(element, read)
        times = _count(element, "number-columns-repeated", MAX_COLUMNS)
        for index in range(max(1, min(times, MAX_COLUMNS - len(cells)))):
            column = len(cells)
            covered = above.pop(column, None)
            rows_left = 0
            if name == "table-cell":
                shown = cell if index == 0 else repeated(cell)
                rows_left = _count(element, "number-rows-spanned", _MAX_SPANNED_ROWS) - 1
                span = _count(element, "number-columns-spanned", MAX_COLUMNS)
                beside = [repeated(cell) if is_head else EMPTY] * (span - 1)
            elif covered:
                shown, rows_left = covered.cell, covered.rows_left - 1
            else:
                shown = beside.pop() if beside else EMPTY
            if rows_left > 0:
                above[column] = _Covered(rows_left, repeated(shown))
            cells.append(shown)
    return cells


def _spread(row: _Element, above: dict[int, _Covered]) -> Iterator[_Element]:
    """Yield the cells of a row with those that are covered by a cell above or beside."""
    column = 0
    covered = row.makeelement("covered-table-cell")
    for element in row:
        if local_name(element) != "table-cell":
            continue
        while column in above:
            yield covered
            column += 1
        yield element
        column += _count(element, "number-columns-repeated", MAX_COLUMNS)
        for _ in range(_count(element, "number-columns-spanned", MAX_COLUMNS) - 1):
            yield covered
            column += 1
    while column in above:
        yield covered
        column += 1


def _cell(element: _Element, read: Callable[[_Element], list[Block]]) -> TableCell:
    has_table = any(local_name(inner) == "table" for inner in element.iter())
    return TableCell(tuple(read(element)), has_table)


def _rows(parent: _Element) -> Iterator[_Element]:
    """Yield the rows of a table, through header rows and groups; hidden ones stay out."""
    for element in parent:
        name = local_name(element)
        if name == "table-row":
            if attribute(element, "visibility") not in ("collapse", "filter"):
                yield element
        elif name in ("table-header-rows", "table-rows", "table-row-group", "soft-page-break"):
            yield from _rows(element)


def _count(element: _Element, name: str, most: int) -> int:
    value = attribute(element, name)
    return min(int(value), most) if value.isdecimal() and 0 < len(value) < 9 else 1

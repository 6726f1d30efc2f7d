"""Tables of an OpenDocument text: rows of cells in the columns where a reader sees them.

Knows spans, repetition and what is hidden; the text of a cell is read by whoever asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.block_builder import EMPTY, MAX_COLUMNS, Repetition, TableCell
from qa_bot.loading.formats.xml import attribute, local_name

_MAX_SPANNED_ROWS = 10_000  # more than any table has


def read_rows(table: _Element, read: Callable[[_Element], list[Block]]) -> list[list[TableCell]]:
    """Return the rows of a table.

    A cell merged downward is repeated in each row, and a head over several
    columns in each of these; other cells that span columns are followed by
    empty ones, so that the columns stay in line.
    """
    rows: list[list[TableCell]] = []
    above: dict[int, _Covered] = {}
    repetition = Repetition()
    # Some programs leave out the cells that are covered, as HTML does.
    is_spread = any(local_name(inner) == "covered-table-cell" for inner in table.iter())
    for row in _rows(table):
        elements = row if is_spread else _spread(row, above)
        cells = _read_row(elements, not rows, above, repetition, read)
        while cells and not cells[-1].blocks:
            cells.pop()
        rows.append(cells)
        for _ in range(_count(row, "number-rows-repeated", _MAX_SPANNED_ROWS) - 1):
            again = [repetition.again(cell) for cell in cells]
            # A row that is not repeated whole is not repeated.
            if not cells or again != cells:
                break
            rows.append(cells)
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
    repetition: Repetition,
    read: Callable[[_Element], list[Block]],
) -> list[TableCell]:
    cells: list[TableCell] = []
    beside: list[TableCell] = []  # what the cell before leaves in the columns that it spans
    for element in row:
        is_covered = local_name(element) == "covered-table-cell"
        if not is_covered and local_name(element) != "table-cell":
            continue
        own = EMPTY if is_covered else repetition.count(_cell(element, read))
        times = min(_count(element, "number-columns-repeated", MAX_COLUMNS), MAX_COLUMNS)
        for index in range(max(1, min(times, MAX_COLUMNS - len(cells)))):
            column = len(cells)
            covered = above.pop(column, None)
            if not is_covered:
                shown = own if index == 0 else repetition.again(own)
                rows_left = _count(element, "number-rows-spanned", _MAX_SPANNED_ROWS) - 1
                span = _count(element, "number-columns-spanned", MAX_COLUMNS)
                beside = [repetition.again(own) if is_head else EMPTY for _ in range(span - 1)]
            elif covered:
                shown, rows_left = repetition.again(covered.cell), covered.rows_left - 1
            else:
                shown, rows_left = beside.pop() if beside else EMPTY, 0
            if rows_left > 0 and column < MAX_COLUMNS:
                above[column] = _Covered(rows_left, shown)
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

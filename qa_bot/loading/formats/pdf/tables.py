"""Put the lines of wrapped cells together into the rows of their table.

Knows the columns that cells stand in; not PDF. Lengths are in points, y grows upward.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa_bot.loading.formats.pdf.columns import read_as_columns
from qa_bot.loading.formats.pdf.geometry import Line, PrintedCell, cells_of, line_of_cells
from qa_bot.loading.formats.pdf.hyphenation import join_lines
from qa_bot.loading.formats.pdf.table_blocks import (
    ROW_STEP,
    Table,
    TableLine,
    find_tables,
    line_steps,
)


def join_table_rows(lines: Sequence[Line], words: Counter[str]) -> list[Line]:
    """Return the lines with each row of a table as one, marked with its table's number.

    `words` are those of the document, which help to rejoin broken ones.
    """
    out: list[Line] = []
    number = max((line.table for line in lines), default=0)
    for block in find_tables(lines):
        if isinstance(block, Line):
            out.append(block)
            continue
        number += len(block.columns)
        if columns := read_as_columns(block, number):
            out += columns
            number += len(block.columns)
            continue
        for row in _rows_by_order(block) if block.jumps else _rows_byline_steps(block):
            out.append(replace(_row_line(row, words), table=number))
    return out


def _rows_by_order(table: Table) -> Iterator[list[TableLine]]:
    """Yield the rows of a table that is drawn cell by cell: one ends where the columns restart."""
    row: list[TableLine] = []
    for line in table.lines:
        if row and line.columns[0] < row[-1].columns[-1]:
            yield row
            row = []
        row.append(line)
    yield row


def _rows_byline_steps(table: Table) -> Iterator[list[TableLine]]:
    """Yield the rows of a table that is drawn line by line."""
    steps = line_steps(table)
    least = ROW_STEP * min(steps, default=0.0)
    # That the head alone stands apart says nothing of the other rows.
    differ = any(step > least for step in steps[1:])
    row = table.lines[:1]
    for step, line in zip(steps, table.lines[1:], strict=True):
        if (differ and step > least) or _begins_row(line, len(table.columns), differ=differ):
            yield row
            row = []
        row.append(line)
    yield row


def _begins_row(line: TableLine, columns: int, *, differ: bool) -> bool:
    """Return whether a line close below another is a row of its own.

    `differ` means that rows of the table stand further apart than lines of a cell.
    """
    starts = [cell.text[:1] for cell in cells_of(line.line)]
    if line.columns[0] == 0:
        is_full = len(starts) == columns
        if differ:
            return is_full and not starts[0].islower()
        return is_full or not starts[0].islower()
    # Below a head that spans rows, every other column begins anew.
    is_full = len(starts) == columns - 1 > 1
    return is_full and any(start.isupper() or start.isdecimal() for start in starts)


def _row_line(row: Sequence[TableLine], words: Counter[str]) -> Line:
    """Return the row as one line; a column without text between others is an empty cell."""
    cells: dict[int, PrintedCell] = {}
    for line in row:
        for number, cell in line.parts:
            above = cells.get(number)
            cells[number] = _below(above, cell, words) if above else cell
    last = max(cells)
    whole = [cells.get(number, PrintedCell("", 0.0, 0.0)) for number in range(last + 1)]
    first = row[0].line
    joined = line_of_cells(whole, first.bottom, first.height)
    lowest = min(line.line.bottom for line in row)
    left = min(cell.left for cell in cells.values())
    return replace(joined, left=left, bottom=lowest)


def _below(above: PrintedCell, cell: PrintedCell, words: Counter[str]) -> PrintedCell:
    """Return two lines of a cell as one."""
    text = join_lines(above.text, cell.text, words)
    return PrintedCell(text, min(above.left, cell.left), max(above.right, cell.right))

"""Find tables: consecutive lines of a page whose cells fit into columns.

Knows where cells stand and in which order they are drawn; not PDF. Lengths are
in points, y grows upward.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qa_bot.loading.formats.pdf.geometry import Line, PrintedCell, cells_of, line_of_cells

# No measurement of these is on record.
ROW_STEP = 1.2  # ratio of a step between rows to that within cells, where they differ
# Lengths in heights of the line's letters:
_MAX_STEP = 3.5  # from a line of a table to the next; more ends the table
_MAX_JUMP = 15.0  # upward, from the last line of a cell to the first of the next
_OVERHANG = 0.4  # a cell may reach so far out of its column
_SAME_BASELINE = 0.4  # baselines in one line of a row differ by less
_ALIGNED = 0.5  # edges of cells one under the other differ by less
_MAX_FIRST_ONLY = 2  # lines on end that have text in the first column only
_MAX_COLUMNS = 60  # a wider line is no table's


@dataclass(slots=True)
class _Column:
    """The horizontal extent of a column, which grows with its cells."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line, and the columns that its cells stand in."""

    line: Line
    columns: tuple[int, ...]

    @property
    def parts(self) -> Iterator[tuple[int, PrintedCell]]:
        """The cells with their columns."""
        return zip(self.columns, cells_of(self.line), strict=True)


@dataclass(slots=True)
class Table:
    """Consecutive lines that fit into columns."""

    columns: list[_Column]
    lines: list[TableLine] = field(default_factory=list)

    def add(self, line: TableLine) -> None:
        """Add a line, and widen its columns."""
        self.lines.append(line)
        for number, cell in line.parts:
            column = self.columns[number]
            column.left, column.right = min(column.left, cell.left), max(column.right, cell.right)

    def fit(self, line: Line) -> TableLine | None:
        """Return the line with its columns, or None where it is not the table's."""
        above, height = self.lines[-1], max(line.height, 1.0)
        step = above.line.bottom - line.bottom
        cells = cells_of(line)
        if line.table or not -_MAX_JUMP * height < step < _MAX_STEP * height:
            return None
        found = [self._column_of(cell, height) for cell in cells]
        if len(cells) == len(self.columns):
            found = list(range(len(cells)))
        columns = tuple(number for number in found if number is not None)
        if len(set(columns)) < len(cells):
            return None
        # Upward the next cell of the row is drawn.
        is_onward = step > -_SAME_BASELINE * height or columns[0] > above.columns[-1]
        return TableLine(line, columns) if is_onward else None

    def _column_of(self, cell: PrintedCell, height: float) -> int | None:
        """Return the column that the cell stands in without reaching into another."""
        slack = _OVERHANG * height
        meets = [
            number
            for number, column in enumerate(self.columns)
            if cell.left < column.right - slack and column.left < cell.right - slack
        ]
        is_within = len(meets) == 1 and (meets[0] > 0 or cell.left > self.columns[0].left - slack)
        return meets[0] if is_within else None

    @property
    def jumps(self) -> bool:
        """Whether it is drawn cell by cell, as the pen goes up again after a wrapped cell."""
        return any(
            below.line.bottom - above.line.bottom > _SAME_BASELINE * above.line.height
            for above, below in pairwise(self.lines)
        )


def find_tables(lines: Sequence[Line]) -> Iterator[Table | Line]:
    """Yield tables, and the lines that are in none, in the order of the page."""
    table: Table | None = None
    for line in _split_at_seams(lines):
        if table and (fitted := table.fit(line)):
            table.add(fitted)
            continue
        if table:
            yield from _without_lines_below(table)
        cells = cells_of(line)
        table = None
        if line.table or not 1 < len(cells) <= _MAX_COLUMNS:
            yield line
            continue
        table = Table([_Column(cell.left, cell.right) for cell in cells])
        table.add(TableLine(line, tuple(range(len(cells)))))
    if table:
        yield from _without_lines_below(table)


def _split_at_seams(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with cells parted where those of a neighbour with more cells are."""
    out = list(lines)
    for number, line in enumerate(lines):
        if line.table or not any(cell.parts for cell in line.cells):
            continue
        for other in (*out[max(0, number - 1) : number], *lines[number + 1 : number + 2]):
            near = abs(other.bottom - line.bottom) < _MAX_STEP * line.height
            if near and len(line.cells) < len(other.cells) <= _MAX_COLUMNS:
                out[number] = _split_like(line, other)
    return out


def _split_like(line: Line, other: Line) -> Line:
    """Return the line with as many cells as the other, each below or above one, if it has them."""
    units = [part for cell in line.cells for part in (cell.parts or (cell,))]
    groups: list[list[PrintedCell]] = [[] for _ in other.cells]
    for unit in units:
        overlaps = [min(unit.right, cell.right) - max(unit.left, cell.left) for cell in other.cells]
        groups[overlaps.index(max(overlaps))].append(unit)
    if not all(groups) or [unit for group in groups for unit in group] != units:
        return line
    cells = [
        PrintedCell(" ".join(unit.text for unit in group), group[0].left, group[-1].right)
        for group in groups
    ]
    slack = _ALIGNED * line.height
    are_aligned = all(
        min(abs(cell.left - above.left), abs(cell.right - above.right)) < slack
        for cell, above in zip(cells, other.cells, strict=True)
    )
    return line_of_cells(cells, line.bottom, line.height) if are_aligned else line


def _without_lines_below(table: Table) -> Iterator[Table | Line]:
    """Yield the table without short lines below it, and these; or the only line that it has."""
    steps = line_steps(table)
    least = ROW_STEP * min((step for step in steps if step > 0), default=0.0)
    is_wrapped = any(step > least for step in steps[1:]) and not table.jumps
    end = _end_of_rows(table)
    while end > 1 and table.lines[end - 1].columns == (0,):
        if is_wrapped and steps[end - 2] <= least:
            break
        end -= 1
    if end > 1:
        yield Table(table.columns, table.lines[:end])
    else:
        yield table.lines[0].line
    for below in table.lines[end:]:
        yield below.line


def _end_of_rows(table: Table) -> int:
    """Return the number of lines before text that stands in the first column only."""
    if table.jumps:
        return len(table.lines)
    # One line with something at its right edge, such as a label, makes no table.
    is_table = sum(len(line.columns) > 1 for line in table.lines) > 1
    most = _MAX_FIRST_ONLY if is_table else 0
    run = 0
    for number, line in enumerate(table.lines):
        run = run + 1 if line.columns == (0,) else 0
        if run > most:
            return number + 1 - run
    return len(table.lines)


def line_steps(table: Table) -> list[float]:
    """Return the distances from each line down to the next."""
    return [above.line.bottom - below.line.bottom for above, below in pairwise(table.lines)]

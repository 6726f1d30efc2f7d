"""Tell columns of running text from a table, where both are drawn line by line.

Knows the columns that lines stand in; not PDF.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from qa_bot.loading.formats.pdf.geometry import Line, PrintedCell, line_of_cells
from qa_bot.loading.formats.pdf.table_blocks import ROW_STEP, Table, line_steps

# No measurement of these is on record.
_MIN_LINES = 3  # fewer lines side by side are a table
_MIN_CHARS = 20  # usual length of a line of running text in the narrowest columns
_MIN_FILL = 0.75  # share of the column's width that most lines of running text take
_MIN_CONTINUED = 0.4  # share of lines that go on with the sentence above
_SENTENCE_ENDS = tuple(".!?…。！？؟।")


def read_as_columns(table: Table, number: int) -> list[Line]:
    """Return the lines column by column where they are running text, else none.

    The first column gets the given number, the next ones those after it.
    """
    if len(table.lines) < _MIN_LINES or table.jumps:
        return []
    steps = line_steps(table)
    if any(step > ROW_STEP * min(steps) for step in steps[1:]):
        return []
    columns: list[list[tuple[PrintedCell, Line]]] = [[] for _ in table.columns]
    for line in table.lines:
        for number, cell in line.parts:
            columns[number].append((cell, line.line))
    if not all(_is_running_text([cell for cell, _ in column]) for column in columns):
        return []
    return [
        replace(line_of_cells([cell], line.bottom, line.height), column=number + index)
        for index, column in enumerate(columns)
        for cell, line in column
    ]


def _is_running_text(cells: Sequence[PrintedCell]) -> bool:
    """Return whether the lines fill their column and go on from one to the next."""
    if len(cells) < _MIN_LINES:
        return False
    width = max(cell.right for cell in cells) - min(cell.left for cell in cells)
    fill = median(cell.right - cell.left for cell in cells)
    continued = sum(_goes_on(above.text, below.text) for above, below in pairwise(cells))
    return (
        fill >= _MIN_FILL * width
        and median(len(cell.text) for cell in cells) >= _MIN_CHARS
        and continued >= _MIN_CONTINUED * (len(cells) - 1)
    )


def _goes_on(above: str, below: str) -> bool:
    """Return whether a line goes on with the sentence above it.

    Letters without case, as of Chinese, Arabic or Hebrew, tell it by the end of that line.
    """
    first = below[:1]
    if first.isalpha() and first.lower() == first.upper():
        return not above.endswith(_SENTENCE_ENDS)
    return first.islower()

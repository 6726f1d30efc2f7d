"""Tables of a Word document: rows of cells in the columns where a reader sees them.

Knows spans and merges; the text of a cell is read by whoever asks.
"""

from collections.abc import Callable, Iterator

from lxml.etree import _Element

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.block_builder import EMPTY, MAX_COLUMNS, Repetition, TableCell
from qa_bot.loading.formats.docx_styles import is_on
from qa_bot.loading.formats.xml import attribute, child, local_name

_DELETED = ("del", "moveFrom")


def read_rows(table: _Element, read: Callable[[_Element], list[Block]]) -> list[list[TableCell]]:
    """Return the rows of a table, without those that are deleted or hidden.

    A cell merged downward is repeated in each row, and a head over several
    columns in each of these; other cells that span columns are followed by
    empty ones, so that the columns stay in line.
    """
    above: dict[int, TableCell] = {}
    rows: list[list[TableCell]] = []
    repetition = Repetition()
    for row in _parts(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None or is_on(child(properties, "hidden")):
            continue
        is_head = not rows or is_on(child(properties, "tblHeader"))
        before = _count(child(properties, "gridBefore"), 0)
        cells, above = _read_row(row, before, above, is_head, repetition, read)
        while cells and not cells[-1].blocks:
            cells.pop()
        rows.append(cells)
    return rows


def _read_row(
    row: _Element,
    before: int,
    above: dict[int, TableCell],
    is_head: bool,
    repetition: Repetition,
    read: Callable[[_Element], list[Block]],
) -> tuple[list[TableCell], dict[int, TableCell]]:
    """Return the cells of a row, and those that may be merged with cells below, by column."""
    cells = [EMPTY] * before
    merged: dict[int, TableCell] = {}
    elements = list(_parts(row, "tc"))
    for element in elements:
        properties = child(element, "tcPr")
        is_gone = child(properties, "cellDel") is not None
        cell = repetition.count(EMPTY if is_gone else _cell(element, read))
        first = len(cells)
        covered = range(1, min(_count(child(properties, "gridSpan"), 1), MAX_COLUMNS - first))
        vertical = child(properties, "vMerge")
        is_below = vertical is not None and attribute(vertical, "val") != "restart"
        if is_below and not cell.text:
            cell = repetition.again(above.get(first, EMPTY))
        is_wide_head = is_head and len(elements) > 1
        cells.append(cell)
        cells += [repetition.again(cell) if is_wide_head else EMPTY for _ in covered]
        if vertical is not None:
            merged |= dict(enumerate(cells[first:], first))
    return cells, merged


def _cell(element: _Element, read: Callable[[_Element], list[Block]]) -> TableCell:
    has_table = any(local_name(inner) == "tbl" for inner in element.iter())
    return TableCell(tuple(read(element)), has_table)


def _parts(parent: _Element, name: str) -> Iterator[_Element]:
    """Yield the rows or cells below an element, through what may wrap them."""
    for element in parent:
        found = local_name(element)
        if found == name:
            yield element
        elif found and found not in _DELETED and not found.endswith("Pr"):
            yield from _parts(element, name)


def _count(element: _Element | None, default: int) -> int:
    value = attribute(element, "val")
    return min(int(value), MAX_COLUMNS) if value.isdecimal() and len(value) < 6 else default

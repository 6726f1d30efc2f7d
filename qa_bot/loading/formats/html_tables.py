"""Cells of a table in the rows and columns where a browser shows them.

Knows spans over rows and columns: what a cell spans, such as the head of several
rows, is repeated in each of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

ROWS = frozenset({"row", "tr"})
ROW_GROUPS = frozenset({"tbody", "thead", "tfoot"})
CELLS = frozenset({"cell", "td", "th"})
_OTHERS = frozenset({"caption", "table"})  # in a table, and no group of its rows
_INTEGER = re.compile(r"\s*(\d{1,5})\s*")
_MAX_COLUMNS = 100  # as many as a person's table has; wider spans are an attack
# A longer text is no head, and repeating it would multiply the table.
_MAX_REPEATED_CHARS = 100
# Cells that may be filled by spans: some for each that the table has, and some for small ones.
_FILLED_PER_CELL, _FILLED_AT_LEAST = 4, 1000
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell on one line, and the rows and columns that it spans."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    is_head: bool = False


def span(cell: _Element, name: str) -> int:
    """Return the rows or columns that a cell spans, by its attribute `name`."""
    found = _INTEGER.fullmatch(cell.get(name) or "1")
    return int(found[1]) if found else 1


def rows_of(table: _Element) -> Iterator[_Element]:
    """Yield the rows of a table, not those of tables within it."""
    for child in table:
        if child.tag in ROWS:
            yield child
        elif is_row_group(child):
            yield from (row for row in child if row.tag in ROWS)


def is_row_group(element: _Element) -> bool:
    """Return whether an element holds rows: one of HTML, or of the tree of another format."""
    is_other = element.tag not in CELLS and element.tag not in ROWS and element.tag not in _OTHERS
    return element.tag in ROW_GROUPS or (is_other and any(c.tag in ROWS for c in element))


def outside_rows(table: _Element) -> Iterator[_Element | str]:
    """Yield the texts and elements of a table that are in no row, in order."""
    for group in (table, *(child for child in table if is_row_group(child))):
        yield group.text or ""
        for child in group:
            if child.tag in ROWS:
                yield from _outside_cells(child)
            elif not is_row_group(child):
                yield child
            yield child.tail or ""


def _outside_cells(row: _Element) -> Iterator[_Element | str]:
    yield row.text or ""
    for child in row:
        if child.tag not in CELLS:
            yield child
        yield child.tail or ""


def is_head(cell: _Element) -> bool:
    """Return whether a cell is the head of a row or column."""
    return str(cell.tag) == "th" or cell.get("role") == "head"


def is_layout(table: _Element, rows: Sequence[_Element]) -> bool:
    """Return whether a table only places parts of a page, such as those of a newsletter."""
    if table.get("role") in ("presentation", "none"):
        return True
    if all(len(row) <= 1 for row in rows) and next(table.iter("th"), None) is None:
        return True
    return next(table.iterdescendants("table", *_HEADINGS), None) is not None


def unwrap_layout(page: _Element) -> None:
    """Make parts of a page, in place, of the tables that only place them."""
    for table in list(page.iter("table")):
        rows = list(rows_of(table))
        if is_layout(table, rows):
            groups = [child for child in table if is_row_group(child)]
            cells = [cell for row in rows for cell in row if cell.tag in CELLS]
            for element in (table, *groups, *rows, *cells):
                element.tag = "div"


def arrange(rows: Sequence[Sequence[Cell]]) -> Iterator[list[str]]:
    """Yield the texts of each row by column; linear in the number of cells."""
    budget = _FILLED_AT_LEAST + _FILLED_PER_CELL * sum(map(len, rows))
    # By column: the text that a cell above spans down, and through how many rows more.
    carried: dict[int, tuple[str, int]] = {}
    for number, row in enumerate(rows):
        texts: list[str] = []
        is_head = number == 0 or all(cell.is_head for cell in row)
        spanned: dict[int, tuple[str, int]] = {}
        for cell in row:
            budget -= _fill_from_above(texts, carried)
            width = min(cell.colspan, _MAX_COLUMNS) if len(texts) < _MAX_COLUMNS else 1
            width = width if budget > 0 else 1
            budget -= width - 1
            is_whole_row = len(row) == 1
            for i in range(1 if is_whole_row else width):
                text = cell.text if i == 0 or (is_head and _is_short(cell.text)) else ""
                if cell.rowspan != 1 and budget > 0:
                    below = cell.text if _is_short(cell.text) and (i == 0 or is_head) else ""
                    spanned[len(texts)] = (below, (cell.rowspan or len(rows)) - 1)
                texts.append(text)
        budget -= _fill_from_above(texts, carried)
        carried = {at: (text, left - 1) for at, (text, left) in carried.items() if left > 1}
        carried = carried | spanned if budget > 0 else {}
        yield texts


def _fill_from_above(texts: list[str], carried: dict[int, tuple[str, int]]) -> int:
    """Append what cells above span into the next columns; return how many."""
    first = len(texts)
    while len(texts) in carried:
        texts.append(carried[len(texts)][0])
    return len(texts) - first


def _is_short(text: str) -> bool:
    return len(text) <= _MAX_REPEATED_CHARS

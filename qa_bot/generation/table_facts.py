"""Facts of tables: whether a statement takes a number from its own row and column.

Tables stand in texts as lines of cells, "Day ticket | £12", the first with the heads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_bot.generation.statement_terms import terms
from qa_bot.text.words import has_digit

_BETWEEN_CELLS = " | "
_FEWEST_LINES = 2  # of a table: the heads, and a row


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: the terms of its first cell, and of each other with those of its head."""

    label: frozenset[str]
    cells: tuple[tuple[frozenset[str], frozenset[str]], ...]


def is_of_table(statement: str, passage: str) -> bool | None:
    """Return whether a row of a table says what a statement does; None where none is meant.

    False where the number of a statement is of another row, or of another column than the
    one that it names.
    """
    rows = [row for table in _tables(passage) for row in table]
    said = terms(statement)
    meant = [row for row in rows if row.label and row.label <= set(said)]
    if not meant:
        return None
    if any(_says(row, said) for row in meant):
        return True
    return False if any(_is_mistaken(row, said, rows) for row in meant) else None


def _tables(passage: str) -> Iterator[list[_Row]]:
    lines: list[list[str]] = []
    for line in [*passage.split("\n"), ""]:
        cells = [cell.strip() for cell in line.split(_BETWEEN_CELLS)]
        if len(cells) > 1 and (not lines or len(cells) == len(lines[0])):
            lines.append(cells)
            continue
        if len(lines) >= _FEWEST_LINES and not has_digit("".join(lines[0])):
            yield _rows(lines[0], lines[1:])
        lines = []


def _rows(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> list[_Row]:
    named = [frozenset(terms(head)) for head in heads[1:]]
    return [
        _Row(
            frozenset(terms(first)),
            tuple((head, frozenset(terms(cell))) for head, cell in zip(named, others, strict=True)),
        )
        for first, *others in lines
    ]


def _says(row: _Row, said: Sequence[str]) -> bool:
    """Return whether all that is said are cells of a row, each beside its head."""
    rest = [term for term in said if term not in row.label]
    used = [cell for cell in row.cells if cell[1] and cell[1] <= set(rest)]
    known = frozenset[str]().union(*(head | cell for head, cell in used))
    if not used or not set(rest) <= known:
        return False
    if not all(not head.isdisjoint(rest) or len(row.cells) == 1 for head, _ in used):
        return False
    places = [min(rest.index(term) for term in cell) for _, cell in used]
    heads = [min(rest.index(term) for term in head if term in rest) for head, _ in used if head]
    return sorted(range(len(places)), key=places.__getitem__) == sorted(
        range(len(heads)), key=heads.__getitem__
    )


def _is_mistaken(row: _Row, said: Sequence[str], rows: Sequence[_Row]) -> bool:
    """Return whether a number that is said is of another row, or of a column that is not named."""
    for number in filter(has_digit, said):
        if number in row.label:
            continue
        own = [head for head, cell in row.cells if number in cell]
        elsewhere = [
            other
            for other in rows
            if any(number in cell for _, cell in other.cells) and not other.label <= set(said)
        ]
        if not own and elsewhere:
            return True
        others = [head for head, cell in row.cells if number not in cell]
        names_other = any(not head.isdisjoint(said) for head in others)
        if own and names_other and all(head.isdisjoint(said) for head in own):
            return True
    return False

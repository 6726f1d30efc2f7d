"""Tables for people on a terminal, and the same rows as tab-separated lines for programs.

On a terminal that is too narrow for every column, the least important ones are left
out, so that the others can be read. Off a terminal there is a line for each row, with
every column in its place, no heading, no wrapping and no style.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from qa_bot.console import SafeConsole, cell, write_line
from qa_bot.escape import escape_line

# Terminal columns of a text that is folded: narrower, hardly a word stands whole on a line.
_NARROWEST_TEXT: Final = 16
# Terminal columns between two columns.
_GAP: Final = 2


@dataclass(frozen=True)
class Column:
    """A heading with a value for each row; a number has separators on a terminal only.

    Columns of a higher `rank` are left out first, and one of rank 0 never. `is_whole`
    values are never folded, such as ids.
    """

    name: str
    values: Sequence[str | int]
    rank: int = 0
    is_whole: bool = False

    @cached_property
    def texts(self) -> Sequence[str]:
        """The values as a terminal shows them."""
        return [escape_line(v) if isinstance(v, str) else f"{v:,}" for v in self.values]

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers, which are aligned at their last digits."""
        return any(isinstance(value, int) for value in self.values)

    @cached_property
    def least_width(self) -> int:
        """The terminal columns that the values need to be read."""
        heading = max(map(cell_len, self.name.splitlines()), default=0)
        widest = max(map(cell_len, self.texts), default=0)
        is_folded = not (self.is_whole or self.is_number)
        return max(heading, min(widest, _NARROWEST_TEXT) if is_folded else widest)


def print_table(out: SafeConsole, columns: Sequence[Column]) -> None:
    """Print columns as a table on a terminal, else their rows as tab-separated lines."""
    if out.is_terminal:
        out.print(_table(_fitting(columns, out.width)))
        return
    for row in zip(*(column.values for column in columns), strict=True):
        write_row(out, row)


def write_row(out: SafeConsole, values: Iterable[str | int]) -> None:
    """Write a line with a tab between the values, in which a tab is escaped."""
    write_line(out, "\t".join(escape_line(str(value)) for value in values))


def _fitting(columns: Sequence[Column], width: int) -> Sequence[Column]:
    """Return the columns that fit into a width; one without any value is left out anyway."""
    shown = [column for column in columns if any(value != "" for value in column.values)]
    needed = sum(column.least_width + _GAP for column in shown) - _GAP
    for column in sorted(shown, key=lambda column: -column.rank):
        if needed > width and column.rank > 0:
            shown.remove(column)
            needed -= column.least_width + _GAP
    return shown


def _table(columns: Sequence[Column]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0))
    for column in columns:
        table.add_column(
            Text(column.name),
            justify="right" if column.is_number else "left",
            no_wrap=column.is_whole,
            overflow="fold",
            min_width=column.least_width,
        )
    for row in zip(*(column.texts for column in columns), strict=True):
        table.add_row(*map(cell, row))
    return table

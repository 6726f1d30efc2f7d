"""Tables that plain text lays out by spaces, tabs or dotted leaders, as rows of cells.

Knows where lines have gaps; not what the cells say.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from qa_bot.documents import Span
from qa_bot.text.line_breaks import CELL_SEPARATOR, after_marker

# Two spaces part cells; after a colon or the end of a sentence they are how some people type.
_GAP = re.compile(r"(?<=[^\s.!?:])(?: {2,}| *\t[ \t]*)(?=\S)")
_ANY_GAP = re.compile(r" {2,}")
# "Adult ........ £6": four dots are no ellipsis.
_LEADER = re.compile(r"(?<=\S) ?(?:\.{4,}|(?:\. ){3,}\.|…{2,}) ?(?=\S)")
_TAB_WIDTH = 8
# Two lines of two columns may be anything; a table is known by three lines or three columns.
_FEWEST_LINES, _FEWEST_COLUMNS, _FEWEST_CELLS = 2, 2, 6
# Longer lines are prose whose double spaces mean nothing.
_MAX_LINE_CHARS = 200
_MAX_LINES = 400  # a longer run is looked at in parts, as are longer tables


def with_rows(text: str) -> str:
    """Return a text with a line for each row of its aligned tables, " | " between the cells."""
    out: list[str] = []
    for is_spaced, group in groupby(text.split("\n"), key=_has_gap):
        lines = list(group)
        for start in range(0, len(lines), _MAX_LINES):
            part = lines[start : start + _MAX_LINES]
            out += (_rows(part) or part) if is_spaced else part
    return "\n".join(out)


def _has_gap(line: str) -> bool:
    if len(line) > _MAX_LINE_CHARS or CELL_SEPARATOR in line:
        return False
    start = after_marker(line.lstrip()) + len(line) - len(line.lstrip())
    return bool(_GAP.search(line, start) or _LEADER.search(line, start))


def _rows(lines: Sequence[str]) -> list[str]:
    """Return the lines of a table as its rows, none where they have no columns in common."""
    plain = [_LEADER.sub(lambda dots: " " * max(2, len(dots[0])), line) for line in lines]
    table = _by_tabs(plain) or _by_spaces([line.expandtabs(_TAB_WIDTH) for line in plain])
    columns = len(table[0])
    is_small = len(lines) < _FEWEST_LINES or columns < _FEWEST_COLUMNS
    if is_small or len(lines) * columns < _FEWEST_CELLS:
        return []
    return [CELL_SEPARATOR.join(row).rstrip() for row in table]


def _by_tabs(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells between tabs, none where the lines do not have as many."""
    table = [[cell.strip() for cell in line.split("\t")] for line in lines]
    return table if len(table[0]) > 1 and len({len(row) for row in table}) == 1 else []


def _by_spaces(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells that two spaces part; where lines have fewer, those of blank columns.

    A name that fills its column is one space from the next, and an empty cell has none.
    """
    parted = [_ANY_GAP.split(line.strip()) for line in lines]
    width = max(map(len, parted))
    if len(parted[0]) == width - 1:
        parted[0] = ["", *parted[0]]
    is_aligned = width > _FEWEST_COLUMNS or _is_aligned(lines)
    if is_aligned and all(len(row) == width for row in parted):
        return parted
    gutters = _gutters(lines)
    starts = [0, *(gutter.end for gutter in gutters)]
    ends = [*(gutter.start for gutter in gutters), None]
    cells = [[line[a:b].strip() for a, b in zip(starts, ends, strict=True)] for line in lines]
    return cells if len(starts) >= width else [[line] for line in lines]


def _gutters(lines: Sequence[str]) -> list[Span]:
    """Return the columns of spaces that part more cells by two spaces than words by one."""
    longest = max(map(len, lines))
    found, at = [], 0
    for is_blank, group in groupby(_are_blank(lines, longest)):
        start, at = at, at + len(list(group))
        found += [Span(start, at)] if is_blank and start else []
    gutters: list[Span] = []
    for gutter, after in pairwise([*found, Span(longest, longest)]):
        first = gutters[-1].end if gutters else 0
        if _parts(lines, first, gutter, after.start):
            gutters.append(gutter)
    return gutters


def _is_aligned(lines: Sequence[str]) -> bool:
    """Return whether the last cells of lines begin, or end, below each other."""
    starts = {len(line) - len(_ANY_GAP.split(line)[-1]) for line in lines}
    return len(starts) == 1 or len({len(line) for line in lines}) == 1


def _are_blank(lines: Sequence[str], longest: int) -> Iterator[bool]:
    return (all(line[at : at + 1] in ("", " ") for line in lines) for at in range(longest))


def _parts(lines: Sequence[str], first: int, gutter: Span, last: int) -> bool:
    """Return whether most lines with text on both sides of a gutter have two spaces there."""
    gaps = [
        line[gutter.start - 1 : gutter.end + 1]
        for line in lines
        if line[first : gutter.start].strip() and line[gutter.end : last].strip()
    ]
    return 2 * sum("  " in gap for gap in gaps) > len(gaps)

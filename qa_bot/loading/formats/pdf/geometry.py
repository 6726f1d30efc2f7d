"""Lines and pages of a PDF with their boxes, and statistics over them.

Knows geometry and words; not how lines become paragraphs. Lengths are in
points (1/72 inch), y grows upward.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

# No measurement of these is on record. Ratios are of the height of letters.
_SAME_SIZE = 1.12  # heights whose ratio is at most this are of one font size
_MIN_PITCH, _MAX_PITCH = 0.5, 2.5  # steps outside are not from one line of a paragraph to the next
_DEFAULT_PITCH = 1.2  # where no step is inside
_MIN_SAMPLE_CHARS = 20  # shorter lines say little about the width of a character


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A part of a line that a wide gap parts from the others.

    `parts` are those between smaller gaps that may part cells too, if there are any.
    """

    text: str
    left: float
    right: float
    parts: tuple["PrintedCell", ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its box.

    `cells` are its parts where they are known; `table` is the number of the
    table on the page that it is a row of, or 0, and `column` that of the column
    of running text, where it is known.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    cells: tuple[PrintedCell, ...] = ()
    table: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order; numbers count from 1."""

    number: int
    height: float
    lines: tuple[Line, ...]


def line_of_cells(cells: Sequence[PrintedCell], bottom: float, height: float) -> Line:
    """Return the line that cells make, from left to right."""
    # A cell without text is written as " | |", without a space of its own.
    rest = "".join(f" | {cell.text}" if cell.text else " |" for cell in cells[1:])
    text = f"{cells[0].text}{rest}".strip()
    right = max(cell.right for cell in cells)
    return Line(text, cells[0].left, max(cells[0].left, right), bottom, height, tuple(cells))


@dataclass(frozen=True, slots=True)
class DocumentStatistics:
    """Usual values in a document, and how often it uses each word.

    `height` is that of body letters and `pitch` the distance between their
    baselines; `char_width` is that of a character as a share of its height.
    """

    height: float
    pitch: float
    char_width: float
    words: Counter[str] = field(default_factory=Counter)


def page_label(number: int) -> str:
    """Return the label of a page."""
    return f"page {number}"


def cells_of(line: Line) -> tuple[PrintedCell, ...]:
    """Return the cells of a line; one that says nothing of cells is one."""
    return line.cells or (PrintedCell(line.text, line.left, line.right),)


def usual_height(lines: Iterable[Line]) -> float:
    """Return the height of most letters, or 0."""
    heights: Counter[float] = Counter()
    for line in lines:
        heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def compute_statistics(pages: Sequence[Page], words: Counter[str]) -> DocumentStatistics:
    """Compute the statistics of a document; `words` are how often it uses each."""
    lines = [line for page in pages for line in page.lines]
    height = usual_height(lines)
    widths = [
        _char_width(line) / line.height
        for line in lines
        if line.height and len(line.text) > _MIN_SAMPLE_CHARS
    ]
    pitch = _usual_pitch(pages, height)
    return DocumentStatistics(height, pitch, median(widths) if widths else 1.0, words)


def _usual_pitch(pages: Sequence[Page], height: float) -> float:
    """Return the usual distance from one line of the body to the next."""
    steps = [
        above.bottom - below.bottom
        for page in pages
        for above, below in zip(page.lines, page.lines[1:], strict=False)
        if is_same_size(above.height, height)
        and is_same_size(below.height, height)
        and not above.table
        and not below.table
    ]
    usual = [step for step in steps if _MIN_PITCH * height < step < _MAX_PITCH * height]
    return median(usual) if usual else _DEFAULT_PITCH * height


def _char_width(line: Line) -> float:
    return (line.right - line.left) / max(1, len(line.text))


def is_same_size(one: float, other: float) -> bool:
    """Return whether two heights are of one font size."""
    return max(one, other) <= _SAME_SIZE * min(one, other)

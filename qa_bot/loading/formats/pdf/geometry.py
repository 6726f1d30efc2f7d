"""What a printed page holds: its lines and their boxes, and what is usual among them.

Knows geometry and words; not how lines become paragraphs. Lengths are in
points, y grows upward.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

CELLS = " | "
# Read from the end of the line backwards: forwards, each letter would have to be tried.
_LAST_PART = re.compile(r"(?:-[^\W\d_]++)++")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_SAME_SIZE = 1.12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and its box."""

    text: str
    left: float
    right: float
    bottom: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines, in the order in which they are read; pages count from 1."""

    number: int
    height: float
    lines: tuple[Line, ...]


def page_label(number: int) -> str:
    """What a reader looks for."""
    return f"page {number}"


@dataclass(slots=True)
class Measures:
    """What is usual in the document: the height of its lines, their pitch, its words.

    `width` is that of a character, in heights of its line.
    """

    height: float
    pitch: float
    width: float
    words: Counter[str] = field(default_factory=Counter)


def last_part(line: str) -> str:
    """The letters at the line's end that a hyphen breaks off, with it; "" when none does."""
    found = _LAST_PART.match(line[::-1])
    return found[0][::-1] if found else ""


def measure(pages: Sequence[Page], known: str) -> Measures:
    """What is usual in the document; `known` is more text that is spelt right."""
    lines = [line for page in pages for line in page.lines]
    heights: Counter[float] = Counter()
    words = Counter(word.casefold() for word in _WORD.findall(known))
    for line in lines:
        heights[round(line.height, 1)] += len(line.text)
        # The part at a line's end may be half a word.
        whole = line.text[: len(line.text) - len(last_part(line.text))]
        words.update(word.casefold() for word in _WORD.findall(whole))
    height = heights.most_common(1)[0][0] if heights else 0.0
    widths = [_width(line) / line.height for line in lines if line.height and len(line.text) > 20]
    return Measures(height, _pitch(pages, height), median(widths) if widths else 1.0, words)


def _pitch(pages: Sequence[Page], height: float) -> float:
    """The usual distance from one line of the body to the next."""
    steps = [
        above.bottom - below.bottom
        for page in pages
        for above, below in zip(page.lines, page.lines[1:], strict=False)
        if is_alike(above.height, height) and is_alike(below.height, height)
    ]
    usual = [step for step in steps if 0.5 * height < step < 2.5 * height]
    return median(usual) if usual else 1.2 * height


def _width(line: Line) -> float:
    return (line.right - line.left) / max(1, len(line.text))


def is_alike(one: float, other: float) -> bool:
    """Whether two heights are of one size of letters."""
    return max(one, other) <= _SAME_SIZE * min(one, other)

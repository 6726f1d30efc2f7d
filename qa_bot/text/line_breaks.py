"""Tell line ends that were meant, of paragraphs, headlines and list items, from hard wraps.

Knows line lengths and first characters; not sentences.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from qa_bot.documents import Span
from qa_bot.text.broken_words import BrokenWords

_MARKER = re.compile(r"(?:[-*+•‣◦▪–—]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])\s+")
# "Apologies: Anna Brook", "12 April - plant sale": below another such line it begins anew.
_LABEL = re.compile(
    r"[^\W\d_][^:.;,!?]{0,30}:\s|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}(?: \d{4})?(?::| [-–—])\s"
)
# Between the cells of a table row, as the loaders write it.
CELL_SEPARATOR = " | "
# Columns at which people and programs wrap prose; longer or shorter lines are not wrapped.
_MIN_WRAP_COLUMN, _MAX_WRAP_COLUMN = 40, 120
# Where the next word fits within this share of the paragraph's width, the end was meant.
_FILLED_SHARE = 0.85
_UNFINISHED_ENDS = (",", "-", "–", "—", "(", "[", "“", "‘")
_BROKEN_WORD_END = re.compile(r"[^\W_][-\u2010¬]$")
_LINE = re.compile(r"[^\n]+")


def split_blocks(text: str) -> list[Span]:
    """Split a text into spans that no sentence crosses, in order and without outer spaces.

    A blank line ends a block; a single line end does where it ends a headline,
    a list item or a table row. Every character but spaces is in a block.
    """
    blocks: list[Span] = []
    for lines in _paragraphs(text):
        start = lines[0].start
        width = max(line.end - line.start for line in lines)
        for above, below in pairwise(lines):
            if _is_meant(text[above.start : above.end], text[below.start : below.end], width):
                blocks.append(Span(start, above.end))
                start = below.start
        blocks.append(Span(start, lines[-1].end))
    return blocks


def after_marker(line: str) -> int:
    """Return where a line goes on after the marker of a list item, 0 where it has none."""
    marker = _MARKER.match(line)
    return marker.end() if marker else 0


def unwrap(text: str) -> str:
    """Put each paragraph of hard-wrapped prose on one line, with its broken words joined."""
    words = BrokenWords(text)
    parts: list[str] = []
    end = 0
    for block in split_blocks(text):
        parts.append(text[end : block.start])
        parts.append(words.join_lines(text[block.start : block.end]))
        end = block.end
    return "".join(parts) + text[end:]


def join_wrapped(lines: Sequence[str]) -> str:
    """Return the lines of a paragraph with a space where one was wrapped, else a line end."""
    width = max(map(len, lines), default=0)
    joined = "".join(
        line + ("\n" if _is_meant(line, below, width) else " ") for line, below in pairwise(lines)
    )
    return joined + "".join(lines[-1:])


def _paragraphs(text: str) -> list[list[Span]]:
    """Return the lines of each paragraph, without spaces around them."""
    paragraphs: list[list[Span]] = []
    last_end = -2
    for match in _LINE.finditer(text):
        if match[0].isspace():
            continue
        if match.start() != last_end + 1:
            paragraphs.append([])
        paragraphs[-1].append(_trimmed(text, match.start(), match.end()))
        last_end = match.end()
    return paragraphs


def _trimmed(text: str, start: int, end: int) -> Span:
    line = text[start:end]
    return Span(end - len(line.lstrip()), start + len(line.rstrip()))


def _is_meant(above: str, below: str, width: int) -> bool:
    """Return whether the line end between two lines of a paragraph of that width was meant."""
    if after_marker(below) or (CELL_SEPARATOR in above and CELL_SEPARATOR in below):
        return True
    if below[0].islower() or (
        below[0].isalnum() and _BROKEN_WORD_END.search(above, len(above) - 2)
    ):
        return False
    if _LABEL.match(below) and (_LABEL.match(above) or CELL_SEPARATOR in above):
        return True
    if not _MIN_WRAP_COLUMN <= width <= _MAX_WRAP_COLUMN:
        return True
    if above.endswith(_UNFINISHED_ENDS):
        return False
    return len(above) + 1 + len(below.split(maxsplit=1)[0]) <= _FILLED_SHARE * width

"""Which line ends are meant: the ends of paragraphs, headlines and list items.

Knows line lengths and first characters; not sentences. Prose wrapped at a
column has line ends that mean nothing, and those it finds too.
"""

import re
from itertools import pairwise

from qa_bot.documents import Span

_ITEM = re.compile(r"(?:[-*+•‣◦▪–—]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])\s")
_CELLS = " | "
_WIDEST_WRAP = 120
_NARROWEST_WRAP = 40
_FILLED = 0.85
_RUNS_ON = (",", "-", "–", "—", "(", "[", "“", "‘")
_LINE = re.compile(r"[^\n]+")


def split_blocks(text: str) -> list[Span]:
    """Stretches of text that no sentence leaves, in order, spaces trimmed off.

    A blank line always ends a block; a single line end does where it ends a
    headline, a list item or a table row. Every non-space character is in one.
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


def unwrap(text: str) -> str:
    """The text with each line end that means nothing made a space.

    As long as `text`, so that offsets stay.
    """
    parts: list[str] = []
    at = 0
    for block in split_blocks(text):
        parts.append(text[at : block.start])
        parts.append(text[block.start : block.end].replace("\n", " "))
        at = block.end
    return "".join(parts) + text[at:]


def _paragraphs(text: str) -> list[list[Span]]:
    paragraphs: list[list[Span]] = []
    last = -2
    for match in _LINE.finditer(text):
        if match[0].isspace():
            continue
        if match.start() != last + 1:
            paragraphs.append([])
        paragraphs[-1].append(_trimmed(text, match.start(), match.end()))
        last = match.end()
    return paragraphs


def _trimmed(text: str, start: int, end: int) -> Span:
    line = text[start:end]
    return Span(end - len(line.lstrip()), start + len(line.rstrip()))


def _is_meant(above: str, below: str, width: int) -> bool:
    if _ITEM.match(below) or (_CELLS in above and _CELLS in below):
        return True
    if below[0].islower():
        return False
    if width > _WIDEST_WRAP or width < _NARROWEST_WRAP:
        return True
    if above.endswith(_RUNS_ON):
        return False
    # Where the next word had room on the line above, nobody wrapped it.
    return len(above) + 1 + len(below.split(maxsplit=1)[0]) <= _FILLED * width

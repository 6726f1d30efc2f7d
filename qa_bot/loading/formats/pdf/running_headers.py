"""The lines that run along the head and foot of every page: titles, authors, page numbers.

Knows where lines stand and that they repeat; not what they say.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qa_bot.loading.formats.pdf.geometry import CELLS, Line, Page

_EDGE = 0.16
_DEEP = 2
_OFTEN = 3
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?|seite )?#(?: ?(?:of|/|von) ?#)?|[-–—] ?# ?[-–—]", re.I)
_ROMAN = re.compile(r"[ivxlc]{1,6}")
_NUMBERS = re.compile(r"\d+")


def drop_running_lines(pages: Sequence[Page]) -> list[Page]:
    """The pages without what runs along their edges."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    enough = min(_OFTEN, max(2, len(pages)))
    shift = _page_shift(pages)

    def runs(line: Line, page: Page) -> bool:
        key = _key(line)
        return seen[key] >= enough or _is_number(key) or _number_beside(line) == page.number + shift

    return [
        replace(page, lines=_without(page, {line for line in _edges(page) if runs(line, page)}))
        for page in pages
    ]


def _without(page: Page, running: set[Line]) -> tuple[Line, ...]:
    return tuple(line for line in page.lines if line not in running)


def _page_shift(pages: Sequence[Page]) -> int:
    """How much the printed page numbers are ahead of the sheets'; far off when none are printed."""
    shifts = Counter(
        number - page.number
        for page in pages
        for line in _edges(page)
        if (number := _number_beside(line)) is not None
    )
    shift, often = shifts.most_common(1)[0] if shifts else (0, 0)
    return shift if often >= _OFTEN else -len(pages) - 1


def _number_beside(line: Line) -> int | None:
    """The number that stands apart at either end of a line, as in a chapter's running head."""
    cells = line.text.split(CELLS)
    numbers = [cell for cell in (cells[0], cells[-1]) if cell.isdecimal() and len(cell) < 5]
    return int(numbers[0]) if numbers else None


def _edges(page: Page) -> list[Line]:
    """The outermost lines at the head and the foot."""
    by_height = sorted(page.lines, key=lambda line: -line.bottom)
    head = [line for line in by_height[:_DEEP] if line.bottom > (1 - _EDGE) * page.height]
    foot = [line for line in by_height[-_DEEP:] if line.bottom < _EDGE * page.height]
    return head + [line for line in foot if line not in head]


def _key(line: Line) -> str:
    """What stays the same of a line from page to page."""
    return _NUMBERS.sub("#", " ".join(line.text.casefold().split()))


def _is_number(key: str) -> bool:
    return _PAGE_NUMBER.fullmatch(key) is not None or _ROMAN.fullmatch(key) is not None

"""Drop running headers and footers: titles, authors and page numbers on every page.

Knows where lines stand and that they repeat; not what they say.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qa_bot.loading.formats.pdf.geometry import CELL_SEPARATOR, Line, Page

_MARGIN = 0.16  # share of the page's height, at either end, where running lines stand
_MARGIN_LINES = 2  # as many lines in a margin as may be running
_MIN_REPEATS = 3  # pages that a line must recur on, or all pages of a shorter document
_MAX_PAGE_DIGITS = 4  # a longer number is no page's
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?|seite )?#(?: ?(?:of|/|von) ?#)?|[-–—] ?# ?[-–—]", re.I)
_ROMAN_NUMBER = re.compile(r"[ivxlc]{1,6}")
_NUMBERS = re.compile(r"\d+")


def drop_running_headers(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without running headers and footers."""
    repeats = Counter(key for page in pages for key in {_key(line) for line in _margin_lines(page)})
    enough = min(_MIN_REPEATS, max(2, len(pages)))
    offset = _page_number_offset(pages)

    def is_running(line: Line, page: Page) -> bool:
        key = _key(line)
        is_numbered = _number_beside(line) == page.number + offset
        return repeats[key] >= enough or _is_page_number(key) or is_numbered

    return [
        _without(page, {line for line in _margin_lines(page) if is_running(line, page)})
        for page in pages
    ]


def _without(page: Page, running: set[Line]) -> Page:
    return replace(page, lines=tuple(line for line in page.lines if line not in running))


def _page_number_offset(pages: Sequence[Page]) -> int:
    """Return printed page number minus page count; out of range where none are printed."""
    offsets = Counter(
        number - page.number
        for page in pages
        for line in _margin_lines(page)
        if (number := _number_beside(line)) is not None
    )
    offset, count = offsets.most_common(1)[0] if offsets else (0, 0)
    return offset if count >= _MIN_REPEATS else -len(pages) - 1


def _number_beside(line: Line) -> int | None:
    """Return the number that stands apart at either end of a line, as in a chapter's header."""
    cells = line.text.split(CELL_SEPARATOR)
    numbers = [
        cell for cell in (cells[0], cells[-1]) if cell.isdecimal() and len(cell) <= _MAX_PAGE_DIGITS
    ]
    return int(numbers[0]) if numbers else None


def _margin_lines(page: Page) -> list[Line]:
    """Return the outermost lines at the top and the bottom."""
    by_height = sorted(page.lines, key=lambda line: -line.bottom)
    top = [line for line in by_height[:_MARGIN_LINES] if line.bottom > (1 - _MARGIN) * page.height]
    bottom = [line for line in by_height[-_MARGIN_LINES:] if line.bottom < _MARGIN * page.height]
    return top + [line for line in bottom if line not in top]


def _key(line: Line) -> str:
    """Return what stays the same of a running line from page to page."""
    return _NUMBERS.sub("#", " ".join(line.text.casefold().split()))


def _is_page_number(key: str) -> bool:
    return _PAGE_NUMBER.fullmatch(key) is not None or _ROMAN_NUMBER.fullmatch(key) is not None

"""The lines that run along the head and foot of every page: titles, authors, page numbers.

Knows where lines stand and that they repeat; not what they say.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qa_bot.library.loading.page_layout import Line, Page

_EDGE = 0.16
_DEEP = 2
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?|seite )?#(?: ?(?:of|/|von) ?#)?|[-–—] ?# ?[-–—]", re.I)
_ROMAN = re.compile(r"[ivxlc]{1,6}")
_NUMBERS = re.compile(r"\d+")


def drop_running_lines(pages: Sequence[Page]) -> list[Page]:
    """The pages without what runs along their edges."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    enough = min(3, max(2, len(pages)))
    return [_without(page, seen, enough) for page in pages]


def _without(page: Page, seen: Counter[str], enough: int) -> Page:
    running = [
        line for line in _edges(page) if seen[_key(line)] >= enough or _is_number(_key(line))
    ]
    kept = tuple(line for line in page.lines if line not in running)
    return replace(page, lines=kept)


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

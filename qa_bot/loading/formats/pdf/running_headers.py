"""Drop running headers and footers: the same words on several pages, and page numbers that rise.

Knows where lines stand and that they repeat; not what they say. A line that is
on one page only, or whose number does not count the pages, is content.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa_bot.loading.formats.pdf.geometry import Line, Page, usual_height
from qa_bot.loading.formats.pdf.page_counters import PageCounter, page_counter

_MARGIN = 0.16  # share of the page's height, at either end, where running lines stand
_MARGIN_LINES = 2  # as many lines in a margin as may be running
_MIN_REPEATS = 3  # pages that a line must recur on, or both pages of a shorter document
_SAME_PLACE = 0.02  # share of the page's height within which a running line stands on every page
# No measurement of this is on record. Larger lines than this ratio to the body are headings.
_HEADING_HEIGHT = 1.2


@dataclass(frozen=True, slots=True)
class _MarginLine:
    """A line in a margin; `key` is its words and its place."""

    page: Page
    line: Line
    key: tuple[str, int]
    counter: PageCounter | None
    is_heading: bool


def drop_running_headers(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without running headers and footers."""
    body = usual_height(line for page in pages for line in page.lines)
    margin_lines = [found for page in pages for found in _margin_lines(page, body)]
    running = {
        (found.page.number, id(found.line))
        for found in (*_repeated(margin_lines, len(pages)), *_counting(margin_lines, len(pages)))
    }
    return [
        replace(page, lines=tuple(ln for ln in page.lines if (page.number, id(ln)) not in running))
        for page in pages
    ]


def _repeated(lines: Sequence[_MarginLine], page_count: int) -> Iterator[_MarginLine]:
    """Yield lines whose words stand on several pages; of headings and of pairs the first stays."""
    places: dict[str, Counter[int]] = {}
    for (text, place), _ in {(found.key, found.page.number) for found in lines}:
        places.setdefault(text, Counter())[place] += 1
    seen: set[str] = set()
    for found in lines:
        text, place = found.key
        repeats = sum(places[text][place + step] for step in (-1, 0, 1))
        if repeats < min(_MIN_REPEATS, max(2, page_count)):
            continue
        is_content = found.is_heading or repeats < _MIN_REPEATS
        if text in seen or not is_content:
            yield found
        seen.add(text)


def _counting(lines: Sequence[_MarginLine], page_count: int) -> Iterator[_MarginLine]:
    """Yield lines whose number rises with the pages."""
    counted = [found for found in lines if found.counter and not found.is_heading]
    offsets = Counter(
        (offset, is_roman)
        for offset, is_roman, _ in {(*_offset(found), found.page.number) for found in counted}
    )
    enough = min(_MIN_REPEATS, max(2, page_count))
    for found in counted:
        counter = found.counter
        if counter is None:
            continue
        is_own_number = counter.number == found.page.number
        is_sure = is_own_number and (counter.is_named or (counter.is_alone and page_count > 1))
        if offsets[_offset(found)] >= enough or is_sure:
            yield found


def _offset(found: _MarginLine) -> tuple[int, bool]:
    """Return printed page number minus page count, and whether it is roman."""
    counter = found.counter
    return (counter.number - found.page.number, counter.is_roman) if counter else (0, False)


def _margin_lines(page: Page, body: float) -> Iterator[_MarginLine]:
    """Yield the outermost lines at the top and the bottom."""
    by_height = sorted(page.lines, key=lambda line: -line.bottom)
    top = [line for line in by_height[:_MARGIN_LINES] if line.bottom > (1 - _MARGIN) * page.height]
    bottom = [line for line in by_height[-_MARGIN_LINES:] if line.bottom < _MARGIN * page.height]
    for line in [*top, *(line for line in bottom if line not in top)]:
        place = round(line.bottom / (_SAME_PLACE * page.height)) if page.height else 0
        key = (" ".join(line.text.casefold().split()), place)
        is_heading = line.height > _HEADING_HEIGHT * body
        yield _MarginLine(page, line, key, page_counter(line.text), is_heading)

"""Extract the lines of a PDF page, with their boxes, from PDFium.

Knows PDFium's characters and boxes; not paragraphs.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import pypdfium2
from pypdfium2 import raw as pdfium_c

from qa_bot.documents import Span
from qa_bot.loading.formats.pdf.geometry import CELL_SEPARATOR, Line

# PDFium writes U+FFFE or U+0002 for a hyphen at a line's end.
_BREAK = re.compile("\r\n|\n|\r|(?<=\ufffe)|(?<=\x02)")
_HYPHENS = "\ufffe\x02\xad"
_NOTE_MARK = re.compile(r"(?<=[^\W\d]|[.,;:!?”’\")\]])\d{1,3}(?=\s|$|[.,;:!?”’\")\]])")
_GAP = re.compile(" +")
_MARKER = re.compile(r"\W{1,2}|\(?[\d.]{1,6}[.)]?|\(?[a-zA-Z][.)]")
# No measurement of these is on record. All but the last two are in heights of the line's letters.
_NOTE_MARK_HEIGHT = 0.75  # a lower digit is raised, and so marks a note
_CELL_GAP = 1.1  # a wider gap may part two cells of a table,
_SURE_CELL_GAP = 1.5  # and does where it is this wide
_SENTENCE_GAP = 2.5  # justified lines are stretched up to this between sentences
_CELL_GAP_RATIO = 1.8  # of a gap between cells to the narrowest of the line
_SAMPLES = 5  # letters measured in a line, as each takes two calls of PDFium


@dataclass(frozen=True, slots=True)
class _Box:
    """The horizontal extent and the height of a character, in points."""

    left: float
    right: float
    height: float


@dataclass(frozen=True, slots=True)
class _Replacement:
    """Text to put in place of a span of a line."""

    span: Span
    text: str


def extract_lines(page: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """Yield the lines of a page in the order in which they are drawn."""
    start = 0
    text = page.get_text_range()
    for stop in [*_BREAK.finditer(text), None]:
        end = len(text) if stop is None else stop.start()
        line = _line(page, text[start:end], start)
        if line is not None:
            yield line
        start = end if stop is None else stop.end()


def _line(page: pypdfium2.PdfTextPage, text: str, start: int) -> Line | None:
    """Return a line, or None where it is blank; `start` is its offset in the page's text."""
    bare = text.strip()
    if not bare:
        return None
    first = start + len(text) - len(text.lstrip())
    bottom, height = _baseline_and_height(page, bare, first)
    left, right = _box(page, first).left, _box(page, first + len(bare) - 1).right
    bare = _normalise(page, bare, first, height)
    if bare and bare[-1] in _HYPHENS:
        bare = bare[:-1] + "-"
    return Line(bare, left, max(left, right), bottom, height) if bare else None


def _baseline_and_height(page: pypdfium2.PdfTextPage, text: str, start: int) -> tuple[float, float]:
    """Return the medians over a few letters; other characters may be of other fonts."""
    letters = [i for i, character in enumerate(text) if character.isalnum()] or [0]
    sample = letters[:: max(1, len(letters) // _SAMPLES)]
    heights = [_box(page, start + i).height for i in sample]
    return median(_baseline(page, start + i) for i in sample), median(heights)


def _baseline(page: pypdfium2.PdfTextPage, index: int) -> float:
    number = pdfium_c.FPDFText_GetCharIndexFromTextIndex(page, index)
    x, y = ctypes.c_double(), ctypes.c_double()
    is_found = number >= 0 and pdfium_c.FPDFText_GetCharOrigin(page, number, x, y)
    return y.value if is_found else 0.0


def _box(page: pypdfium2.PdfTextPage, index: int) -> _Box:
    """Return the box of a character; all zero where it has none."""
    number = pdfium_c.FPDFText_GetCharIndexFromTextIndex(page, index)
    box = pdfium_c.FS_RECTF()
    if number < 0 or not pdfium_c.FPDFText_GetLooseCharBox(page, number, ctypes.byref(box)):
        return _Box(0.0, 0.0, 0.0)
    return _Box(box.left, box.right, box.top - box.bottom)


def _normalise(page: pypdfium2.PdfTextPage, text: str, start: int, height: float) -> str:
    """Remove the marks of notes from a line, and put separators between its cells."""
    changes = [_Replacement(span, "") for span in _note_marks(page, text, start, height)]
    changes += [
        _Replacement(span, CELL_SEPARATOR) for span in _cell_gaps(page, text, start, height)
    ]
    parts = []
    end = 0
    for change in sorted(changes, key=lambda change: change.span.start):
        parts += [text[end : change.span.start], change.text]
        end = change.span.end
    return "".join([*parts, text[end:]])


def _note_marks(
    page: pypdfium2.PdfTextPage, text: str, start: int, height: float
) -> Iterator[Span]:
    for mark in _NOTE_MARK.finditer(text):
        if _box(page, start + mark.start()).height < _NOTE_MARK_HEIGHT * height:
            yield Span(*mark.span())


def _cell_gaps(page: pypdfium2.PdfTextPage, text: str, start: int, height: float) -> Iterator[Span]:
    """Yield the spaces between cells of a table, which are wider than those between words."""
    widths = {
        Span(*gap.span()): _box(page, start + gap.end()).left
        - _box(page, start + gap.start() - 1).right
        for gap in _GAP.finditer(text)
    }
    narrowest = min(widths.values(), default=0.0)
    for gap, width in widths.items():
        is_wide = width > _CELL_GAP * height and (
            width > _CELL_GAP_RATIO * narrowest or width > _SURE_CELL_GAP * height
        )
        is_stretched = text[gap.start - 1] in ".!?:;," and width < _SENTENCE_GAP * height
        if is_wide and not is_stretched and not _MARKER.fullmatch(text[: gap.start]):
            yield gap

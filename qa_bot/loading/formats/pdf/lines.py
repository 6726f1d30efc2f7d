"""The lines of a PDF's page, as PDFium draws them: their words, and where they stand.

Knows PDFium's characters and boxes; not paragraphs.
"""

import ctypes
import re
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium_c

from qa_bot.loading.formats.pdf.geometry import CELLS, Line

_BREAK = re.compile("\r\n|\n|\r|(?<=\ufffe)|(?<=\x02)")
_HYPHENS = "\ufffe\x02\xad"
_NOTE_MARK = re.compile(r"(?<=[^\W\d]|[.,;:!?”’\")\]])\d{1,3}(?=\s|$|[.,;:!?”’\")\]])")
_GAP = re.compile(" +")
_CELL_GAP = 1.1
_MARKER = re.compile(r"\W{1,2}|\(?[\d.]{1,6}[.)]?|\(?[a-zA-Z][.)]")
_RAISED = 0.75
_SENTENCE_GAP = 2.5
_SAMPLES = 5


class _Box(NamedTuple):
    """Where a character stands, in points."""

    left: float
    right: float
    height: float


def read_lines(words: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """The page's lines, in the order in which they are drawn."""
    at = 0
    text = words.get_text_range()
    for stop in [*_BREAK.finditer(text), None]:
        end = len(text) if stop is None else stop.start()
        line = _line(words, text[at:end], at)
        if line is not None:
            yield line
        at = end if stop is None else stop.end()


def _line(words: pypdfium2.PdfTextPage, text: str, at: int) -> Line | None:
    """A line with its box; None where nothing is to be seen. `at` counts in the page's text."""
    bare = text.strip()
    if not bare:
        return None
    first = at + len(text) - len(text.lstrip())
    bottom, height = _level(words, bare, first)
    left, right = _box(words, first).left, _box(words, first + len(bare) - 1).right
    bare = _marked(words, bare, first, height)
    if bare and bare[-1] in _HYPHENS:
        bare = bare[:-1] + "-"
    return Line(bare, left, max(left, right), bottom, height) if bare else None


def _level(words: pypdfium2.PdfTextPage, text: str, at: int) -> tuple[float, float]:
    """Where most of a line's letters stand, and how high they are; signs may be of other fonts."""
    letters = [i for i, character in enumerate(text) if character.isalnum()] or [0]
    some = letters[:: max(1, len(letters) // _SAMPLES)]
    boxes = [_box(words, at + i) for i in some]
    return median(_baseline(words, at + i) for i in some), median(box.height for box in boxes)


def _baseline(words: pypdfium2.PdfTextPage, index: int) -> float:
    number = pdfium_c.FPDFText_GetCharIndexFromTextIndex(words, index)
    x, y = ctypes.c_double(), ctypes.c_double()
    found = number >= 0 and pdfium_c.FPDFText_GetCharOrigin(words, number, x, y)
    return y.value if found else 0.0


def _box(words: pypdfium2.PdfTextPage, index: int) -> _Box:
    """The box of a character; all zero where there is none."""
    number = pdfium_c.FPDFText_GetCharIndexFromTextIndex(words, index)
    box = pdfium_c.FS_RECTF()
    if number < 0 or not pdfium_c.FPDFText_GetLooseCharBox(words, number, ctypes.byref(box)):
        return _Box(0.0, 0.0, 0.0)
    return _Box(box.left, box.right, box.top - box.bottom)


def _marked(words: pypdfium2.PdfTextPage, text: str, at: int, height: float) -> str:
    """The line without the raised numbers that lead to notes, and with " | " between cells."""
    changes = [(span, "") for span in _note_marks(words, text, at, height)]
    changes += [(span, CELLS) for span in _wide_gaps(words, text, at, height)]
    parts = []
    start = 0
    for span, instead in sorted(changes):
        parts += [text[start : span[0]], instead]
        start = span[1]
    return "".join([*parts, text[start:]])


def _note_marks(
    words: pypdfium2.PdfTextPage, text: str, at: int, height: float
) -> Iterator[tuple[int, int]]:
    for mark in _NOTE_MARK.finditer(text):
        if _box(words, at + mark.start()).height < _RAISED * height:
            yield mark.span()


def _wide_gaps(
    words: pypdfium2.PdfTextPage, text: str, at: int, height: float
) -> Iterator[tuple[int, int]]:
    """The spaces that part the cells of a table, wider than those between words."""
    widths = {
        gap.span(): _box(words, at + gap.end()).left - _box(words, at + gap.start() - 1).right
        for gap in _GAP.finditer(text)
    }
    least = min(widths.values(), default=0.0)
    for (start, end), width in widths.items():
        apart = width > _CELL_GAP * height and (width > 1.8 * least or width > 1.5 * height)
        # Justified lines are stretched most between sentences.
        stretched = text[start - 1] in ".!?:;," and width < _SENTENCE_GAP * height
        if apart and not stretched and not _MARKER.fullmatch(text[:start]):
            yield start, end

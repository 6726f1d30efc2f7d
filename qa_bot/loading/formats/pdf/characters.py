"""Read the characters of a PDF page, with where they stand, from PDFium.

Knows PDFium; not lines or words. Lengths are in points, y grows upward.
"""

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium_c

# PDFium writes U+FFFE or U+0002 for a hyphen at a line's end, and no line break after it.
LINE_END_HYPHENS = "\ufffe\x02"
_LINE_BREAKS = "\r\n"
_SURROGATES = range(0xD800, 0xE000)


class Character(NamedTuple):
    """A character, its horizontal extent, its baseline and the height of its font."""

    text: str
    left: float
    right: float
    baseline: float
    height: float


def read_segments(page: pypdfium2.PdfTextPage) -> Iterator[list[Character]]:
    """Yield the characters between PDFium's line breaks, in the order in which they are drawn."""
    segment: list[Character] = []
    for character in _read_characters(page):
        if character.text in _LINE_BREAKS:
            yield segment
            segment = []
            continue
        segment.append(character)
        if character.text in LINE_END_HYPHENS:
            yield segment
            segment = []
    yield segment


def is_level(page: pypdfium2.PdfTextPage) -> bool:
    """Return whether the first letter of the page stands upright."""
    is_empty = pdfium_c.FPDFText_CountChars(page) < 1
    return is_empty or bool(pdfium_c.FPDFText_GetCharAngle(page, 0) == 0)


def _read_characters(page: pypdfium2.PdfTextPage) -> Iterator[Character]:
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium_c.FS_RECTF()
    x_out, y_out, box_out = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    lead = 0
    for index in range(pdfium_c.FPDFText_CountChars(page)):
        code = pdfium_c.FPDFText_GetUnicode(page, index)
        if code in _SURROGATES:  # where wide characters have 16 bits, as on Windows
            if code < 0xDC00:
                lead = code
                continue
            code = 0x10000 + ((lead - 0xD800) << 10) + code - 0xDC00 if lead else 0xFFFD
        lead = 0
        if not code:
            continue
        pdfium_c.FPDFText_GetCharOrigin(page, index, x_out, y_out)
        is_boxed = pdfium_c.FPDFText_GetLooseCharBox(page, index, box_out)
        height = box.top - box.bottom if is_boxed else 0.0
        left, right = (box.left, box.right) if is_boxed else (x.value, x.value)
        yield Character(chr(code), left, right, y.value, height)

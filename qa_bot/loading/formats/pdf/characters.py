"""Read the characters of a PDF page, with where they stand, from PDFium.

Knows PDFium; not lines or words. Lengths are in points, y grows upward.
"""

import ctypes
import math
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium_c

# PDFium writes U+FFFE or U+0002 for a hyphen at a line's end, and no line break after it.
LINE_END_HYPHENS = "\ufffe\x02"
_LINE_BREAKS = "\r\n"
_SURROGATES = range(0xD800, 0xE000)


class Character(NamedTuple):
    """A character, its horizontal extent, its baseline and the height of its font.

    A space has the place of the end of what it follows, and no height.
    """

    text: str
    left: float
    right: float
    baseline: float
    height: float


def read_segments(page: pypdfium2.PdfTextPage) -> Iterator[list[Character]]:
    """Yield the characters between PDFium's line breaks, in the order in which they are drawn."""
    # A page has thousands of characters: what is not asked of PDFium for each saves half the time.
    handle, box_of, box = page.raw, pdfium_c.FPDFText_GetLooseCharBox, pdfium_c.FS_RECTF()
    box_out = ctypes.byref(box)
    top, bottom, baseline, height = math.nan, math.nan, 0.0, 0.0
    segment: list[Character] = []
    for index, text in _read_codes(handle):
        if text in _LINE_BREAKS:
            yield segment
            segment = []
            continue
        if text == " ":  # its place is that between the words beside it
            segment.append(Character(text, box.right, box.right, baseline, 0.0))
        elif not box_of(handle, index, box_out):
            x, y = _origin(handle, index)
            segment.append(Character(text, x, x, y, 0.0))
        else:
            if box.top != top or box.bottom != bottom:
                # The box is as high as its font: those of one height and place have one baseline.
                top, bottom = box.top, box.bottom
                baseline, height = _origin(handle, index)[1], top - bottom
            segment.append(Character(text, box.left, box.right, baseline, height))
        if text in LINE_END_HYPHENS:
            yield segment
            segment = []
    yield segment


def is_level(page: pypdfium2.PdfTextPage) -> bool:
    """Return whether the first letter of the page stands upright."""
    is_empty = pdfium_c.FPDFText_CountChars(page) < 1
    return is_empty or bool(pdfium_c.FPDFText_GetCharAngle(page, 0) == 0)


def _origin(handle: object, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(handle, index, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value


def _read_codes(handle: object) -> Iterator[tuple[int, str]]:
    """Yield the characters of a page with their index, without those of no code."""
    count = pdfium_c.FPDFText_CountChars(handle)
    text = _whole_text(handle, count)
    if text is not None:
        yield from enumerate(text)
        return
    lead = 0
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(handle, index)
        if code in _SURROGATES:  # where wide characters have 16 bits, as on Windows
            if code < 0xDC00:
                lead = code
                continue
            code = 0x10000 + ((lead - 0xD800) << 10) + code - 0xDC00 if lead else 0xFFFD
        lead = 0
        if code:
            yield index, chr(code)


def _whole_text(handle: object, count: int) -> str | None:
    """Return the characters of a page at once, or None where they are not one for each index."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(handle, 0, count, buffer)
    if count < 1 or written != count + 1:
        return None
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    return text if len(text) == count and "\0" not in text else None

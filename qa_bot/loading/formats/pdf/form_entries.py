"""Read what was filled into a PDF's form or typed onto its pages, beside the label it belongs to.

Knows PDFium's annotations; a reader sees them on the page, and its text layer does not hold them.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw as pdfium_c

from qa_bot.loading.formats.pdf.geometry import Line, PrintedCell, cells_of, line_of_cells

_HIDDEN_FLAGS = 0x02 | 0x20  # Hidden, NoView: ISO 32000-1, table 165
_PASSWORD_FLAG = 1 << 13  # ISO 32000-1, table 228
_MAX_ENTRIES = 500  # of a page, which bounds the time
_MAX_BYTES = 64_000  # of one entry in UTF-16
_LINE_HEIGHT = 12.0  # points; the height of a line that no other gives
_COMMENTS = frozenset(
    {
        pdfium_c.FPDF_ANNOT_TEXT,
        pdfium_c.FPDF_ANNOT_HIGHLIGHT,
        pdfium_c.FPDF_ANNOT_UNDERLINE,
        pdfium_c.FPDF_ANNOT_STRIKEOUT,
        pdfium_c.FPDF_ANNOT_STAMP,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Text in a box of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Entries:
    """What stands on a page beside its text; `has_comments` are those that nobody prints."""

    entries: tuple[Entry, ...] = ()
    has_comments: bool = False


def read_entries(page: pypdfium2.PdfPage) -> Entries:
    """Return the filled fields and typed texts of a page."""
    entries: list[Entry] = []
    has_comments = False
    for index in range(min(_MAX_ENTRIES, pdfium_c.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            entries += _entry(annotation)
            has_comments = has_comments or _is_comment(annotation)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return Entries(tuple(entries), has_comments)


def fill_in(lines: Sequence[Line], entries: Sequence[Entry]) -> list[Line]:
    """Return the lines with each entry in the line that it stands in, or in one of its own."""
    out = list(lines)
    for entry in entries:
        cell = PrintedCell(entry.text, entry.left, entry.right)
        at = _line_beside(out, entry)
        if at is None:
            above = [n for n, line in enumerate(out) if line.bottom > entry.bottom]
            out.insert(
                above[-1] + 1 if above else 0,
                line_of_cells([cell], entry.bottom, out[0].height if out else _LINE_HEIGHT),
            )
        else:
            cells = sorted([*cells_of(out[at]), cell], key=lambda cell: cell.left)
            out[at] = line_of_cells(cells, out[at].bottom, out[at].height)
    return out


def _line_beside(lines: Sequence[Line], entry: Entry) -> int | None:
    """Return the number of the line whose end is nearest to the entry, or None."""
    level = [n for n, line in enumerate(lines) if entry.bottom - 1 <= line.bottom <= entry.top]
    return min(
        level,
        key=lambda n: min(abs(entry.left - lines[n].right), abs(lines[n].left - entry.right)),
        default=None,
    )


def _entry(annotation: pdfium_c.FPDF_ANNOTATION) -> Iterator[Entry]:
    if pdfium_c.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAGS:
        return
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    text = ""
    if kind == pdfium_c.FPDF_ANNOT_FREETEXT:
        text = _string(annotation, b"Contents")
    elif kind == pdfium_c.FPDF_ANNOT_WIDGET:
        text = _field_text(annotation)
    box = pdfium_c.FS_RECTF()
    if text and pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(box)):
        yield Entry(text, box.left, box.right, box.bottom, box.top)


def _field_text(annotation: pdfium_c.FPDF_ANNOTATION) -> str:
    """Return the value of a field; a box that is ticked, or could be, is drawn."""
    state = _string(annotation, b"AS")
    if state:
        return "☐" if state == "Off" else "☒"
    if _string(annotation, b"FT") == "Btn":
        return ""
    flags = ctypes.c_float()
    is_stated = pdfium_c.FPDFAnnot_GetNumberValue(annotation, b"Ff", ctypes.byref(flags))
    is_secret = is_stated and int(flags.value) & _PASSWORD_FLAG
    return "" if is_secret else _string(annotation, b"V")


def _is_comment(annotation: pdfium_c.FPDF_ANNOTATION) -> bool:
    is_comment = pdfium_c.FPDFAnnot_GetSubtype(annotation) in _COMMENTS
    return is_comment and bool(_string(annotation, b"Contents"))


def _string(annotation: pdfium_c.FPDF_ANNOTATION, key: bytes) -> str:
    size = pdfium_c.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    size = min(size, _MAX_BYTES)
    buffer = (pdfium_c.FPDF_WCHAR * (size // 2 + 1))()
    if size <= 2 or pdfium_c.FPDFAnnot_GetStringValue(annotation, key, buffer, size) > size:
        return ""
    return " ".join(bytes(buffer)[: size - 2].decode("utf-16-le", "replace").split())

"""PDF to a draft: the text layer, read by PDFium line by line, each piece with its page.

Knows PDFium; how lines become paragraphs is `page_layout`'s business. Runs in
the reading process only, since PDFium is C++ that meets hostile files.
"""

import ctypes
import re
from collections.abc import Iterator
from datetime import datetime

import pypdfium2
from pypdfium2 import raw

from qa_bot.errors import SourceDamaged, SourceEmpty, SourceLocked
from qa_bot.library.loading.draft import Draft
from qa_bot.library.loading.facts import split_tags
from qa_bot.library.loading.incoming import Incoming
from qa_bot.library.loading.page_layout import CELLS, Line, Page, lay_out
from qa_bot.library.loading.running_lines import drop_running_lines

_BREAK = re.compile("\r\n|\n|\r|(?<=\ufffe)|(?<=\x02)")
_HYPHENS = "\ufffe\x02\xad"
_NOTE_MARK = re.compile(r"(?<=[^\W\d]|[.,;:!?”’\")\]])\d{1,3}(?=\s|$|[.,;:!?”’\")\]])")
_GAP = re.compile(" +")
_CELL_GAP = 0.9
_MARKER = re.compile(r"\W{1,2}|\(?[\d.]{1,6}[.)]?|\(?[a-zA-Z][.)]")
_RAISED = 0.75
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd]")
_FEW_LETTERS = 25
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")
_FILE_NAME = re.compile(
    r"(?:microsoft \w+ - )?\S*\.(?:docx?|pdf|odt|tex|dvi|indd|qxd|rtf|html?)$", re.I
)
_NO_TITLES = {"untitled", "untitled document", "document", "title", "no title", "(anonymous)"}
_SCAN_CURE = (
    "Put a text layer into it with a text recogniser such as `ocrmypdf IN.pdf OUT.pdf`, "
    "then add that."
)


def read(incoming: Incoming) -> Draft:
    """The draft of a PDF; its pieces are labelled "page 3".

    Raises SourceLocked when it asks for a password, SourceEmpty when it has no
    text layer, SourceDamaged when PDFium cannot open it.
    """
    document = _open(incoming)
    said = document.get_metadata_dict()
    title = _title(said.get("Title", ""))
    pages = drop_running_lines(list(_pages(document)))
    _check_text(document, pages, incoming)
    pieces, headline = lay_out(pages, known=title)
    title = title or headline
    if pieces and title and _plain(pieces[0].text) == _plain(title):
        pieces = pieces[1:]
    return Draft(
        tuple(pieces),
        title,
        author=said.get("Author", "").strip(),
        published=_date(said.get("CreationDate", "")),
        tags=split_tags([said.get("Keywords", "")]),
    )


def _open(incoming: Incoming) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(incoming.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise SourceLocked(
                incoming.source,
                "is encrypted with a password",
                "Save a copy without the password, for example `qpdf --decrypt "
                "--password=WORD IN.pdf OUT.pdf`, then add that.",
            ) from error
        if error.err_code == raw.FPDF_ERR_SECURITY:
            raise SourceLocked(
                incoming.source,
                "is encrypted in a way that cannot be read",
                "Print it to another PDF, then add that.",
            ) from error
        raise SourceDamaged(
            incoming.source,
            "is damaged, and cannot be opened as a PDF",
            "Fetch it again, or mend it, for example with `qpdf IN.pdf OUT.pdf`.",
        ) from error


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    for number in range(len(document)):
        try:
            page = document[number]
            lines = _lines(page.get_textpage())
            yield Page(number + 1, page.get_height(), tuple(lines))
        except pypdfium2.PdfiumError:
            # One page that is broken does not take the others with it.
            continue


def _lines(words: pypdfium2.PdfTextPage) -> Iterator[Line]:
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
    left, bottom, _, top = _box(words, first)
    _, _, right, _ = _box(words, first + len(bare) - 1)
    bare = _marked(words, bare, first, top - bottom)
    if bare and bare[-1] in _HYPHENS:
        bare = bare[:-1] + "-"
    return Line(bare, left, max(left, right), bottom, top - bottom) if bare else None


def _box(words: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a character, in points."""
    number = raw.FPDFText_GetCharIndexFromTextIndex(words, index)
    box = raw.FS_RECTF()
    if number < 0 or not raw.FPDFText_GetLooseCharBox(words, number, ctypes.byref(box)):
        return 0.0, 0.0, 0.0, 0.0
    return box.left, box.bottom, box.right, box.top


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
        _, bottom, _, top = _box(words, at + mark.start())
        if top - bottom < _RAISED * height:
            yield mark.span()


def _wide_gaps(
    words: pypdfium2.PdfTextPage, text: str, at: int, height: float
) -> Iterator[tuple[int, int]]:
    """The spaces that part the cells of a table, wider than those between words."""
    widths = {}
    for gap in _GAP.finditer(text):
        _, _, left, _ = _box(words, at + gap.start() - 1)
        right, _, _, _ = _box(words, at + gap.end())
        widths[gap.span()] = right - left
    least = min(widths.values(), default=0.0)
    for span, width in widths.items():
        apart = width > _CELL_GAP * height and (width > 1.8 * least or width > 1.5 * height)
        if apart and not _MARKER.fullmatch(text[: span[0]]):
            yield span


def _check_text(document: pypdfium2.PdfDocument, pages: list[Page], incoming: Incoming) -> None:
    text = "".join(line.text for page in pages for line in page.lines)
    letters = sum(character.isalnum() for character in text)
    if letters < _FEW_LETTERS * len(document) and _shows_pictures(document):
        raise SourceEmpty(
            incoming.source, "its pages are pictures (a scan) and have no text layer", _SCAN_CURE
        )
    if len(_UNREADABLE.findall(text)) > letters / 2:
        raise SourceEmpty(
            incoming.source, "its text layer does not say which letters it shows", _SCAN_CURE
        )


def _shows_pictures(document: pypdfium2.PdfDocument) -> bool:
    """Whether most of the first pages hold a picture."""
    first = range(min(10, len(document)))
    shown = sum(any(_pictures(document, number)) for number in first)
    return shown > len(first) / 2


def _pictures(document: pypdfium2.PdfDocument, number: int) -> Iterator[bool]:
    try:
        for _ in document[number].get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            yield True
    except pypdfium2.PdfiumError:
        return


def _title(said: str) -> str:
    """The title in the properties, unless a program put a file's name or nothing there."""
    title = " ".join(said.split())
    useless = title.lower() in _NO_TITLES or _FILE_NAME.fullmatch(title)
    return "" if useless else title


def _date(said: str) -> str:
    match = _DATE.match(said)
    if match is None:
        return ""
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return ""


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()

"""PDF to a draft: the text layer, read by PDFium line by line, each piece with its page.

Knows PDFium; how lines become paragraphs is `page_layout`'s business. Runs in
the reading process only, since PDFium is C++ that meets hostile files.
"""

import re
from collections.abc import Iterator
from datetime import datetime

import pypdfium2
from pypdfium2 import raw as pdfium_c

from qa_bot.errors import SourceDamaged, SourceEmpty, SourceLocked
from qa_bot.loading.draft import Draft
from qa_bot.loading.formats.pdf.geometry import Page, page_label
from qa_bot.loading.formats.pdf.lines import read_lines
from qa_bot.loading.formats.pdf.paragraphs import lay_out
from qa_bot.loading.formats.pdf.running_headers import drop_running_lines
from qa_bot.loading.metadata import split_tags
from qa_bot.loading.raw_source import RawSource

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


def read(raw: RawSource) -> Draft:
    """The draft of a PDF; its pieces are labelled "page 3".

    Raises SourceLocked when it asks for a password, SourceEmpty when it has no
    text layer, SourceDamaged when PDFium cannot open it.
    """
    document = _open(raw)
    said = document.get_metadata_dict()
    title = _title(said.get("Title", ""))
    pages = drop_running_lines(list(_pages(document)))
    _check_text(document, pages, raw)
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
        unread=_unread(document, pages),
    )


def _open(raw: RawSource) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(raw.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise SourceLocked(
                raw.source,
                "is encrypted with a password",
                "Save a copy without the password, for example `qpdf --decrypt "
                "--password=WORD IN.pdf OUT.pdf`, then add that.",
            ) from error
        if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
            raise SourceLocked(
                raw.source,
                "is encrypted in a way that cannot be read",
                "Print it to another PDF, then add that.",
            ) from error
        raise SourceDamaged(
            raw.source,
            "is damaged, and cannot be opened as a PDF",
            "Fetch it again, or mend it, for example with `qpdf IN.pdf OUT.pdf`.",
        ) from error


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    for number in range(len(document)):
        try:
            page = document[number]
            lines = read_lines(page.get_textpage())
            yield Page(number + 1, page.get_height(), tuple(lines))
        except pypdfium2.PdfiumError:
            # One page that is broken does not take the others with it.
            continue


def _check_text(document: pypdfium2.PdfDocument, pages: list[Page], raw: RawSource) -> None:
    text = "".join(line.text for page in pages for line in page.lines)
    letters = sum(character.isalnum() for character in text)
    if letters < _FEW_LETTERS * len(document) and _shows_pictures(document):
        raise SourceEmpty(
            raw.source, "its pages are pictures (a scan) and have no text layer", _SCAN_CURE
        )
    if len(_UNREADABLE.findall(text)) > letters / 2:
        raise SourceEmpty(
            raw.source, "its text layer does not say which letters it shows", _SCAN_CURE
        )


def _unread(document: pypdfium2.PdfDocument, pages: list[Page]) -> tuple[str, ...]:
    """The pages that show a picture and no text."""
    silent = (page for page in pages if not page.lines)
    return tuple(
        page_label(page.number) for page in silent if any(_pictures(document, page.number - 1))
    )


def _shows_pictures(document: pypdfium2.PdfDocument) -> bool:
    """Whether most of the first pages hold a picture."""
    first = range(min(10, len(document)))
    shown = sum(any(_pictures(document, number)) for number in first)
    return shown > len(first) / 2


def _pictures(document: pypdfium2.PdfDocument, number: int) -> Iterator[bool]:
    try:
        for _ in document[number].get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
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

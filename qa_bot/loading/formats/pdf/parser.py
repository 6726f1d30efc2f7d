"""Read a PDF with PDFium: its text layer line by line, its metadata, its scanned pages.

Knows PDFium's documents; `paragraphs` knows how lines become text. Runs in the
sandbox only, since PDFium is C++ that parses untrusted files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import pypdfium2
from pypdfium2 import raw as pdfium_c

from qa_bot.documents import BoilerplateKind
from qa_bot.errors import SourceDamaged, SourceEmpty, SourceLocked, install_extra
from qa_bot.loading.draft import BoilerplateTally, Draft, count_left_out
from qa_bot.loading.formats.pdf.form_entries import fill_in, read_entries
from qa_bot.loading.formats.pdf.geometry import Page, page_label
from qa_bot.loading.formats.pdf.lines import extract_lines
from qa_bot.loading.formats.pdf.paragraphs import lay_out
from qa_bot.loading.formats.pdf.running_headers import drop_running_headers
from qa_bot.loading.metadata import split_tags
from qa_bot.loading.raw_source import RawSource

# Private use and replacement characters: fonts without a mapping to Unicode.
_UNMAPPED = re.compile("[\ue000-\uf8ff\ufffd]")
_MIN_LETTERS_PER_PAGE = 25  # a document of pictures with fewer is a scan
_PICTURE_SAMPLE_PAGES = 10  # first pages in which pictures are counted, which bounds the time
# Of a page's area: a smaller picture is a sign or a logo, a larger one the page itself, scanned.
_MIN_PICTURE_SHARE, _MAX_PICTURE_SHARE = 0.03, 0.85
_MAX_PICTURE_PAGES = 500  # in which such pictures are counted, which bounds the time
_MAX_ATTACHMENTS = 20  # files within the document that are named
_MAX_NAME = 100  # characters of such a name that are shown
_MAX_PICTURE_DEPTH = 3  # forms within forms that are searched for pictures
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")  # ISO 32000-1, section 7.9.4
_FILE_NAME = re.compile(
    r"(?:microsoft \w+ - )?\S*\.(?:docx?|pdf|odt|tex|dvi|indd|qxd|rtf|html?)$", re.I
)
_DEFAULT_TITLES = {"untitled", "untitled document", "document", "title", "no title", "(anonymous)"}
_SCAN_CURE = (
    f"{install_extra('pictures')}, or put a text layer into it "
    "with a text recogniser such as `ocrmypdf IN.pdf OUT.pdf`, then add that."
)


def read(raw: RawSource) -> Draft:
    """Extract the draft of a PDF; its pieces are labelled "page 3".

    Raises SourceLocked where it needs a password, SourceEmpty where it has no
    text layer, SourceDamaged where PDFium cannot open it.
    """
    document = open_document(raw)
    metadata = read_metadata(document)
    unread: list[str] = []
    all_pages = list(_read_pages(document, unread))
    pages = drop_running_headers(all_pages)
    running = _count_characters(all_pages) - _count_characters(pages)
    _check_text_layer(document, pages, raw)
    layout = lay_out(pages, known_text=metadata.title)
    pieces, title = layout.pieces, metadata.title or layout.headline
    if pieces and title and _normalised(pieces[0].text) == _normalised(title):
        pieces = pieces[1:]
    return replace(
        metadata,
        pieces=pieces,
        title=title,
        unread=(
            *_unread_pages(document, pages),
            *_pictures_beside_text(document, pages),
            *unread,
            *_attachments(document),
        ),
        left_out=count_left_out(BoilerplateTally({BoilerplateKind.HEADERS_AND_FOOTERS: running})),
    )


def read_metadata(document: pypdfium2.PdfDocument) -> Draft:
    """Return a draft without text, with what the document says about itself."""
    properties = {key: _property(document, key) for key in document.METADATA_KEYS}
    return Draft(
        (),
        _title(properties.get("Title", "")),
        author=properties.get("Author", "").strip(),
        published=_date(properties.get("CreationDate", "")),
        tags=split_tags([properties.get("Keywords", "")]),
    )


def _count_characters(pages: Sequence[Page]) -> int:
    return sum(len(line.text.strip()) for page in pages for line in page.lines)


def open_document(raw: RawSource) -> pypdfium2.PdfDocument:
    """Open a PDF; raise SourceLocked or SourceDamaged where PDFium cannot."""
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
            "Fetch it again, or repair it, for example with `qpdf IN.pdf OUT.pdf`.",
        ) from error


def _read_pages(document: pypdfium2.PdfDocument, unread: list[str]) -> Iterator[Page]:
    """Yield the pages; add to `unread` what is left out of them."""
    for index in range(len(document)):
        label = page_label(index + 1)
        try:
            page = document[index]
            lines = list(extract_lines(page.get_textpage()))
            found = read_entries(page)
            if found.has_comments:
                unread.append(f"comments on {label}")
            yield Page(index + 1, page.get_height(), tuple(fill_in(lines, found.entries)))
        except pypdfium2.PdfiumError:
            # A broken page is passed over; the others are read.
            unread.append(f"{label} (damaged)")


def _check_text_layer(document: pypdfium2.PdfDocument, pages: list[Page], raw: RawSource) -> None:
    text = "".join(line.text for page in pages for line in page.lines)
    letters = sum(character.isalnum() for character in text)
    if letters < _MIN_LETTERS_PER_PAGE * len(document) and _is_mostly_pictures(document):
        raise SourceEmpty(
            raw.source, "its pages are pictures (a scan) and have no text layer", _SCAN_CURE
        )
    if len(_UNMAPPED.findall(text)) > letters / 2:
        raise SourceEmpty(
            raw.source, "its text layer does not say which letters it shows", _SCAN_CURE
        )


def _unread_pages(document: pypdfium2.PdfDocument, pages: list[Page]) -> tuple[str, ...]:
    """Return the labels of the pages that show a picture and no text."""
    empty = (page for page in pages if not page.lines)
    return tuple(
        page_label(page.number) for page in empty if _has_picture(document, page.number - 1)
    )


def _pictures_beside_text(document: pypdfium2.PdfDocument, pages: Sequence[Page]) -> Iterator[str]:
    """Yield how many pictures stand beside text, such as "3 pictures", if there are any.

    Small ones are signs and logos, and one of a whole page is what its text was read from.
    """
    count = 0
    for page in pages[:_MAX_PICTURE_PAGES]:
        shares = _picture_shares(document, page.number - 1) if page.lines else []
        count += sum(_MIN_PICTURE_SHARE < share < _MAX_PICTURE_SHARE for share in shares)
    if count:
        yield f"{count} picture{'' if count == 1 else 's'}"


def _picture_shares(document: pypdfium2.PdfDocument, index: int) -> list[float]:
    """Return the share of a page's area that each picture on it takes."""
    try:
        page = document[index]
        area = page.get_width() * page.get_height() or 1.0
        pictures = page.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_MAX_PICTURE_DEPTH)
        boxes = [picture.get_bounds() for picture in pictures]
    except pypdfium2.PdfiumError:
        return []
    return [(right - left) * (top - bottom) / area for left, bottom, right, top in boxes]


def _attachments(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """Yield what names the files within the document."""
    for index in range(min(_MAX_ATTACHMENTS, document.count_attachments())):
        try:
            name = " ".join(document.get_attachment(index).get_name().split())
            yield f"attached file {name[:_MAX_NAME]}"
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            yield "an attached file"


def _is_mostly_pictures(document: pypdfium2.PdfDocument) -> bool:
    """Return whether most of the first pages show a picture."""
    sample = range(min(_PICTURE_SAMPLE_PAGES, len(document)))
    return sum(_has_picture(document, index) for index in sample) > len(sample) / 2


def _has_picture(document: pypdfium2.PdfDocument, index: int) -> bool:
    try:
        pictures = document[index].get_objects(
            [pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_MAX_PICTURE_DEPTH
        )
        return next(iter(pictures), None) is not None
    except pypdfium2.PdfiumError:
        return False


def _property(document: pypdfium2.PdfDocument, key: str) -> str:
    """Return a value of the document's metadata, or "" where it is no text."""
    try:
        return str(document.get_metadata_value(key))
    except UnicodeDecodeError:
        return ""


def _title(stated: str) -> str:
    """Return the stated title, or "" for the name of a file or a program's default."""
    title = " ".join(stated.split())
    is_useless = title.lower() in _DEFAULT_TITLES or _FILE_NAME.fullmatch(title)
    return "" if is_useless else title


def _date(stated: str) -> str:
    match = _DATE.match(stated)
    if match is None:
        return ""
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return ""


def _normalised(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()

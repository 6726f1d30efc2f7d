"""Which kinds of file can be read, and which of them given bytes are.

Knows magic numbers, names inside zip archives and suffixes. The content
decides; the suffix only where the content cannot, as for Markdown and plain text.
"""

import codecs
import re
from dataclasses import dataclass

from qa_bot.errors import SourceLocked, SourceNotText
from qa_bot.loading.raw_source import RawSource


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its name for people, and the module in `formats` whose `read` reads it.

    `suffixes` and `media_types` identify it where its content does not. Kinds
    with `has_boilerplate` come from web pages; the text of kinds with
    `is_untitled` begins with no headline, so that the file's name is the title.
    """

    name: str
    module: str
    suffixes: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    has_boilerplate: bool = False
    is_untitled: bool = False


PLAIN = FileKind("text", "plain", (".txt",), has_boilerplate=True)
MARKDOWN = FileKind(
    "Markdown",
    "markdown",
    (".md", ".markdown"),
    ("text/markdown",),
    has_boilerplate=True,
)
HTML = FileKind(
    "HTML",
    "html",
    (".html", ".htm", ".xhtml"),
    ("text/html", "application/xhtml+xml"),
    has_boilerplate=True,
)
PDF = FileKind("PDF", "pdf", (".pdf",))
DOCX = FileKind("DOCX", "docx", (".docx",))
ODT = FileKind("ODT", "odt", (".odt",))
RTF = FileKind("RTF", "rtf", (".rtf",))
EPUB = FileKind("EPUB", "epub", (".epub",))
MAIL = FileKind("mail", "mail", (".eml",), ("message/rfc822",))
SRT = FileKind("SRT subtitles", "subtitles", (".srt",), ("application/x-subrip",), is_untitled=True)
VTT = FileKind("WebVTT subtitles", "subtitles", (".vtt",), ("text/vtt",), is_untitled=True)
CSV = FileKind(
    "CSV",
    "delimited",
    (".csv", ".tsv"),
    ("text/csv", "text/tab-separated-values"),
    is_untitled=True,
)

# Read by an extra, and only where it is named: a folder's pictures are mostly not of text.
PICTURE = FileKind("picture", "picture", (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"))

KINDS = (PLAIN, MARKDOWN, HTML, PDF, DOCX, ODT, RTF, EPUB, MAIL, SRT, VTT, CSV)
SUFFIXES = frozenset(suffix for kind in KINDS for suffix in kind.suffixes)
# The first suffix of each kind, as messages list them.
SUFFIX_LIST = ", ".join(suffix for kind in KINDS for suffix in kind.suffixes[:1])
CURE = f"Give one of {SUFFIX_LIST}, or save it as one of these."

_HEAD_BYTES = 4096  # bounds the work on a head; mail, pages and subtitles begin within
_PDF_HEAD_BYTES = 1024  # Acrobat finds a header within these (PDF Reference 1.7, appendix H)
_ODT_HEAD_BYTES = 200  # the `mimetype` part is first and not compressed (OpenDocument 1.2, part 3)
_MIN_MAIL_HEADERS = 3  # fewer known header names may be any list of "key: value" lines
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:!doctype html|html)\b", re.I | re.S
)
_VTT_START = re.compile(r"\s*WEBVTT(?:[ \t\n]|$)")
# A timing, below a number or not; some programs leave out the milliseconds.
_TIMING = r"(?:\d{1,4}:)?\d{1,2}:\d\d(?:[,.:;]\d{1,3})?[ \t]*--?>[ \t]*\d{1,4}:\d\d"
_SRT_START = re.compile(rf"\s*+(?:\d{{1,9}}[ \t]*\n\s*+)?{_TIMING}")
_TIMING_LINE = re.compile(rf"^[ \t]*+{_TIMING}", re.M)
_HEADERS = re.compile(r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_HEADERS = ("from", "date", "subject", "to", "message-id", "received", "mime-version")
# The magic number of a compound file, the container of Office before 2007.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# The magic numbers of PNG, JPEG and TIFF; a WebP picture is a RIFF file of that type.
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_WEBP = (b"RIFF", b"WEBP")

# What servers send for files of unknown type.
_GENERIC_MEDIA_TYPES = ("", "text/plain", "application/octet-stream", "binary/octet-stream")


def detect_kind(raw: RawSource, suffix: str = "", media_type: str = "") -> FileKind:
    """Return the kind of the bytes; `suffix` includes its dot, both hints may be empty.

    Raises SourceNotText or SourceLocked for bytes of a known kind that cannot be read.
    """
    binary = _binary_kind(raw)
    if binary:
        return binary
    head = _decode_head(raw.data)
    starts = ((HTML, _HTML_START.match), (VTT, _VTT_START.match), (SRT, _SRT_START.match))
    for kind, match in starts:
        if match(head):
            return kind
    if _is_mail(head):
        return MAIL
    if suffix.lower() in SRT.suffixes and _TIMING_LINE.search(head):
        return SRT
    return _kind_by_name(suffix, media_type) or PLAIN


def _binary_kind(raw: RawSource) -> FileKind | None:
    data = raw.data
    if _is_pdf(data):
        return PDF
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.startswith(_PICTURES) or (data[:4], data[8:12]) == _WEBP:
        return PICTURE
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(raw)
    if data.startswith(_OLE):
        raise _old_office_error(raw)
    return None


def _is_pdf(data: bytes) -> bool:
    """Return whether the bytes begin as a PDF does, perhaps after a few other lines."""
    head = data[:_PDF_HEAD_BYTES]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return True
    return b"\n%PDF-" in head and b"endobj" in data


def _zip_kind(raw: RawSource) -> FileKind:
    """Return the kind of a zip archive by the names of its parts."""
    data = raw.data
    if b"META-INF/container.xml" in data or b"application/epub+zip" in data[:_ODT_HEAD_BYTES]:
        return EPUB
    if b"word/" in data and b"[Content_Types].xml" in data:
        return DOCX
    if b"application/vnd.oasis.opendocument.text" in data[:_ODT_HEAD_BYTES]:
        return ODT
    raise SourceNotText(
        raw.source,
        "is an archive or a document of a kind that cannot be read",
        f"Unpack it, or save it as one of {SUFFIX_LIST}.",
    )


def _old_office_error(raw: RawSource) -> SourceNotText | SourceLocked:
    if "EncryptedPackage".encode("utf-16-le") in raw.data:
        return SourceLocked(
            raw.source,
            "is encrypted with a password",
            "Save a copy without the password, then add that.",
        )
    return SourceNotText(
        raw.source,
        "is in the old binary format of Office",
        "Open it and save it as .docx, then add that.",
    )


def _decode_head(data: bytes) -> str:
    """Decode the first bytes, well enough for the ASCII that identifies a kind."""
    head = data[:_HEAD_BYTES]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head.decode("utf-16", "replace")
    else:
        text = head.replace(codecs.BOM_UTF8, b"").decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_mail(head: str) -> bool:
    """Return whether the text begins with From and two more headers of a message."""
    if head.startswith("From "):  # The first line of a message that was in a mailbox file.
        head = head.partition("\n")[2]
    headers = _HEADERS.match(head)
    if headers is None:
        return False
    names = {line.partition(":")[0].lower() for line in headers[0].split("\n")}
    return "from" in names and len(names.intersection(_MAIL_HEADERS)) >= _MIN_MAIL_HEADERS


def _kind_by_name(suffix: str, media_type: str) -> FileKind | None:
    """Return the kind by the hints, for bytes that may be any text."""
    is_generic = media_type.lower() in _GENERIC_MEDIA_TYPES
    for kind in (MARKDOWN, HTML, MAIL, CSV):
        has_suffix = is_generic and suffix.lower() in kind.suffixes
        if media_type.lower() in kind.media_types or has_suffix:
            return kind
    return None

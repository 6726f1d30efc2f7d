"""Which kinds of file can be read, and which of them some bytes are.

Knows first bytes, names inside archives and suffixes; content decides, and the
suffix only where content cannot, as between Markdown and plain text.
"""

import codecs
import re
from dataclasses import dataclass

from qa_bot.errors import SourceLocked, SourceNotText
from qa_bot.loading.incoming import Incoming


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what people call it, and the module whose `read` reads it.

    `suffixes` and `media_types` are what names it when its content does not.
    `furnished` kinds come from pages, and bring their furniture along; `untitled`
    ones begin with no headline, and are called what their file is.
    """

    name: str
    module: str
    suffixes: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    furnished: bool = False
    untitled: bool = False


PLAIN = Kind("text", "plain", (".txt",), furnished=True)
MARKDOWN = Kind("Markdown", "markdown", (".md", ".markdown"), ("text/markdown",), furnished=True)
HTML = Kind(
    "HTML",
    "html",
    (".html", ".htm", ".xhtml"),
    ("text/html", "application/xhtml+xml"),
    furnished=True,
)
PDF = Kind("PDF", "pdf", (".pdf",))
DOCX = Kind("DOCX", "docx", (".docx",))
ODT = Kind("ODT", "odt", (".odt",))
RTF = Kind("RTF", "rtf", (".rtf",))
EPUB = Kind("EPUB", "epub", (".epub",))
MAIL = Kind("mail", "mail", (".eml",), ("message/rfc822",))
SRT = Kind("SRT subtitles", "subtitles", (".srt",), ("application/x-subrip",), untitled=True)
VTT = Kind("WebVTT subtitles", "subtitles", (".vtt",), ("text/vtt",), untitled=True)

KINDS = (PLAIN, MARKDOWN, HTML, PDF, DOCX, ODT, RTF, EPUB, MAIL, SRT, VTT)
SUFFIXES = frozenset(suffix for kind in KINDS for suffix in kind.suffixes)
NAMED = ", ".join(suffix for kind in KINDS for suffix in kind.suffixes[:1])
CURE = f"Give one of {NAMED}, or save it as one of these."

_HEAD = 4096
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:!doctype html|html)\b", re.I | re.S
)
_VTT_START = re.compile(r"\s*WEBVTT(?:[ \t\n]|$)")
_CUE = re.compile(r"\s*\d+[ \t]*\n\d+:\d\d:\d\d[,.]\d{1,3}[ \t]*-->[ \t]*\d+:")
_HEADER = re.compile(r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_HEADERS = ("from", "date", "subject", "to", "message-id", "received", "mime-version")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What sites call files that they know nothing of.
_SAYING_NOTHING = ("", "text/plain", "application/octet-stream", "binary/octet-stream")


def kind_of(incoming: Incoming, suffix: str = "", media_type: str = "") -> Kind:
    """The kind that the bytes are; `suffix` has its dot, both may be empty.

    Raises SourceNotText or SourceLocked for bytes known to be of no kind of ours.
    """
    packed = _packed_kind(incoming)
    if packed:
        return packed
    head = _head(incoming.data)
    for kind, starts in ((HTML, _HTML_START.match), (VTT, _VTT_START.match), (SRT, _CUE.match)):
        if starts(head):
            return kind
    if _is_mail(head):
        return MAIL
    return _named_kind(suffix, media_type) or PLAIN


def _packed_kind(incoming: Incoming) -> Kind | None:
    data = incoming.data
    if _is_pdf(data):
        return PDF
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.startswith(b"PK\x03\x04"):
        return _zipped_kind(incoming)
    if data.startswith(_OLE):
        raise _old_office(incoming)
    return None


def _is_pdf(data: bytes) -> bool:
    """Whether it begins as a PDF does; some have a few lines of something else before."""
    head = data[:1024]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return True
    return b"\n%PDF-" in head and b"endobj" in data


def _zipped_kind(incoming: Incoming) -> Kind:
    """The kind of a zip archive, told by what its parts are called."""
    data = incoming.data
    if b"META-INF/container.xml" in data:
        return EPUB
    if b"word/" in data and b"[Content_Types].xml" in data:
        return DOCX
    if b"application/vnd.oasis.opendocument.text" in data[:200]:
        return ODT
    raise SourceNotText(
        incoming.source,
        "is an archive or a document of a kind that cannot be read",
        f"Unpack it, or save it as one of {NAMED}.",
    )


def _old_office(incoming: Incoming) -> SourceNotText | SourceLocked:
    if "EncryptedPackage".encode("utf-16-le") in incoming.data:
        return SourceLocked(
            incoming.source,
            "is encrypted with a password",
            "Save a copy without the password, then add that.",
        )
    return SourceNotText(
        incoming.source,
        "is in the old binary format of Office",
        "Open it and save it as .docx, then add that.",
    )


def _head(data: bytes) -> str:
    """The first characters, well enough to tell what they begin."""
    head = data[:_HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head.decode("utf-16", "replace")
    else:
        text = head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_mail(head: str) -> bool:
    """Whether it begins with the headers of a message, and two that only mail has."""
    headers = _HEADER.match(head)
    if headers is None:
        return False
    names = {line.partition(":")[0].lower() for line in headers[0].split("\n")}
    return "from" in names and len(names.intersection(_MAIL_HEADERS)) >= 3


def _named_kind(suffix: str, media_type: str) -> Kind | None:
    """The kind that the name gives to bytes which could be any text."""
    unsaid = media_type.lower() in _SAYING_NOTHING
    for kind in (MARKDOWN, HTML, MAIL):
        if media_type.lower() in kind.media_types or (unsaid and suffix.lower() in kind.suffixes):
            return kind
    return None

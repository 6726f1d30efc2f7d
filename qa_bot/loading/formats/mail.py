"""Mail: the subject, sender, date and body of a saved message, and messages forwarded in it.

Knows headers and how the parts become pieces; attachments stay out and are named.
"""

import re
from collections.abc import Iterator
from email import policy
from email.header import decode_header
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr

from qa_bot.errors import SourceEmpty, SourceNotText
from qa_bot.loading.draft import Draft, Piece, label_by_headings
from qa_bot.loading.encoding import DecodedText, decode, decode_with_remarks
from qa_bot.loading.encoding_labels import markup_charset
from qa_bot.loading.formats.html import read_blocks
from qa_bot.loading.formats.mail_parts import HEADER_ERRORS, LeftOut, ShownPart, shown_parts
from qa_bot.loading.formats.mail_text import plain_text
from qa_bot.loading.raw_source import RawSource

# Bytes beyond ASCII, and the escape sequences of ISO-2022-JP.
_RAW = re.compile("[\udc80-\udcff]|\x1b[$(]")
# A message forwards another, which forwards another: deeper ones are an attack.
_MAX_FORWARDS = 20


def read(raw: RawSource) -> Draft:
    """Extract the draft of a message; raises SourceEmpty where it has only attachments."""
    message = BytesParser(policy=policy.default).parsebytes(raw.data)
    assert isinstance(message, EmailMessage)  # noqa: S101
    reader = _MessageReader(raw)
    pieces = tuple(reader.pieces(message))
    if not any(piece.text.strip() for piece in pieces):
        raise SourceEmpty(
            raw.source,
            "the message has no words, only attachments",
            "Save an attachment as a file and add that.",
        )
    return Draft(
        pieces,
        _header(message, "subject"),
        author=_sender(message),
        published=_date(message),
        unread=tuple(reader.left_out),
    )


class _MessageReader:
    """Reads the parts of a message, and collects the names of those that it does not."""

    def __init__(self, raw: RawSource) -> None:
        self._raw = raw
        self.left_out: list[str] = []

    def pieces(self, message: EmailMessage, forwards: int = 0) -> Iterator[Piece]:
        """Yield the pieces of all parts with words."""
        for shown in shown_parts(message, self._count_letters):
            if isinstance(shown, LeftOut):
                self.left_out.append(shown.name)
            elif shown.forwarded is None:
                yield from self._words(shown)
            elif forwards < _MAX_FORWARDS:
                yield from self._forwarded(shown.forwarded, forwards + 1)
            else:
                self.left_out.append("a forwarded message")

    def _words(self, shown: ShownPart) -> Iterator[Piece]:
        try:
            decoded = self._decoded(shown.part)
        except SourceNotText:
            self.left_out.append(f"part {shown.part.get_content_type()}")
            return
        self.left_out += decoded.remarks
        if shown.part.get_content_subtype() == "html":
            yield from label_by_headings(read_blocks(decoded.text))
            return
        is_flowed = str(shown.part.get_param("format", "")).lower() == "flowed"
        is_close = str(shown.part.get_param("delsp", "")).lower() == "yes"
        yield Piece(plain_text(decoded.text, is_flowed, is_close))

    def _forwarded(self, message: EmailMessage, forwards: int) -> Iterator[Piece]:
        """Yield the head of a forwarded message, as mail programs show it, and its pieces."""
        subject = _header(message, "subject")
        label = f"forwarded message: {subject}" if subject else "forwarded message"
        named = (("From", _sender(message)), ("Date", _date(message)), ("Subject", subject))
        head = "\n".join(f"{name}: {value}" for name, value in named if value)
        yield Piece(head or "Forwarded message", label)
        for piece in self.pieces(message, forwards):
            inner = f"{label} › {piece.label}" if piece.label else label
            yield Piece(piece.text, inner, piece.joined)

    def _decoded(self, part: MIMEPart) -> DecodedText:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        charset = part.get_content_charset()
        if charset is None and part.get_content_subtype() == "html":
            charset = markup_charset(data)
        return decode_with_remarks(data, self._raw.source, charset)

    def _count_letters(self, part: MIMEPart) -> int:
        try:
            text = self._decoded(part).text
        except SourceNotText:
            return 0
        if part.get_content_subtype() == "html":
            text = "".join(block.text for block in read_blocks(text))
        return sum(character.isalnum() for character in text)


def _header(message: EmailMessage, name: str) -> str:
    """Return a header on one line; "" where it is missing or malformed."""
    try:
        value = _raw_header(message, name)
        if _RAW.search(value):
            return _decode_raw(value)
        return " ".join(str(message.get(name, "")).split())
    except (*HEADER_ERRORS, SourceNotText):
        return ""


def _raw_header(message: EmailMessage, name: str) -> str:
    return next((str(v) for key, v in message.raw_items() if key.lower() == name), "")


def _decode_raw(value: str) -> str:
    """Decode a header that holds bytes beyond ASCII, as careless programs write it."""
    text = decode(value.encode("ascii", "surrogateescape"), "a header")
    parts = (
        decode(part, "a header", charset) if isinstance(part, bytes) else part
        for part, charset in decode_header(text)
    )
    return " ".join("".join(parts).split())


def _sender(message: EmailMessage) -> str:
    name, address = parseaddr(_header(message, "from"))
    return name or address


def _date(message: EmailMessage) -> str:
    try:
        sent = message["date"].datetime
    except HEADER_ERRORS:
        return ""
    return sent.isoformat() if sent else ""

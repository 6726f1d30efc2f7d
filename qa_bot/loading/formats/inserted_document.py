"""A document inserted whole into another: HTML, a saved web page, RTF, plain text.

Knows which reader such a part needs.
"""

import email
import email.policy
from email.message import EmailMessage

import lxml.html
from lxml import etree

from qa_bot.errors import SourceError
from qa_bot.loading.draft import Block, Draft
from qa_bot.loading.encoding import decode
from qa_bot.loading.formats import rtf
from qa_bot.loading.formats.html_blocks import extract_blocks
from qa_bot.loading.formats.html_nesting import flatten, is_too_deep
from qa_bot.loading.raw_source import RawSource

_HEAD_BYTES = 1024  # a saved web page states its version within


def read_inserted(data: bytes, raw: RawSource) -> list[Block] | None:
    """Return the blocks of an inserted part of a document; None where it cannot be read."""
    start = data[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    part = RawSource(data, raw.source, raw.limits)
    try:
        if start.startswith(b"{\\rtf"):
            return _as_blocks(rtf.read(part))
        if start.lower().startswith(b"mime-version:") or b"\nMIME-Version:" in start:
            return _saved_page(data, raw)
        text = decode(data, raw.source, None)
    except SourceError:
        return None
    if start.startswith(b"<"):
        return _html_blocks(text)
    return [Block(line.strip()) for line in text.splitlines() if line.strip()]


def _saved_page(data: bytes, raw: RawSource) -> list[Block] | None:
    """Return the blocks of a page in MHTML."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _html_blocks(decode(payload, raw.source, part.get_content_charset()))
    return None


def _html_blocks(text: str) -> list[Block] | None:
    try:
        page = lxml.html.document_fromstring(text.encode(), parser=_parser())
        if is_too_deep(page):
            page = lxml.html.document_fromstring(flatten(text).encode(), parser=_parser())
    except (etree.ParserError, ValueError):
        return None
    return extract_blocks(page)


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", no_network=True)


def _as_blocks(draft: Draft) -> list[Block]:
    return [Block(piece.text) for piece in draft.pieces]

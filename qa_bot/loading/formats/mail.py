"""A saved mail to a draft: its subject, its sender, its date and its words.

Knows MIME as Python's own email package does; attachments stay out.
"""

import re
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr

from qa_bot.errors import SourceEmpty
from qa_bot.loading.draft import Draft, Piece, label_by_headings
from qa_bot.loading.encoding import decode
from qa_bot.loading.formats.html import read_blocks
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.line_breaks import unwrap
from qa_bot.text.normalisation import clean_text

_QUOTED = re.compile(r"^(?:> ?)+", re.M)
_SIGNATURE = re.compile(r"^-- \n", re.M)


def read(raw: RawSource) -> Draft:
    """The draft of a message; raises SourceEmpty when it holds nothing but attachments."""
    message = BytesParser(policy=policy.default).parsebytes(raw.data)
    assert isinstance(message, EmailMessage)  # noqa: S101
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise SourceEmpty(
            raw.source,
            "the message has no words, only attachments",
            "Save an attachment as a file and add that.",
        )
    return Draft(
        _pieces(body, raw),
        _header(message, "subject"),
        author=_sender(message),
        published=_date(message),
    )


def _pieces(body: MIMEPart, raw: RawSource) -> tuple[Piece, ...]:
    data = body.get_payload(decode=True) or b""
    text = decode(bytes(data), raw.source, body.get_content_charset())
    if body.get_content_subtype() == "html":
        return label_by_headings(read_blocks(text))
    text = clean_text(_SIGNATURE.split(text.replace("\r\n", "\n"))[0])
    return (Piece(unwrap(_QUOTED.sub("", text))),)


def _header(message: EmailMessage, name: str) -> str:
    """A header's words; empty when there is none or it makes no sense."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        # The parser of headers is known to stumble over malformed ones.
        return ""


def _sender(message: EmailMessage) -> str:
    name, address = parseaddr(_header(message, "from"))
    return name or address


def _date(message: EmailMessage) -> str:
    try:
        sent = message["date"].datetime
    except (AttributeError, ValueError, IndexError, TypeError):
        return ""
    return sent.isoformat() if sent else ""

"""Mail: the subject, sender, date and body of a saved message.

Knows MIME as Python's email package does; attachments stay out.
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

_QUOTE_MARKS = re.compile(r"^(?:> ?)+", re.M)
_SIGNATURE = re.compile(r"^-- \n", re.M)  # RFC 3676, section 4.3


def read(raw: RawSource) -> Draft:
    """Extract the draft of a message; raises SourceEmpty where it has only attachments."""
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
    return (Piece(unwrap(_QUOTE_MARKS.sub("", text))),)


def _header(message: EmailMessage, name: str) -> str:
    """Return a header on one line; "" where it is missing or malformed."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        # Python's parser of headers raises all of these on malformed ones.
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

"""The parts of a message that a mail program shows, in their order.

Knows the structure of MIME (RFC 2046), not what the parts say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart

# A message forwards another, which forwards another: deeper ones are an attack.
_MAX_DEPTH = 20
_SHOWN_TYPES = ("text/plain", "text/html")
# Read as plain text where they stand in the message itself.
_READABLE_TYPES = ("text/markdown", "text/x-markdown", "text/x-diff", "text/x-patch")
# A shorter plain alternative is a stub, such as "Your program does not show HTML".
_MIN_PLAIN_SHARE = 0.4
# Parts that tell machines of the message.
_SILENT_TYPES = frozenset(
    "application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature "
    "message/delivery-status message/disposition-notification text/rfc822-headers".split()
)
# Python's parser of headers raises all of these on malformed ones.
HEADER_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part with words, or with `forwarded` a message within the message."""

    part: MIMEPart
    forwarded: EmailMessage | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part that is not read, by the name that a mail program shows."""

    name: str


# Returns how many letters a part shows.
CountLetters = Callable[[MIMEPart], int]


def shown_parts(
    message: MIMEPart, count_letters: CountLetters, depth: int = 0
) -> Iterator[ShownPart | LeftOut]:
    """Yield the parts below a message or part; of alternatives only the fullest."""
    kind = message.get_content_type()
    if depth > _MAX_DEPTH:
        yield LeftOut(_name_of(message))
    elif kind == "message/rfc822":
        yield from _forwarded(message)
    elif message.is_multipart():
        children = [part for part in message.iter_parts() if isinstance(part, MIMEPart)]
        if kind == "multipart/alternative":
            children = _fullest(children, count_letters)
        for child in children:
            yield from shown_parts(child, count_letters, depth + 1)
    elif kind in _SILENT_TYPES:
        return
    elif _is_text(message):
        yield ShownPart(message)
    else:
        yield LeftOut(_name_of(message))


def _forwarded(part: MIMEPart) -> Iterator[ShownPart | LeftOut]:
    content = part.get_payload()
    inner = content[0] if isinstance(content, list) and content else None
    if isinstance(inner, EmailMessage):
        yield ShownPart(part, inner)
    else:
        yield LeftOut(_name_of(part))


def _is_text(part: MIMEPart) -> bool:
    kind = part.get_content_type()
    if kind.startswith("multipart/"):
        return True  # Its parts cannot be separated, so all of it is text.
    if kind not in _SHOWN_TYPES and kind not in _READABLE_TYPES:
        return False
    return not part.is_attachment()


def _fullest(parts: list[MIMEPart], count_letters: CountLetters) -> list[MIMEPart]:
    """Return the plain alternative, or another where that shows much less; none of no parts."""
    letters = [_letters(part, count_letters) for part in parts]
    most = max(letters, default=0)
    for part, count in zip(parts, letters, strict=True):
        if part.get_content_type() == "text/plain" and count >= max(1, _MIN_PLAIN_SHARE * most):
            return [part]
    return [parts[letters.index(most)]] if parts else []


def _letters(part: MIMEPart, count_letters: CountLetters, depth: int = 0) -> int:
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        if depth > _MAX_DEPTH:
            return 0
        children = (child for child in part.iter_parts() if isinstance(child, MIMEPart))
        return sum(_letters(child, count_letters, depth + 1) for child in children)
    return count_letters(part) if _is_text(part) else 0


def _name_of(part: MIMEPart) -> str:
    """Return "attachment report.pdf", or the type where a part has no name."""
    try:
        name = " ".join((part.get_filename() or "").split())
    except HEADER_ERRORS:
        name = ""
    return f"attachment {name or part.get_content_type()}"

"""What a process that read a hostile file says, as far as it is to be believed.

The file may have taken the process over: a reply is checked like the file
itself. Types, sizes and the names of errors are checked here, and facts are put into
the forms that the readers give them; where text stands is worked out from it later.
"""

from dataclasses import replace
from typing import TypeVar

import msgspec

from qa_bot.errors import (
    FeedUnreadable,
    SourceDamaged,
    SourceEmpty,
    SourceError,
    SourceLocked,
    SourceNotText,
    SourceTooLarge,
)
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.limits import MAX_PIECES
from qa_bot.loading.metadata import iso_date, language_code
from qa_bot.loading.sandbox.protocol import DRAFT, ERROR, ProtocolError
from qa_bot.text.normalisation import clean_text

T = TypeVar("T")

_ERRORS = {
    kind.__name__: kind
    for kind in (
        FeedUnreadable,
        SourceDamaged,
        SourceEmpty,
        SourceLocked,
        SourceNotText,
        SourceTooLarge,
    )
}
# Far more than anybody writes, and too little to flood a screen or a list with.
_LONGEST_FACT = 1000
_MOST_TAGS = 1000
_LONGEST_MESSAGE = 500


class _Facts(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    author: str
    published: str
    language: str
    tags: tuple[str, ...]
    unread: tuple[str, ...]


_facts = msgspec.json.Decoder(_Facts)
_piece = msgspec.json.Decoder(tuple[str, str, bool])
_error = msgspec.json.Decoder(tuple[str, str, str])


def decode_reply(reply: bytes, source: str) -> Draft:
    """The draft of a reply; raises the SourceError in it, or ProtocolError."""
    kind, body = reply[:1], memoryview(reply)[1:]
    try:
        if kind == ERROR:
            raise _error_told(source, *_error.decode(body))
        if kind == DRAFT:
            return _draft(bytes(body).split(b"\n", MAX_PIECES + 1))
    except (ValueError, RecursionError) as error:
        # Of msgspec's own, or of bytes that are not UTF-8.
        raise ProtocolError from error
    raise ProtocolError


def decode_json(text: str, kind: type[T], source: str) -> T:
    """What a reader told in JSON within a draft; raises SourceDamaged for anything else."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (ValueError, RecursionError) as error:
        raise SourceDamaged(
            source,
            "is malformed (what reads it replied with nonsense)",
            "Open the address in a browser, save the page, and add that file.",
        ) from error


def _draft(lines: list[bytes]) -> Draft:
    if len(lines) > MAX_PIECES + 1:
        raise ProtocolError
    facts = _facts.decode(lines[0])
    pieces = tuple(Piece(*_piece.decode(line)) for line in lines[1:])
    draft = Draft(
        pieces,
        facts.title,
        _line(facts.author, _LONGEST_FACT),
        iso_date(facts.published),
        language_code(facts.language),
    )
    return replace(draft, tags=_lines(facts.tags), unread=_lines(facts.unread))


def _error_told(source: str, name: str, problem: str, cure: str) -> SourceError:
    kind = _ERRORS.get(name)
    if kind is None:
        raise ProtocolError
    return kind(source, _line(problem, _LONGEST_MESSAGE), _line(cure, _LONGEST_MESSAGE))


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    lines = (_line(text, _LONGEST_FACT) for text in texts[:_MOST_TAGS])
    return tuple(dict.fromkeys(line for line in lines if line))


def _line(text: str, longest: int) -> str:
    """The text on one line, without characters that a terminal would act upon."""
    return " ".join(clean_text(text[:longest]).split())

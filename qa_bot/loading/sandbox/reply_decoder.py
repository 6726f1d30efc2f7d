"""Decode and validate a worker's reply, which a hostile file may have forged.

Types, sizes and the names of errors are checked, and metadata is normalised as
the format modules do it. Offsets are never taken from a reply.
"""

from typing import Annotated, TypeVar

import msgspec

from qa_bot.documents import BoilerplateCount, BoilerplateKind
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
from qa_bot.loading.sandbox.protocol import (
    DRAFT,
    ERROR,
    MAX_ERROR_BYTES,
    MAX_LIST_BYTES,
    MAX_LIST_ITEMS,
    MAX_MESSAGE_CHARS,
    MAX_METADATA_CHARS,
    RESULT,
    ProtocolError,
)
from qa_bot.loading.sandbox.results import SandboxResult
from qa_bot.text.normalisation import clean_text

# Characters, more than the largest file that is read unpacked has.
_MAX_COUNT = 2**53

R = TypeVar("R", bound=SandboxResult)

# The errors that a format module may raise. Nothing else in a reply names a class.
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


class _LeftOut(msgspec.Struct, forbid_unknown_fields=True):
    kind: BoilerplateKind
    characters: Annotated[int, msgspec.Meta(ge=0, le=_MAX_COUNT)]


class _Metadata(msgspec.Struct, forbid_unknown_fields=True):
    """The first line of a draft; lists stay encoded until their length is checked."""

    title: str
    author: str
    published: str
    language: str
    tags: msgspec.Raw
    unread: msgspec.Raw
    left_out: Annotated[tuple[_LeftOut, ...], msgspec.Meta(max_length=len(BoilerplateKind))]


_metadata = msgspec.json.Decoder(_Metadata)
_list = msgspec.json.Decoder(tuple[str, ...])
_piece = msgspec.json.Decoder(tuple[str, str, bool])
_error = msgspec.json.Decoder(tuple[str, str, str])


def decode_reply(reply: bytes, source: str) -> Draft:
    """Return the draft in a reply.

    Raises the SourceError that the reply carries, under the name `source`, or
    ProtocolError for a reply of any other form.
    """
    kind, body = reply[:1], memoryview(reply)[1:]
    try:
        if kind == ERROR and len(body) <= MAX_ERROR_BYTES:
            raise _decode_error(source, *_error.decode(body))
        if kind == DRAFT:
            return _decode_draft(bytes(body).split(b"\n", MAX_PIECES + 1))
    except (ValueError, RecursionError) as error:
        # msgspec's own errors are ValueErrors, as are those of bytes that are not UTF-8.
        raise ProtocolError from error
    raise ProtocolError


def decode_result(reply: bytes, source: str, result_type: type[R]) -> R:
    """Return the result in a reply, of at most MAX_PIECES objects.

    An object takes more memory than its JSON. Raises the SourceError that the
    reply carries, under the name `source`, or ProtocolError for a reply of any
    other form.
    """
    if reply[:1] == ERROR:
        decode_reply(reply, source)
    if reply[:1] != RESULT or reply.count(b"{") > MAX_PIECES:
        raise ProtocolError
    try:
        return msgspec.json.decode(memoryview(reply)[1:], type=result_type)
    except (ValueError, RecursionError) as error:
        raise ProtocolError from error


def _decode_draft(lines: list[bytes]) -> Draft:
    if len(lines) > MAX_PIECES + 1:
        raise ProtocolError
    metadata = _metadata.decode(lines[0])
    return Draft(
        tuple(Piece(*_piece.decode(line)) for line in lines[1:]),
        metadata.title,
        _one_line(metadata.author, MAX_METADATA_CHARS),
        iso_date(metadata.published),
        language_code(metadata.language),
        _decode_list(metadata.tags),
        _decode_list(metadata.unread),
        tuple(BoilerplateCount(found.kind, found.characters) for found in metadata.left_out),
    )


def _decode_error(source: str, name: str, problem: str, cure: str) -> SourceError:
    kind = _ERRORS.get(name)
    if kind is None:
        raise ProtocolError
    return kind(source, _one_line(problem, MAX_MESSAGE_CHARS), _one_line(cure, MAX_MESSAGE_CHARS))


def _decode_list(encoded: msgspec.Raw) -> tuple[str, ...]:
    # Decoded, a list of nothing but empty strings takes many times its size.
    if len(memoryview(encoded)) > MAX_LIST_BYTES:
        raise ProtocolError
    texts = _list.decode(encoded)[:MAX_LIST_ITEMS]
    lines = (_one_line(text, MAX_METADATA_CHARS) for text in texts)
    return tuple(dict.fromkeys(line for line in lines if line))


def _one_line(text: str, max_chars: int) -> str:
    """Return the text on one line, without characters that a terminal acts upon."""
    return " ".join(clean_text(text[:max_chars]).split())

"""Decodes a response body by its Content-Encoding (gzip, deflate) within a size limit.

Each step decompresses a bounded piece, so that a decompression bomb cannot fill the memory.
"""

import zlib
from collections.abc import Iterable

ACCEPT_ENCODING = "gzip, deflate"
# Bytes that one step decompresses to: the most by which the limit is overshot.
_PIECE_BYTES = 65_536
# zlib's wbits for a gzip header, and for a raw deflate stream without a zlib header.
_GZIP, _RAW_DEFLATE = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS


class BodyTooLarge(Exception):
    """The body is larger than the limit, compressed or decompressed."""


class DecodingError(Exception):
    """The body is not what its Content-Encoding says, or of one that was not requested."""


def decode_body(
    parts: Iterable[bytes], encoding: str, max_bytes: int, should_truncate: bool = False
) -> bytes:
    """Return the decoded body: the whole, or with `should_truncate` its first `max_bytes`.

    `parts` are the raw bytes as they arrive, `encoding` the Content-Encoding header
    (RFC 9110, section 8.4). Raises BodyTooLarge or DecodingError.
    """
    names = [name for name in encoding.lower().replace(" ", "").split(",") if name]
    match [name for name in names if name != "identity"]:
        case []:
            return _join(parts, max_bytes, should_truncate)
        case ["gzip" | "x-gzip"]:
            return _join(_decompress(parts, _GZIP, max_bytes), max_bytes, should_truncate)
        case ["deflate"]:
            return _join(_inflate(parts, max_bytes), max_bytes, should_truncate)
    raise DecodingError(f"packed as '{encoding}', which was not asked for")


def _join(parts: Iterable[bytes], max_bytes: int, should_truncate: bool) -> bytes:
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > max_bytes:
            if should_truncate:
                break
            raise BodyTooLarge
    return bytes(body[:max_bytes])


def _inflate(parts: Iterable[bytes], max_bytes: int) -> Iterable[bytes]:
    """Decompress deflate with a zlib header (RFC 1950), or raw as some servers send it."""
    arriving = iter(parts)
    first = next(arriving, b"")
    has_header = len(first) < 2 or (
        first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0
    )
    wbits = zlib.MAX_WBITS if has_header else _RAW_DEFLATE
    yield from _decompress(_prepend(first, arriving), wbits, max_bytes)


def _prepend(first: bytes, rest: Iterable[bytes]) -> Iterable[bytes]:
    yield first
    yield from rest


def _decompress(parts: Iterable[bytes], wbits: int, max_bytes: int) -> Iterable[bytes]:
    arrived = 0
    decompressor = zlib.decompressobj(wbits)
    try:
        for part in parts:
            arrived += len(part)
            if arrived > max_bytes:
                raise BodyTooLarge
            while part:
                yield decompressor.decompress(part, _PIECE_BYTES)
                part = decompressor.unconsumed_tail
        yield decompressor.flush(_PIECE_BYTES)
    except zlib.error as error:
        raise DecodingError(f"damaged on the way ({error})") from error
    if not decompressor.eof and arrived:
        raise DecodingError("cut off before its end")

"""Decodes a response body by its Content-Encoding (gzip, deflate) within a size limit.

Each step decompresses a bounded piece, so that a decompression bomb cannot fill the memory.
As in browsers and httpx, a name that is no coding is ignored, and a body that is not
compressed is taken as it is, whatever its header says.
"""

import re
import zlib
from collections.abc import Iterable, Iterator

ACCEPT_ENCODING = "gzip, deflate"
# Bytes that one step decompresses to: the most by which the limit is overshot.
_PIECE_BYTES = 65_536
# Compressed bytes given to zlib at a time.
_SLICE_BYTES = 16_384
# Streams of gzip one after the other: bgzip makes one of each 64 KB.
_MAX_MEMBERS = 10_000
# zlib's wbits for a gzip header, and for a raw deflate stream without a zlib header.
_GZIP, _RAW_DEFLATE = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b\x08"
_ZEROS = re.compile(rb"\x00*+")  # they fill up the blocks of a tape or disk
_DECODED = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
# Registered codings (RFC 9110, section 16.6.1) that change the body, and are not requested.
_UNREADABLE = frozenset(
    "br zstd compress x-compress aes128gcm dcb dcz exi pack200-gzip bzip2 x-bzip2 lzma xz".split()
)
_MAX_CODINGS = 5  # one over another, as many as curl undoes


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
    codings = _codings(encoding)
    body = _join(parts, max_bytes, should_truncate)
    for coding in reversed(codings):
        is_cut = should_truncate and len(body) == max_bytes
        body = _join(_decode(body, coding, is_cut), max_bytes, should_truncate)
    return body


def _codings(encoding: str) -> list[str]:
    """Return the codings that a header names, in the order in which they were applied."""
    names = [name.strip(" \t\"'") for name in encoding.lower().split(",")]
    if _UNREADABLE.intersection(names):
        raise DecodingError(f"packed as '{encoding}', which was not asked for")
    codings = [_DECODED[name] for name in names if name in _DECODED]
    if len(codings) > _MAX_CODINGS:
        raise DecodingError(f"packed {len(codings)} times over")
    return codings


def _join(parts: Iterable[bytes], max_bytes: int, should_truncate: bool) -> bytes:
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > max_bytes:
            if should_truncate:
                break
            raise BodyTooLarge
    return bytes(body[:max_bytes])


def _decode(body: bytes, coding: str, is_cut: bool) -> Iterator[bytes]:
    """Undo gzip or deflate, whichever the bytes are, or neither if they are not compressed."""
    if body.startswith(_GZIP_MAGIC):
        return _decompress(body, _GZIP, is_cut)
    if _has_zlib_header(body):
        return _decompress(body, zlib.MAX_WBITS, is_cut)
    if coding == "deflate" and _is_raw_deflate(body):
        return _decompress(body, _RAW_DEFLATE, is_cut)
    return iter([body])


def _has_zlib_header(body: bytes) -> bool:
    """Return whether bytes begin as RFC 1950 says: a method, and a checksum of two bytes."""
    return len(body) > 1 and body[0] & 0x8F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _is_raw_deflate(body: bytes) -> bool:
    """Return whether bytes are deflate without a header (RFC 1951), as some servers send it."""
    try:
        return bool(zlib.decompressobj(_RAW_DEFLATE).decompress(body, _PIECE_BYTES))
    except zlib.error:
        return False


def _decompress(body: bytes, wbits: int, is_cut: bool) -> Iterator[bytes]:
    """Decompress all members of a stream; bytes after the last one are ignored, as by gzip.

    A stream that `is_cut` may lack its end.
    """
    start = 0
    for _ in range(_MAX_MEMBERS):
        decompressor = zlib.decompressobj(wbits)
        try:
            # In slices, since zlib copies what it has not consumed at each step.
            while start < len(body) and not decompressor.eof:
                fed = body[start : start + _SLICE_BYTES]
                yield decompressor.decompress(fed, _PIECE_BYTES)
                left = decompressor.unused_data or decompressor.unconsumed_tail
                start += len(fed) - len(left)
            yield decompressor.flush(_PIECE_BYTES)
        except zlib.error as error:
            raise DecodingError(f"damaged on the way ({error})") from error
        if not decompressor.eof and not is_cut:
            raise DecodingError("cut off before its end")
        if zeros := _ZEROS.match(body, start):
            start = zeros.end()
        if wbits != _GZIP or not body.startswith(_GZIP_MAGIC, start):
            return
    raise DecodingError(f"in more than {_MAX_MEMBERS:,} pieces")

"""A response's bytes as they were before the site packed them, never more than allowed.

Knows gzip and deflate, the only packings that we ask for; each step unpacks a
bounded piece, so that a small body cannot fill the memory.
"""

import zlib
from collections.abc import Iterable

ACCEPTED = "gzip, deflate"
_PIECE = 65_536
# Telling zlib to expect a gzip header, and a bare deflate stream.
_GZIP, _BARE = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS


class TooLarge(Exception):
    """The body is larger than the limit, packed or unpacked."""


class Undecodable(Exception):
    """The body is not what its Content-Encoding says, or of one that we did not ask for."""


def read_bounded(parts: Iterable[bytes], encoding: str, limit: int, cut: bool = False) -> bytes:
    """The bytes of a body, unpacked: all of them, or with `cut` the first `limit`.

    Raises TooLarge or Undecodable.
    """
    names = [name for name in encoding.lower().replace(" ", "").split(",") if name]
    match [name for name in names if name != "identity"]:
        case []:
            return _joined(parts, limit, cut)
        case ["gzip" | "x-gzip"]:
            return _joined(_unpacked(parts, _GZIP, limit), limit, cut)
        case ["deflate"]:
            return _joined(_deflated(parts, limit), limit, cut)
    raise Undecodable(f"packed as '{encoding}', which was not asked for")


def _joined(parts: Iterable[bytes], limit: int, cut: bool) -> bytes:
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > limit:
            if cut:
                break
            raise TooLarge
    return bytes(body[:limit])


def _deflated(parts: Iterable[bytes], limit: int) -> Iterable[bytes]:
    """Deflate as the standard says, in a zlib wrapper, or as some servers send it, bare."""
    arriving = iter(parts)
    first = next(arriving, b"")
    wrapped = len(first) < 2 or (
        first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0
    )
    yield from _unpacked(_chained(first, arriving), zlib.MAX_WBITS if wrapped else _BARE, limit)


def _chained(first: bytes, rest: Iterable[bytes]) -> Iterable[bytes]:
    yield first
    yield from rest


def _unpacked(parts: Iterable[bytes], kind: int, limit: int) -> Iterable[bytes]:
    arrived = 0
    unpacker = zlib.decompressobj(kind)
    try:
        for part in parts:
            arrived += len(part)
            if arrived > limit:
                raise TooLarge
            while part:
                yield unpacker.decompress(part, _PIECE)
                part = unpacker.unconsumed_tail
        yield unpacker.flush(_PIECE)
    except zlib.error as error:
        raise Undecodable(f"damaged on the way ({error})") from error
    if not unpacker.eof and arrived:
        raise Undecodable("cut off before its end")

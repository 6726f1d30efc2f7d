"""A field of the first page in SQLite's write-ahead log, read without SQLite.

After https://sqlite.org/fileformat.html#the_write_ahead_log. Knows frames; not what
the field means.
"""

import struct
import sys
from array import array
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

# Bytes of the header of the log, and of the header of each frame.
HEADER = 32
_FRAME_HEADER = 24
# With the second, checksums are computed over big-endian words.
_MAGIC = (0x377F0682, 0x377F0683)
_WORD = 0xFFFFFFFF


def fields(log: Path, field: slice) -> Iterator[bytes]:
    """Yield the field of each first page in the log, oldest first, without checking checksums."""
    with log.open("rb", buffering=0) as file:
        magic, _, page, _, salts = struct.unpack(">4I8s", file.read(HEADER)[:24])
        if magic not in _MAGIC or not 512 <= page <= 65536:
            return
        while frame := _frame(file, salts):
            if frame == 1:
                content = file.read(page)
                if len(content) < page:
                    return
                yield content[field]
            else:
                file.seek(page, 1)


def _frame(file: FileIO, salts: bytes) -> int:
    """Return the page number of the frame where the file is; 0 where the log ends."""
    header = file.read(_FRAME_HEADER)
    if len(header) < _FRAME_HEADER or header[8:16] != salts:
        return 0
    return int.from_bytes(header[:4], "big")


def committed_fields(log: bytes, field: slice) -> Iterator[bytes]:
    """Yield the same of committed transactions with right checksums, as SQLite replays them."""
    if len(log) < HEADER:
        return
    magic, _, page, _, salts = struct.unpack(">4I8s", log[:24])
    sums = _checksum(log[:24], (0, 0), magic)
    if magic not in _MAGIC or not 512 <= page <= 65536 or sums != _pair(log[24:32]):
        return
    pending: list[bytes] = []
    for at in range(HEADER, len(log) - _FRAME_HEADER - page + 1, _FRAME_HEADER + page):
        start = at + _FRAME_HEADER
        header, content = log[at:start], log[start : start + page]
        sums = _checksum(content, _checksum(header[:8], sums, magic), magic)
        if header[8:16] != salts or sums != _pair(header[16:24]):
            return
        number, size = _pair(header[:8])
        if number == 1:
            pending.append(content[field])
        if size:  # The frame that commits a transaction says how large the file is then.
            yield from pending
            pending.clear()


def _pair(data: bytes) -> tuple[int, int]:
    first, second = struct.unpack(">2I", data)
    return first, second


def _checksum(data: bytes, sums: tuple[int, int], magic: int) -> tuple[int, int]:
    """Continue SQLite's checksum, two sums of 32 bits, over pairs of words."""
    words = array("I", data)
    if (sys.byteorder == "big") != (magic == _MAGIC[1]):
        words.byteswap()
    first, second = sums
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & _WORD
        second = (second + odd + first) & _WORD
    return first, second

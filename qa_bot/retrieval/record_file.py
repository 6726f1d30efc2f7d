"""Records of arrays in a file, with checksums.

A record is a header, one line of JSON after its own checksum, and the bytes of
the arrays. Their checksum is SHA-256 over the digests of blocks, computed in
parallel. A record may end in a footer that says where it starts, so that the
next can be appended without reading those before it.
"""

import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from qa_bot.concurrency import shared_pool

# Bytes of the longest header; ours take a few hundred.
_LONGEST_HEADER = 4096
# 4 MB are hashed in some milliseconds, long enough to hand to another thread.
_BLOCK_BYTES = 1 << 22
# Hexadecimal digits of a header's checksum.
_CHECKSUM_DIGITS = 16
# Bytes of a footer, "START CHECKSUM\n": where the record starts and its header's checksum.
FOOTER_BYTES = 20 + 1 + _CHECKSUM_DIGITS + 1


def write(
    file: BinaryIO,
    header: Mapping[str, Any],
    parts: Sequence[NDArray[Any]],
    start: int | None = None,
) -> None:
    """Write one record and flush it to the disk, with a footer if `start` is given.

    `start` is the byte where the record starts. The header is written as JSON,
    with the number of bytes that follow it and their checksum.
    """
    views = [np.ascontiguousarray(part).reshape(-1).view(np.uint8) for part in parts]
    length, checksum = (
        sum(v.nbytes for v in views),
        _checksum(views, lambda block, at: _digest(block)),
    )
    line = json.dumps({**header, "bytes": length, "sha256": checksum}, sort_keys=True)
    own = hashlib.sha256(line.encode()).hexdigest()[:_CHECKSUM_DIGITS]
    file.write(f"{own} {line}\n".encode())
    file.writelines(view.data for view in views)
    if start is not None:
        file.write(footer(start, own))
    file.flush()
    os.fsync(file.fileno())


def read_header(file: BinaryIO) -> tuple[dict[str, Any], str]:
    """Read the header at the position of the file and its own checksum; raises ValueError."""
    line = file.readline(_LONGEST_HEADER)
    own, _, text = line.rstrip(b"\n").partition(b" ")
    if (
        not line.endswith(b"\n")
        or hashlib.sha256(text).hexdigest()[:_CHECKSUM_DIGITS].encode() != own
    ):
        raise ValueError("a header that does not fit its checksum")
    header: dict[str, Any] = json.loads(text)
    return header, own.decode()


def fill(file: BinaryIO, parts: Sequence[NDArray[np.uint8]], checksum: str) -> None:
    """Read the parts from the position of the file; raises ValueError on damage."""
    first, lock = file.tell(), threading.Lock()

    def read(block: NDArray[np.uint8], at: int) -> bytes:
        with lock:
            file.seek(first + at)
            if file.readinto(block.data) != len(block):  # type: ignore[attr-defined]
                raise ValueError("cut short")
        return _digest(block)

    if _checksum(parts, read) != checksum:
        raise ValueError("bytes that do not fit their checksum")


def _digest(block: NDArray[np.uint8]) -> bytes:
    return hashlib.sha256(block.data).digest()


def _checksum(
    parts: Sequence[NDArray[np.uint8]], act: Callable[[NDArray[np.uint8], int], bytes]
) -> str:
    """Return SHA-256 over the results of `act` for each block and its offset, in order."""
    blocks, at = [], 0
    for part in parts:
        for i in range(0, len(part), _BLOCK_BYTES):
            blocks.append((part[i : i + _BLOCK_BYTES], at + i))
        at += len(part)
    sums = shared_pool().run([partial(act, *block) for block in blocks])
    return hashlib.sha256(b"".join(sums)).hexdigest()


def footer(start: int, own: str) -> bytes:
    """Return the footer of a record that starts at byte `start` with that header checksum."""
    return f"{start:020d} {own}\n".encode()

"""Records of arrays in a file, each part with its checksum.

A record is a line of JSON that starts with the line's own checksum, and the bytes
of the arrays. Their checksum is of the checksums of blocks, which all cores work
out together. A record may end by saying where it starts, so that the next can
be written without reading those before it. Knows bytes; nothing of vectors.
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

_LINE = 4096
_BLOCK = 1 << 22
_OWN = 16
# How many bytes an ending takes: "START OWN\n", where a record starts and its header's checksum.
ENDING = 20 + 1 + _OWN + 1


def write(
    file: BinaryIO,
    header: Mapping[str, Any],
    parts: Sequence[NDArray[Any]],
    start: int | None = None,
) -> None:
    """Write one record and see it to the disk; with `start`, where it starts, it ends by saying so.

    `header` is told as JSON, with the number of bytes that follow it.
    """
    views = [np.ascontiguousarray(part).reshape(-1).view(np.uint8) for part in parts]
    length, checksum = sum(v.nbytes for v in views), _together(views, lambda block, at: _sum(block))
    line = json.dumps({**header, "bytes": length, "sha256": checksum}, sort_keys=True)
    own = hashlib.sha256(line.encode()).hexdigest()[:_OWN]
    file.write(f"{own} {line}\n".encode())
    file.writelines(view.data for view in views)
    if start is not None:
        file.write(ending(start, own))
    file.flush()
    os.fsync(file.fileno())


def read_header(file: BinaryIO) -> tuple[dict[str, Any], str]:
    """The header where the file is, and its own checksum; raises ValueError at anything else."""
    line = file.readline(_LINE)
    own, _, text = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or hashlib.sha256(text).hexdigest()[:_OWN].encode() != own:
        raise ValueError("a header that does not fit its checksum")
    header: dict[str, Any] = json.loads(text)
    return header, own.decode()


def fill(file: BinaryIO, parts: Sequence[NDArray[np.uint8]], checksum: str) -> None:
    """Read the parts from where the file is; raises ValueError when they are not as written."""
    first, one_at_a_time = file.tell(), threading.Lock()

    def read(block: NDArray[np.uint8], at: int) -> bytes:
        with one_at_a_time:
            file.seek(first + at)
            if file.readinto(block.data) != len(block):  # type: ignore[attr-defined]
                raise ValueError("cut short")
        return _sum(block)

    if _together(parts, read) != checksum:
        raise ValueError("bytes that do not fit their checksum")


def _sum(block: NDArray[np.uint8]) -> bytes:
    return hashlib.sha256(block.data).digest()


def _together(
    parts: Sequence[NDArray[np.uint8]], act: Callable[[NDArray[np.uint8], int], bytes]
) -> str:
    """The checksum of what `act` gives for each block of the parts and where it is."""
    blocks, at = [], 0
    for part in parts:
        for i in range(0, len(part), _BLOCK):
            blocks.append((part[i : i + _BLOCK], at + i))
        at += len(part)
    sums = shared_pool().run([partial(act, *block) for block in blocks])
    return hashlib.sha256(b"".join(sums)).hexdigest()


def ending(start: int, own: str) -> bytes:
    """What a record ends with that starts at byte `start`."""
    return f"{start:020d} {own}\n".encode()

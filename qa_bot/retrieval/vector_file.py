"""The vectors of a library on disk: a snapshot of all, and a log of deltas since.

Knows bytes, checksums and the order of changes; nothing of search. The snapshot
is only ever replaced as a whole; each delta in the log says from which
checkpoint to which it leads. So a change costs what it changes. A torn or
damaged part is never used: reading stops before it, and the store gives what is
missing.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from qa_bot.files import open_private, open_regular
from qa_bot.retrieval.record_file import FOOTER_BYTES, fill, footer, read_header, write
from qa_bot.storage.locations import DATABASE, VECTOR_LOG, VECTOR_SNAPSHOT
from qa_bot.storage.store import Cursor, StoreState

_FORMAT = "qa-bot-vectors-4"
# Given the bytes of the codes and whether they are quantized: the memory for the codes.
Allocate = Callable[[int, bool], NDArray[np.uint8]]


_START = Cursor()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a library that vectors are of, and how far its changes were followed.

    `token` tells that state from any other of the same `generation`.
    """

    library: str
    dimension: int
    generation: int = -1
    token: str = ""
    cursor: Cursor = _START

    def at(self, state: StoreState, cursor: Cursor) -> "Checkpoint":
        """Return the checkpoint of the same library in a later state."""
        return replace(self, generation=state.generation, token=state.token, cursor=cursor)

    def to_json(self) -> dict[str, Any]:
        """Return the checkpoint as it is written in a header."""
        return {
            "library": self.library,
            "dimension": self.dimension,
            "generation": self.generation,
            "last": self.cursor.chunk,
            "gone": self.cursor.deletion,
            "token": self.token,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Checkpoint":
        """Read a checkpoint of a header; raises KeyError or TypeError."""
        cursor = Cursor(value["last"], value["gone"])
        return cls(
            value["library"], value["dimension"], value["generation"], value["token"], cursor
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All vectors by chunk id, ids ascending.

    `codes` are the rows as bytes: float32 or, when there are `ranges` (the least
    value and the width of each dimension, one after the other), 8 bits a number.
    """

    ids: NDArray[np.int64]
    codes: NDArray[np.uint8]
    ranges: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed from one state of the library to the next."""

    checkpoint: Checkpoint
    added: NDArray[np.int64]
    vectors: NDArray[np.float32]
    removed: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LogEnd:
    """How far the files lead: the last checkpoint, and the byte after the last delta.

    `snapshot` is the checksum that tells the snapshot from any other; `changed`
    rows came or went in `deltas` records since.
    """

    snapshot: str
    checkpoint: Checkpoint
    byte: int = 0
    changed: int = 0
    deltas: int = 0


class VectorFileDamaged(Exception):
    """A file does not hold what was written to it."""


_DAMAGE = (OSError, ValueError, KeyError, TypeError)


def _new_memory(size: int, quantized: bool) -> NDArray[np.uint8]:
    return np.empty(size, np.uint8)


def read_snapshot(folder: Path, allocate: Allocate = _new_memory) -> tuple[Checkpoint, Snapshot]:
    """Read the snapshot, its codes into memory of `allocate`.

    Raises FileNotFoundError or VectorFileDamaged.
    """
    try:
        with open_regular(folder / VECTOR_SNAPSHOT) as file:
            header, _ = _header(file)
            checkpoint, count = Checkpoint.from_json(header["mark"]), header["count"]
            ids = np.empty(8 * count, np.uint8)
            ranges = np.empty(8 * checkpoint.dimension if header["ranged"] else 0, np.uint8)
            rest = header["bytes"] - len(ids) - len(ranges)
            codes = allocate(rest, header["ranged"])
            if os.fstat(file.fileno()).st_size != file.tell() + header["bytes"]:
                raise VectorFileDamaged
            fill(file, [ids, ranges, codes], header["sha256"])
    except FileNotFoundError:
        raise
    except _DAMAGE as error:
        raise VectorFileDamaged from error
    return checkpoint, Snapshot(
        ids.view(np.int64), codes, ranges.view(np.float32) if header["ranged"] else None
    )


def read_deltas(folder: Path, since: Checkpoint) -> Iterator[Delta]:
    """Yield the deltas that lead on from a checkpoint; raises VectorFileDamaged at a torn one."""
    try:
        with open_regular(folder / VECTOR_LOG) as file:
            for header, start in _records(file, since):
                file.seek(start)
                yield _delta(file, header)
    except FileNotFoundError:
        return
    except _DAMAGE as error:
        raise VectorFileDamaged from error


def write_snapshot(folder: Path, checkpoint: Checkpoint, snapshot: Snapshot) -> None:
    """Replace snapshot and log so that a reader or a crash sees the old files or the new one.

    A folder that cannot be written is left alone: the files are derived, and
    the next program that can write them will.
    """
    parts = [
        snapshot.ids,
        *([] if snapshot.ranges is None else [snapshot.ranges]),
        snapshot.codes,
    ]
    header = {"count": len(snapshot.ids), "ranged": snapshot.ranges is not None}
    draft = folder / f"{VECTOR_SNAPSHOT}.tmp"
    try:
        # Whatever a program that was killed, or another one, has left there.
        draft.unlink(missing_ok=True)
        with open_private(draft, "xb", folder / DATABASE) as file:
            _write(file, checkpoint, header, parts)
        draft.replace(folder / VECTOR_SNAPSHOT)
        (folder / VECTOR_LOG).unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def append_delta(folder: Path, end: LogEnd, delta: Delta) -> None:
    """Append a delta to the log at its end, dropping whatever is after that."""
    rows = len(delta.added) + len(delta.removed)
    header = {
        "before": end.checkpoint.to_json(),
        "added": len(delta.added),
        "removed": len(delta.removed),
        "base": end.snapshot,
        "changed": end.changed + rows,
        "steps": end.deltas + 1,
    }
    parts = [delta.added, delta.removed, delta.vectors]
    path = folder / VECTOR_LOG
    if path.exists() and not path.is_file():
        return
    with (
        contextlib.suppress(OSError),
        open_private(path, "ab", folder / DATABASE) as file,
    ):
        file.truncate(end.byte)
        _write(file, delta.checkpoint, header, parts, start=end.byte)


def log_end(folder: Path) -> LogEnd:
    """Return how far the files lead, and where the next delta goes.

    Bodies are not read, and of the deltas only the last unless it is torn, so
    this costs little however large the library is. Raises FileNotFoundError or
    VectorFileDamaged when there is no snapshot to lead on from.
    """
    try:
        with open_regular(folder / VECTOR_SNAPSHOT) as file:
            header, checksum = _header(file)
            if header["bytes"] != os.fstat(file.fileno()).st_size - file.tell():
                raise VectorFileDamaged
            snapshot = LogEnd(checksum, Checkpoint.from_json(header["mark"]))
    except FileNotFoundError:
        raise
    except _DAMAGE as error:
        raise VectorFileDamaged from error
    for find in (_end_by_footer, _end_by_headers):
        with contextlib.suppress(OverflowError, *_DAMAGE):
            return find(folder, snapshot)
    return snapshot


def _end_by_footer(folder: Path, snapshot: LogEnd) -> LogEnd:
    """Find the end by the footer of the last delta; raises ValueError when it is torn."""
    with open_regular(folder / VECTOR_LOG) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - FOOTER_BYTES))
        start, checksum = file.read().split()
        file.seek(int(start))
        header, found = _header(file)
        end = file.tell() + header["bytes"] + FOOTER_BYTES
        if (found, header["base"], end) != (checksum.decode(), snapshot.snapshot, size):
            raise ValueError("torn, or of another snapshot")
    return replace(_after(snapshot, header), byte=end)


def _end_by_headers(folder: Path, snapshot: LogEnd) -> LogEnd:
    """Find the end by every header up to the first torn delta."""
    found = snapshot
    with open_regular(folder / VECTOR_LOG) as file:
        size = os.fstat(file.fileno()).st_size
        with contextlib.suppress(ValueError, KeyError, TypeError):
            for header, start in _records(file, snapshot.checkpoint):
                end = start + header["bytes"] + FOOTER_BYTES
                if end > size:
                    break
                found = replace(_after(snapshot, header), byte=end)
    return found


def _after(snapshot: LogEnd, header: dict[str, Any]) -> LogEnd:
    checkpoint = Checkpoint.from_json(header["mark"])
    return replace(
        snapshot, checkpoint=checkpoint, changed=header["changed"], deltas=header["steps"]
    )


def discard(folder: Path) -> None:
    """Delete the vectors of the library in `folder`; the next to open them builds them again."""
    for name in (VECTOR_SNAPSHOT, VECTOR_LOG):
        (folder / name).unlink(missing_ok=True)


def _records(file: BinaryIO, since: Checkpoint) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the headers of the deltas that lead on from a checkpoint, and where bodies start.

    Raises ValueError at a torn one, after yielding it if only its footer is torn.
    """
    at, size = 0, os.fstat(file.fileno()).st_size
    while at < size:
        header, checksum = _header(file)
        start = file.tell()
        if header["before"] != since.to_json():
            return
        yield header, start
        file.seek(start + header["bytes"])
        if file.read(FOOTER_BYTES) != footer(at, checksum):
            raise ValueError("a footer that does not fit its header")
        since, at = Checkpoint.from_json(header["mark"]), file.tell()


def _delta(file: BinaryIO, header: dict[str, Any]) -> Delta:
    checkpoint = Checkpoint.from_json(header["mark"])
    added, removed = (np.empty(8 * header[name], np.uint8) for name in ("added", "removed"))
    vectors = np.empty(header["bytes"] - len(added) - len(removed), np.uint8)
    fill(file, [added, removed, vectors], header["sha256"])
    rows = vectors.view(np.float32).reshape(header["added"], checkpoint.dimension)
    return Delta(checkpoint, added.view(np.int64), rows, removed.view(np.int64))


def _write(
    file: BinaryIO,
    checkpoint: Checkpoint,
    header: dict[str, Any],
    parts: list[Any],
    start: int | None = None,
) -> None:
    write(file, header | {"format": _FORMAT, "mark": checkpoint.to_json()}, parts, start)


def _header(file: BinaryIO) -> tuple[dict[str, Any], str]:
    """Read the header at the position of the file and its own checksum; raises ValueError."""
    header, checksum = read_header(file)
    if header["format"] != _FORMAT:
        raise ValueError("another format")
    return header, checksum

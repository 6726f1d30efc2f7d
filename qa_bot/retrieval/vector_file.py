"""The vectors of a library on disk: one file of all, and one of what came since.

Knows bytes, checksums and the order of changes; nothing of searching. The
first file is only ever replaced as a whole; to the second are appended records
that each say from which state of the library to which they lead. So a change
costs what it changes. A torn or damaged part is never used: reading stops
before it, and the store gives what is missing.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

WHOLE, SINCE = "vectors.faiss", "vectors.since"
_FORMAT = "qa-bot-vectors-2"
_LINE = 4096


@dataclass(frozen=True, slots=True)
class Mark:
    """Which library, and how far: its generation, its last chunk and deletion looked at."""

    library: str
    dimension: int
    generation: int = -1
    last: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """Vectors by chunk number, numbers ascending.

    `codes` are the rows as bytes, float32 or, when there are `ranges` (the
    least and the width of each dimension, one after the other), 8 bits a number.
    """

    numbers: NDArray[np.int64]
    codes: NDArray[np.uint8]
    ranges: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What changed from one state of the library to the next."""

    mark: Mark
    added: NDArray[np.int64]
    vectors: NDArray[np.float32]
    removed: NDArray[np.int64]


class Damaged(Exception):
    """A file does not hold what was written to it."""


def read_whole(folder: Path) -> tuple[Mark, Kept]:
    """The file of all vectors; raises FileNotFoundError or Damaged."""
    try:
        with (folder / WHOLE).open("rb") as file:
            header = _header(file)
            body = _body(file, header)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged from error
    numbers, rest = _split(body, 8 * header["count"])
    ranges, codes = _split(rest, 8 * header["mark"]["dimension"] if header["ranged"] else 0)
    kept = Kept(
        numbers.view(np.int64), codes, ranges.view(np.float32) if header["ranged"] else None
    )
    return Mark(**header["mark"]), kept


def read_since(folder: Path, mark: Mark) -> Iterator[Step]:
    """The steps that lead on from `mark`, in order; raises Damaged at one that is not whole."""
    try:
        with (folder / SINCE).open("rb") as file:
            for header, start in _records(file, mark):
                file.seek(start)
                yield _step(header, _body(file, header))
                file.seek(start + header["bytes"])
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged from error


def write_whole(folder: Path, mark: Mark, kept: Kept) -> None:
    """Replace both files so that a reader or a crash sees the old ones or the new one.

    A folder that may not be written is let be: the files are derived, and the
    next program that may write them will.
    """
    parts = [kept.numbers, *([] if kept.ranges is None else [kept.ranges]), kept.codes]
    header = {"count": len(kept.numbers), "ranged": kept.ranges is not None}
    draft = folder / f"{WHOLE}.tmp"
    try:
        with draft.open("wb") as file:
            _write(file, mark, header, parts)
        draft.replace(folder / WHOLE)
        (folder / SINCE).unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def append(folder: Path, before: Mark, step: Step, at: int) -> None:
    """Write a step that leads on from `before` at the place `at`, dropping what is after it."""
    parts = [step.added, step.removed, step.vectors]
    header = {
        "before": asdict(before),
        "added": len(step.added),
        "removed": len(step.removed),
    }
    with contextlib.suppress(OSError), (folder / SINCE).open("ab") as file:
        file.truncate(at)
        _write(file, step.mark, header, parts)


def position(folder: Path) -> tuple[Mark, int, int]:
    """How far the files lead, how many rows were changed since, and where the next step goes.

    Bodies are not read, so this costs little however large the library is.
    Raises FileNotFoundError or Damaged when there is no whole file to lead on from.
    """
    try:
        with (folder / WHOLE).open("rb") as file:
            header = _header(file)
            if header["bytes"] != (folder / WHOLE).stat().st_size - file.tell():
                raise Damaged
            mark = Mark(**header["mark"])
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged from error
    changed, end = 0, 0
    unread = contextlib.suppress(OSError, ValueError, KeyError, TypeError)
    with unread, (folder / SINCE).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        for step, start in _records(file, mark):
            if start + step["bytes"] > size:
                break
            mark, end = Mark(**step["mark"]), start + step["bytes"]
            changed += step["added"] + step["removed"]
            file.seek(end)
    return mark, changed, end


def discard(folder: Path) -> None:
    """Drop the vectors of the library in `folder`; the next to open them makes them again."""
    for name in (WHOLE, SINCE):
        (folder / name).unlink(missing_ok=True)


def _records(file: BinaryIO, mark: Mark) -> Iterator[tuple[dict[str, Any], int]]:
    """The headers of the steps that lead on from `mark`, each with where its body starts."""
    while line := file.readline(_LINE):
        header = _checked(line)
        start = file.tell()
        if header["before"] != asdict(mark):
            return
        yield header, start
        mark = Mark(**header["mark"])


def _step(header: dict[str, Any], body: NDArray[np.uint8]) -> Step:
    mark = Mark(**header["mark"])
    added, rest = _split(body, 8 * header["added"])
    removed, vectors = _split(rest, 8 * header["removed"])
    rows = vectors.view(np.float32).reshape(header["added"], mark.dimension)
    return Step(mark, added.view(np.int64), rows, removed.view(np.int64))


def _write(file: BinaryIO, mark: Mark, header: dict[str, Any], parts: list[Any]) -> None:
    digest, size = hashlib.sha256(), 0
    views = [np.ascontiguousarray(part).data.cast("B") for part in parts if part.size]
    for view in views:
        digest.update(view)
        size += view.nbytes
    header = header | {
        "format": _FORMAT,
        "mark": asdict(mark),
        "bytes": size,
        "sha256": digest.hexdigest(),
    }
    line = json.dumps(header, sort_keys=True)
    own = hashlib.sha256(line.encode()).hexdigest()[:16]
    file.write(f"{own} {line}\n".encode())
    file.writelines(views)
    file.flush()
    os.fsync(file.fileno())


def _header(file: BinaryIO) -> dict[str, Any]:
    return _checked(file.readline(_LINE))


def _checked(line: bytes) -> dict[str, Any]:
    """The header of a line that starts with its own checksum; raises ValueError."""
    own, _, text = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or hashlib.sha256(text).hexdigest()[:16].encode() != own:
        raise ValueError("a header that does not fit its checksum")
    header: dict[str, Any] = json.loads(text)
    if header["format"] != _FORMAT:
        raise ValueError("another format")
    return header


def _body(file: BinaryIO, header: dict[str, Any]) -> NDArray[np.uint8]:
    body = np.fromfile(file, np.uint8, header["bytes"])
    if len(body) != header["bytes"]:
        raise ValueError("cut short")
    if hashlib.sha256(body.data).hexdigest() != header["sha256"]:
        raise ValueError("bytes that do not fit their checksum")
    if "count" in header and file.read(1):
        raise ValueError("longer than written")
    return body


def _split(body: NDArray[np.uint8], at: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    return body[:at], body[at:]


def moved(mark: Mark, generation: int, last: int, gone: int) -> Mark:
    """The same library further on."""
    return replace(mark, generation=generation, last=last, gone=gone)

"""The vectors of a library on disk: one file of all, and one of what came since.

Knows bytes, checksums and the order of changes; nothing of searching. The
first file is only ever replaced as a whole; to the second are appended records
that each say from which state of the library to which they lead. So a change
costs what it changes. A torn or damaged part is never used: reading stops
before it, and the store gives what is missing.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from qa_bot.files import open_private, open_regular
from qa_bot.retrieval.record_file import ENDING, ending, fill, read_header, write
from qa_bot.storage.opening import DATABASE, VECTORS, VECTORS_SINCE

WHOLE, SINCE = VECTORS, VECTORS_SINCE
_FORMAT = "qa-bot-vectors-4"
# Given how many bytes the codes have, and whether there are ranges: where to put the codes.
Room = Callable[[int, bool], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which library, and which state of it: the last chunk and deletion looked at.

    `token` tells that state from any other of the same `generation`.
    """

    library: str
    dimension: int
    generation: int = -1
    last: int = 0
    gone: int = 0
    token: str = ""


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


@dataclass(frozen=True, slots=True)
class Position:
    """How far the files lead: the last mark, the end of the last record, and what it took there.

    `base` tells the whole file from any other; `changed` rows came or went in
    `steps` records since.
    """

    base: str
    mark: Mark
    end: int = 0
    changed: int = 0
    steps: int = 0


class Damaged(Exception):
    """A file does not hold what was written to it."""


def _anywhere(size: int, ranged: bool) -> NDArray[np.uint8]:
    return np.empty(size, np.uint8)


def read_whole(folder: Path, room: Room = _anywhere) -> tuple[Mark, Kept]:
    """The file of all vectors, its codes in `room`; raises FileNotFoundError or Damaged."""
    try:
        with open_regular(folder / WHOLE) as file:
            header, _ = _header(file)
            mark, count = Mark(**header["mark"]), header["count"]
            numbers = np.empty(8 * count, np.uint8)
            ranges = np.empty(8 * mark.dimension if header["ranged"] else 0, np.uint8)
            rest = header["bytes"] - len(numbers) - len(ranges)
            codes = room(rest, header["ranged"])
            if os.fstat(file.fileno()).st_size != file.tell() + header["bytes"]:
                raise Damaged
            fill(file, [numbers, ranges, codes], header["sha256"])
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged from error
    return mark, Kept(
        numbers.view(np.int64), codes, ranges.view(np.float32) if header["ranged"] else None
    )


def read_since(folder: Path, mark: Mark) -> Iterator[Step]:
    """The steps that lead on from `mark`, in order; raises Damaged at one that is not whole."""
    try:
        with open_regular(folder / SINCE) as file:
            for header, start in _records(file, mark):
                file.seek(start)
                yield _step(file, header)
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
        # Whatever a program that was killed, or another one, has left there.
        draft.unlink(missing_ok=True)
        with open_private(draft, "xb", folder / DATABASE) as file:
            _write(file, mark, header, parts)
        draft.replace(folder / WHOLE)
        (folder / SINCE).unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def append(folder: Path, after: Position, step: Step) -> None:
    """Write a step that leads on from where the files lead, dropping what is after that."""
    rows = len(step.added) + len(step.removed)
    header = {
        "before": asdict(after.mark),
        "added": len(step.added),
        "removed": len(step.removed),
        "base": after.base,
        "changed": after.changed + rows,
        "steps": after.steps + 1,
    }
    parts = [step.added, step.removed, step.vectors]
    path = folder / SINCE
    if path.exists() and not path.is_file():
        return
    with (
        contextlib.suppress(OSError),
        open_private(path, "ab", folder / DATABASE) as file,
    ):
        file.truncate(after.end)
        _write(file, step.mark, header, parts, start=after.end)


def position(folder: Path) -> Position:
    """How far the files lead, and where the next step goes.

    Bodies are not read, and of the steps the last alone unless it is torn: this
    costs little however large the library is. Raises FileNotFoundError or
    Damaged when there is no whole file to lead on from.
    """
    try:
        with open_regular(folder / WHOLE) as file:
            header, base = _header(file)
            if header["bytes"] != os.fstat(file.fileno()).st_size - file.tell():
                raise Damaged
            whole = Position(base, Mark(**header["mark"]))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged from error
    for find in (_last, _walked):
        with contextlib.suppress(OSError, OverflowError, ValueError, KeyError, TypeError):
            return find(folder, whole)
    return whole


def _last(folder: Path, whole: Position) -> Position:
    """By what the last record says of itself; raises ValueError when it is not whole."""
    with open_regular(folder / SINCE) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - ENDING))
        start, own = file.read().split()
        file.seek(int(start))
        header, found = _header(file)
        end = file.tell() + header["bytes"] + ENDING
        if (found, header["base"], end) != (own.decode(), whole.base, size):
            raise ValueError("torn, or of another whole file")
    return replace(_after(whole, header), end=end)


def _walked(folder: Path, whole: Position) -> Position:
    """By every record up to the first that is torn."""
    found = whole
    with open_regular(folder / SINCE) as file:
        size = os.fstat(file.fileno()).st_size
        with contextlib.suppress(ValueError, KeyError, TypeError):
            for header, start in _records(file, whole.mark):
                end = start + header["bytes"] + ENDING
                if end > size:
                    break
                found = replace(_after(whole, header), end=end)
    return found


def _after(whole: Position, header: dict[str, Any]) -> Position:
    mark = Mark(**header["mark"])
    return replace(whole, mark=mark, changed=header["changed"], steps=header["steps"])


def discard(folder: Path) -> None:
    """Drop the vectors of the library in `folder`; the next to open them makes them again."""
    for name in (WHOLE, SINCE):
        (folder / name).unlink(missing_ok=True)


def _records(file: BinaryIO, mark: Mark) -> Iterator[tuple[dict[str, Any], int]]:
    """The headers of the steps that lead on from `mark`, each with where its body starts.

    Raises ValueError at one that is not whole, after it if that is its end.
    """
    at, size = 0, os.fstat(file.fileno()).st_size
    while at < size:
        header, own = _header(file)
        start = file.tell()
        if header["before"] != asdict(mark):
            return
        yield header, start
        file.seek(start + header["bytes"])
        if file.read(ENDING) != ending(at, own):
            raise ValueError("an end that does not fit its start")
        mark, at = Mark(**header["mark"]), file.tell()


def _step(file: BinaryIO, header: dict[str, Any]) -> Step:
    mark = Mark(**header["mark"])
    added, removed = (np.empty(8 * header[name], np.uint8) for name in ("added", "removed"))
    vectors = np.empty(header["bytes"] - len(added) - len(removed), np.uint8)
    fill(file, [added, removed, vectors], header["sha256"])
    rows = vectors.view(np.float32).reshape(header["added"], mark.dimension)
    return Step(mark, added.view(np.int64), rows, removed.view(np.int64))


def _write(
    file: BinaryIO, mark: Mark, header: dict[str, Any], parts: list[Any], start: int | None = None
) -> None:
    write(file, header | {"format": _FORMAT, "mark": asdict(mark)}, parts, start)


def _header(file: BinaryIO) -> tuple[dict[str, Any], str]:
    """The header where the file is, and its own checksum; raises ValueError."""
    header, own = read_header(file)
    if header["format"] != _FORMAT:
        raise ValueError("another format")
    return header, own


def moved(mark: Mark, generation: int, token: str, last: int, gone: int) -> Mark:
    """The same library further on."""
    return replace(mark, generation=generation, token=token, last=last, gone=gone)

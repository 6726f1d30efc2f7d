"""The vectors of an export, which another library may use instead of embedding anew.

Believes nothing of them: they count only where the same release of a model made
them, where they are of unit length, and where some texts embedded anew agree.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import IO

import numpy as np
from numpy.typing import NDArray

from qa_bot.indexing.ingest import is_same_release
from qa_bot.maintenance import archive
from qa_bot.maintenance.archive import ArchiveReader
from qa_bot.storage.store import Store

_BATCH = 1000
# The least cosine of a kept vector and the same text's now, as in verifying.
_SAME = 0.99
_UNIT = 1e-3


def are_usable(reader: ArchiveReader, probe: NDArray[np.float32]) -> bool:
    """Whether the export's vectors are of the model and release whose `probe` this is."""
    model = reader.manifest.get("model")
    if archive.ROWS not in reader.parts or not isinstance(model, dict):
        return False
    try:
        theirs = np.frombuffer(base64.b64decode(model["probe"], validate=True), "<f4")
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise reader.unusable("its manifest does not name the model") from error
    return is_same_release(theirs, probe)


def check(
    reader: ArchiveReader, expected: Mapping[bytes, NDArray[np.float32]], dimension: int
) -> None:
    """Compare with the vectors that some keys should have; raises ExportUnusable."""
    for keys, vectors in _vectors(reader, dimension):
        for key, vector in zip(keys, vectors, strict=True):
            if key in expected and not float(expected[key] @ vector) >= _SAME:
                raise reader.unusable("its vectors are not those of its texts")


def keep(store: Store, reader: ArchiveReader) -> None:
    """Keep the export's embeddings ahead of its articles."""
    for keys, vectors in _vectors(reader, None):
        store.keep_embeddings(keys, vectors)


def _vectors(
    reader: ArchiveReader, dimension: int | None
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    """Yield keys and vectors (n, dimension) of the export, those of unit length alone.

    Raises ExportUnusable where they are not of that `dimension`.
    """
    keys, rows, count, width = open_arrays(reader)
    with keys, rows:
        if dimension is not None and width != dimension:
            raise reader.unusable(f"its vectors have {width} numbers, its model gives {dimension}")
        for start in range(0, count, _BATCH):
            some = min(_BATCH, count - start)
            names = [keys.read(32) for _ in range(some)]
            vectors = np.frombuffer(rows.read(4 * width * some), "<f4").reshape(some, width)
            with np.errstate(all="ignore"):
                unit = np.abs(np.linalg.norm(vectors, axis=1) - 1) <= _UNIT
            sound = [name for name, good in zip(names, unit, strict=True) if good]
            yield sound, np.ascontiguousarray(vectors[unit], np.float32)


def open_arrays(reader: ArchiveReader) -> tuple[IO[bytes], IO[bytes], int, int]:
    """Both arrays at their first row, how many rows there are and how long one is."""
    if not {archive.KEYS, archive.ROWS} <= reader.parts.keys():
        raise reader.unusable("it has vectors without keys, or keys without vectors")
    keys, count, length = _array(reader, archive.KEYS, "|u1")
    rows, other, width = _array(reader, archive.ROWS, "<f4")
    if count != other or length != 32:
        raise reader.unusable("its vectors and their keys do not go together")
    return keys, rows, count, width


def _array(reader: ArchiveReader, name: str, kind: str) -> tuple[IO[bytes], int, int]:
    stream = reader.stream(name)
    try:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError("another version")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
        rows, columns = shape
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise reader.unusable(f"{name} is not an array ({error})") from error
    size = stream.tell() + rows * columns * dtype.itemsize
    if fortran or dtype.str != kind or size != reader.parts[name].bytes:
        raise reader.unusable(f"{name} is not the array that it should be")
    return stream, rows, columns

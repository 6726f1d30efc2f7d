"""The vectors of an export, which another library may use instead of embedding again.

They are used only where the same release of a model made them, where they are
of unit length, and where a sample of texts embedded again agrees.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import IO

import numpy as np
from numpy.typing import NDArray

from qa_bot.archive import format as archive
from qa_bot.archive.format import ArchiveReader
from qa_bot.retrieval.fingerprint import is_same_release
from qa_bot.storage.store import Store

# Vectors staged at once: 1.5 MB at 384 numbers.
_BATCH = 1000
# The least cosine of an exported vector and the same text's now, as in integrity/verify.py.
_SAME_TEXT = 0.99
# How far from 1 the norm of a vector may be.
_NORM_TOLERANCE = 1e-3


def are_usable(reader: ArchiveReader, fingerprint: NDArray[np.float32]) -> bool:
    """Return whether the export's vectors are of the model and release with that fingerprint."""
    model = reader.manifest.get("model")
    if archive.ROWS not in reader.parts or not isinstance(model, dict):
        return False
    try:
        theirs = np.frombuffer(base64.b64decode(model["probe"], validate=True), "<f4")
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise reader.unusable("its manifest does not name the model") from error
    return is_same_release(theirs, fingerprint)


def check(
    reader: ArchiveReader, expected: Mapping[bytes, NDArray[np.float32]], dimension: int
) -> None:
    """Compare the vectors of some keys with those `expected`; raises ExportUnusable."""
    for keys, vectors in _vectors(reader, dimension):
        for key, vector in zip(keys, vectors, strict=True):
            if key in expected and not float(expected[key] @ vector) >= _SAME_TEXT:
                raise reader.unusable("its vectors are not those of its texts")


def stage(store: Store, reader: ArchiveReader) -> None:
    """Stage the export's embeddings in the store, ahead of its articles."""
    for keys, vectors in _vectors(reader, None):
        store.stage_embeddings(keys, vectors)


def _vectors(
    reader: ArchiveReader, dimension: int | None
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    """Yield keys and vectors (n, dimension) of the export, only those of unit length.

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
                unit = np.abs(np.linalg.norm(vectors, axis=1) - 1) <= _NORM_TOLERANCE
            sound = [name for name, good in zip(names, unit, strict=True) if good]
            yield sound, np.ascontiguousarray(vectors[unit], np.float32)


def open_arrays(reader: ArchiveReader) -> tuple[IO[bytes], IO[bytes], int, int]:
    """Open both arrays at their first row; return them, the number of rows and the dimension."""
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

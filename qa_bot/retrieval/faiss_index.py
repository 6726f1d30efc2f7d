"""Vectors by chunk id in memory, and the nearest of them; the only importer of FAISS.

Up to a size every vector is held as float32 and search is exact. Beyond it they
are held in 8 bits (scalar quantization), a quarter of the memory and of the time
to scan it, and the caller scores the best again with the full vectors.
"""

from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from qa_bot.retrieval.vector_file import Snapshot

# 25,000 float32 vectors of 384 numbers are 38 MB, which one core scans in a few milliseconds.
EXACT_UP_TO = 25_000
# Removed rows are skipped, and dropped when there are so many: dropping copies all the others.
_REMOVED_ROWS = 256
# How far beyond the least and greatest value seen a dimension's quantization range reaches.
_RANGE_MARGIN = 0.2
# Vectors reconstructed at once while quantizing: 15 MB at 384 numbers.
_BLOCK = 10_000
# One row in so many is allocated in advance for rows to come.
_SPARE_SHARE = 32


@dataclass(frozen=True, slots=True)
class IdFilter:
    """The rows to search: those of `ids`, ascending, or with `exclude` all others."""

    ids: NDArray[np.int64]
    exclude: bool = False


class FaissIndex:
    """Unit vectors under ascending ids, searched by inner product."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._ids = np.empty(0, np.int64)
        self._removed: set[int] = set()
        self._index: Any = faiss.IndexFlatIP(dimension)

    def allocate(self, size: int, quantized: bool) -> NDArray[np.uint8]:
        """Return the memory for `size` bytes of codes that will be loaded, in an empty index."""
        if quantized:
            self._index = _quantized_index(self._dimension)
        codes = self._index.codes
        # Reserve more: otherwise the first addition would move all codes.
        codes.resize(size + size // _SPARE_SHARE)
        codes.resize(size)
        view: NDArray[np.uint8] = faiss.rev_swig_ptr(codes.data(), size)
        return view if size else np.empty(0, np.uint8)

    def load(self, snapshot: Snapshot) -> None:
        """Take over a snapshot whose codes are in the memory that `allocate` returned."""
        self._ids = np.array(snapshot.ids)
        if snapshot.ranges is not None:
            faiss.copy_array_to_vector(snapshot.ranges, self._index.sq.trained)
            self._index.is_trained = True
        self._index.ntotal = len(snapshot.ids)

    def snapshot(self) -> Snapshot:
        """Return all vectors as they are to be written."""
        self._drop_removed()
        codes = faiss.vector_to_array(self._index.codes)
        ranges = None if self.is_exact else faiss.vector_to_array(self._index.sq.trained)
        return Snapshot(self._ids, codes, ranges)

    @property
    def is_exact(self) -> bool:
        """Whether scores are those of the full vectors."""
        return isinstance(self._index, faiss.IndexFlat)

    def __len__(self) -> int:
        return len(self._ids) - len(self._removed)

    def ids(self) -> NDArray[np.int64]:
        """Return the ids, ascending, shape (n,)."""
        return self._ids[self._present()] if self._removed else self._ids.copy()

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors as they are searched, shape (len(ids), dimension)."""
        rows = [self._index.reconstruct(int(row)) for row in self._rows(ids)]
        return np.array(rows, np.float32).reshape(len(ids), self._dimension)

    def add(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Add vectors whose ids are ascending; those not greater than all before are known."""
        new = ids > (self._ids[-1] if len(self._ids) else -1)
        if not new.any():
            return
        self._index.add(np.ascontiguousarray(vectors[new], np.float32))
        self._ids = np.concatenate([self._ids, ids[new]])
        if self.is_exact and len(self._ids) > EXACT_UP_TO:
            self._quantize()

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Remove those of the ids that there are."""
        self._removed.update(self._known(ids).tolist())
        if len(self._removed) > _REMOVED_ROWS:
            self._drop_removed()

    def search(
        self, query: NDArray[np.float32], count: int, only: IdFilter | None
    ) -> list[tuple[int, float]]:
        """Return the `count` nearest ids with their scores, best first."""
        parameters = faiss.SearchParameters()
        if only is not None:
            chosen = np.full(len(self._ids), only.exclude)
            chosen[self._rows(self._known(only.ids))] = not only.exclude
            bits = np.packbits(chosen, bitorder="little")
            select: Any = faiss.IDSelectorBitmap  # Its stub is of the C++ class.
            parameters.sel = select(bits)
        depth = min(count + len(self._removed), len(self._ids))
        if depth == 0:
            return []
        scores, rows = self._index.search(query.reshape(1, -1), depth, params=parameters)
        found = [
            (int(self._ids[row]), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0
        ]
        return [pair for pair in found if pair[0] not in self._removed][:count]

    def _known(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those of `ids` that there are."""
        if not len(self._ids):
            return ids[:0]
        nearest = np.minimum(self._rows(ids), len(self._ids) - 1)
        known: NDArray[np.int64] = ids[self._ids[nearest] == ids]
        return known

    def _rows(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self._ids, ids)

    def _present(self) -> NDArray[np.bool_]:
        return ~np.isin(self._ids, list(self._removed))

    def _drop_removed(self) -> None:
        """Free the rows of removed vectors."""
        if self._removed:
            rows = self._rows(np.array(sorted(self._removed), np.int64))
            self._index.remove_ids(rows)
            self._ids = self._ids[self._present()]
            self._removed.clear()

    def _quantize(self) -> None:
        """Hold the vectors in 8 bits from now on."""
        self._drop_removed()
        full = self._index
        self._index = _quantized_index(self._dimension)
        self._index.train(full.reconstruct_n(0, full.ntotal))
        for start in range(0, full.ntotal, _BLOCK):
            self._index.add(full.reconstruct_n(start, min(_BLOCK, full.ntotal - start)))


def _quantized_index(dimension: int) -> Any:
    index = faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.sq.rangestat_arg = _RANGE_MARGIN
    return index

"""Vectors by chunk number in memory, and the nearest of them; the only importer of FAISS.

Up to a size every number is held in full and search is exact. Beyond it they
are held in 8 bits, a quarter of the memory and of the time to pass through it,
and whoever searches scores the best again from the full vectors.
"""

from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from qa_bot.retrieval.vector_file import Kept

EXACT_UP_TO = 25_000
# Rows that are gone are skipped, and dropped when there are so many of them.
_DEAD = 256
# How far beyond the least and the greatest of what was seen a dimension may go, as a share.
_MARGIN = 0.2
_BLOCK = 10_000
# What share of all rows there is room for to come.
_SPARE = 32


@dataclass(frozen=True, slots=True)
class Among:
    """Which rows are searched: those of `numbers`, ascending, or all others."""

    numbers: NDArray[np.int64]
    others: bool = False


class Rows:
    """Unit vectors under ascending numbers."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._numbers = np.empty(0, np.int64)
        self._dead: set[int] = set()
        self._index: Any = faiss.IndexFlatIP(dimension)

    def room(self, size: int, ranged: bool) -> NDArray[np.uint8]:
        """Where the codes of rows that will be taken are to be put, before there are any."""
        if ranged:
            self._index = _eight_bit(self._dimension)
        codes = self._index.codes
        # What is added next finds its room; else all codes would be moved to get some.
        codes.resize(size + size // _SPARE)
        codes.resize(size)
        view: NDArray[np.uint8] = faiss.rev_swig_ptr(codes.data(), size)
        return view if size else np.empty(0, np.uint8)

    def take(self, kept: Kept) -> None:
        """Have the rows of `kept`, whose codes were put into `room`."""
        self._numbers = np.array(kept.numbers)
        if kept.ranges is not None:
            faiss.copy_array_to_vector(kept.ranges, self._index.sq.trained)
            self._index.is_trained = True
        self._index.ntotal = len(kept.numbers)

    @property
    def exact(self) -> bool:
        """Whether the scores are of the full vectors."""
        return isinstance(self._index, faiss.IndexFlat)

    def __len__(self) -> int:
        return len(self._numbers) - len(self._dead)

    def numbers(self) -> NDArray[np.int64]:
        """The numbers, ascending, shape (n,)."""
        return self._numbers[self._alive()] if self._dead else self._numbers.copy()

    def kept(self) -> Kept:
        """What there is, to be written."""
        self._drop()
        codes = faiss.vector_to_array(self._index.codes)
        ranges = None if self.exact else faiss.vector_to_array(self._index.sq.trained)
        return Kept(self._numbers, codes, ranges)

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors as they are searched, shape (len(ids), dimension)."""
        places = self._places(ids)
        rows = [self._index.reconstruct(int(place)) for place in places]
        return np.array(rows, np.float32).reshape(len(ids), self._dimension)

    def add(self, numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Add rows whose numbers are ascending and greater than all before."""
        fresh = numbers > (self._numbers[-1] if len(self._numbers) else -1)
        if not fresh.any():
            return
        self._index.add(np.ascontiguousarray(vectors[fresh], np.float32))
        self._numbers = np.concatenate([self._numbers, numbers[fresh]])
        if self.exact and len(self._numbers) > EXACT_UP_TO:
            self._round()

    def remove(self, numbers: NDArray[np.int64]) -> None:
        """Remove those of the rows that there are."""
        self._dead.update(self._held(numbers).tolist())
        if len(self._dead) > _DEAD:
            self._drop()

    def search(
        self, query: NDArray[np.float32], count: int, among: Among | None
    ) -> list[tuple[int, float]]:
        """The `count` nearest with their scores."""
        parameters = faiss.SearchParameters()
        if among is not None:
            chosen = np.full(len(self._numbers), among.others)
            chosen[self._places(self._held(among.numbers))] = not among.others
            bits = np.packbits(chosen, bitorder="little")
            select: Any = faiss.IDSelectorBitmap  # Its stub is of the C++ class.
            parameters.sel = select(bits)
        depth = min(count + len(self._dead), len(self._numbers))
        if depth == 0:
            return []
        scores, places = self._index.search(query.reshape(1, -1), depth, params=parameters)
        found = [
            (int(self._numbers[place]), float(score))
            for place, score in zip(places[0], scores[0], strict=True)
            if place >= 0
        ]
        return [pair for pair in found if pair[0] not in self._dead][:count]

    def _held(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of `numbers` that there are."""
        if not len(self._numbers):
            return numbers[:0]
        nearest = np.minimum(self._places(numbers), len(self._numbers) - 1)
        held: NDArray[np.int64] = numbers[self._numbers[nearest] == numbers]
        return held

    def _places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self._numbers, numbers)

    def _alive(self) -> NDArray[np.bool_]:
        return ~np.isin(self._numbers, list(self._dead))

    def _drop(self) -> None:
        """Free the rows that are gone."""
        if self._dead:
            gone = self._places(np.array(sorted(self._dead), np.int64))
            self._index.remove_ids(gone)
            self._numbers = self._numbers[self._alive()]
            self._dead.clear()

    def _round(self) -> None:
        """Hold the rows in 8 bits from now on."""
        self._drop()
        full = self._index
        self._index = _eight_bit(self._dimension)
        self._index.train(full.reconstruct_n(0, full.ntotal))
        for start in range(0, full.ntotal, _BLOCK):
            self._index.add(full.reconstruct_n(start, min(_BLOCK, full.ntotal - start)))


def _eight_bit(dimension: int) -> Any:
    index = faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.sq.rangestat_arg = _MARGIN
    return index

"""Word embeddings beside a graph that has them as an input, four bits a number.

The table is a part of a file, in blocks of 32 numbers: a float16 scale, then 16 bytes with
the numbers 0 to 15, the low halves of the bytes first, of which 8 stands for 0 (the format
Q4_0 of llama.cpp). It is mapped into memory, so that only the rows of words that are
looked up are read, and models that share a vocabulary share it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

INPUT = "word_embeddings"
"""The name of the graph's input, float32 of shape (texts, tokens, width)."""

BLOCK = 32  # numbers that share a scale
_ZERO = 8  # the four-bit number that stands for 0
_LOW = 0x0F  # the bits of a byte that are its first number
BLOCK_KIND = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


def block_numbers(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the numbers of blocks, in a last dimension of 32."""
    pairs = blocks["pairs"]
    numbers = np.concatenate([pairs & _LOW, pairs >> 4], axis=-1).astype(np.float32) - _ZERO
    scaled: NDArray[np.float32] = numbers * blocks["scale"].astype(np.float32)[..., None]
    return scaled


class TablePlace(NamedTuple):
    """Where a table begins in its file, in bytes, and the number of its rows."""

    offset: int
    rows: int


NO_TABLE = TablePlace(0, 0)


class WordEmbeddings:
    """A table of word embeddings within a file. Safe to share between threads."""

    def __init__(self, path: Path, width: int, place: TablePlace) -> None:
        """Map the table, with `width` numbers a row.

        Raises OSError, or ValueError where the file has no such table.
        """
        row = width // BLOCK
        end = place.offset + place.rows * row * BLOCK_KIND.itemsize
        if width % BLOCK or min(place) < 0 or end > path.stat().st_size:
            raise ValueError(
                f"{path.name} has no {place.rows} rows of {width} numbers in blocks of {BLOCK}"
            )
        self._blocks = np.memmap(path, BLOCK_KIND, "r", place.offset, (place.rows, row))

    def __len__(self) -> int:
        return len(self._blocks)

    def rows(self, ids: Sequence[Sequence[int]] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the embeddings of token ids of shape (texts, tokens): (texts, tokens, width).

        Raises IndexError for a token that the table does not have.
        """
        asked = np.asarray(ids)
        return block_numbers(self._blocks[asked]).reshape(*asked.shape, -1)

"""Which texts say nearly the same: shingles, how many two share, and how to look them up.

A sketch is MinHash in bands (Broder, "On the jaccard_similarity and containment of
documents", 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
chapter 3): two texts that share most of their shingles share a band, so that
looking up 16 numbers finds them among any number of others.
"""

import re
import zlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_WORDS = 4
_BANDS, _ROWS = 16, 4
_PRIME = np.uint64(2**31 - 1)
# So many shingles at once: their hashes take 8 MB, those of a long book would take gigabytes.
_BLOCK = 16_384
# Fewer shingles than this say too little to tell a copy from a commonplace.
_FEWEST = 12


def shingles(text: str) -> frozenset[int]:
    """The runs of four words in a text, as 32-bit numbers; case and signs play no part."""
    words = _WORD.findall(text.casefold())
    runs = zip(*(words[i:] for i in range(_WORDS)), strict=False)
    return frozenset(zlib.crc32(" ".join(run).encode("utf-8", "replace")) for run in runs)


def jaccard_similarity(one: frozenset[int], two: frozenset[int]) -> float:
    """The share of shingles of either that both have, 0 to 1."""
    return len(one & two) / max(1, len(one | two))


def signature_bands(text_shingles: frozenset[int]) -> tuple[int, ...]:
    """The sketch of a text: 16 numbers of 63 bits, none for a text that is too short.

    Two texts of jaccard_similarity 0.8 share one with a probability of 0.999, of 0.3
    with one of 0.12.
    """
    if len(text_shingles) < _FEWEST:
        return ()
    values = np.fromiter(text_shingles, np.uint64, len(text_shingles)) % _PRIME
    factors, offsets = (each[:, None] for each in _hashes())
    least = np.full(_BANDS * _ROWS, _PRIME)
    for at in range(0, len(values), _BLOCK):
        hashed = (factors * values[at : at + _BLOCK] + offsets) % _PRIME
        least = np.minimum(least, hashed.min(axis=1))
    rows = least.reshape(_BANDS, _ROWS).astype("<u8")
    return tuple(_number(band, row.tobytes()) for band, row in enumerate(rows))


def _number(band: int, row: bytes) -> int:
    return (zlib.crc32(row, band) << 31) | (zlib.crc32(row[::-1], band) >> 1)


@cache
def _hashes() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    # Kept sketches rely on these numbers, whatever random generators come to be.
    names = [f"{kind} {i}".encode() for kind in ("factor", "offset") for i in range(_BANDS * _ROWS)]
    drawn = np.array([zlib.crc32(name) % (2**31 - 2) + 1 for name in names], np.uint64)
    return drawn[: _BANDS * _ROWS], drawn[_BANDS * _ROWS :]

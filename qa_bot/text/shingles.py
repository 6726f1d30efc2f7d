"""Shingles of a text, their Jaccard similarity, and MinHash signatures to look them up by.

MinHash: Broder, "On the resemblance and containment of documents", 1997.
Banding: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter
3.4. Near duplicates share at least one of 16 bands with high probability, so
that an index on bands finds them among any number of texts.
"""

import re
import zlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
# Words of a shingle: fewer are shared by chance, more miss lightly edited copies.
_SHINGLE_WORDS = 4
# Stored signatures depend on these three. The prime is the largest below 2 ** 31, so that the
# product of a 31-bit factor and a 31-bit value fits into 64 bits.
_BANDS, _ROWS_PER_BAND = 16, 4
_PRIME = np.uint64(2**31 - 1)
_HASHES = _BANDS * _ROWS_PER_BAND
# Shingles hashed at once: their hashes take 8 MB, those of a long book would take gigabytes.
_BLOCK_SHINGLES = 16_384
# Fewer shingles are too few to tell a copy from a commonplace.
_MIN_SHINGLES = 12


def shingles(text: str) -> frozenset[int]:
    """Return the word 4-shingles of a text as 32-bit hashes, ignoring case and punctuation."""
    words = _WORD.findall(text.casefold())
    runs = zip(*(words[i:] for i in range(_SHINGLE_WORDS)), strict=False)
    return frozenset(zlib.crc32(" ".join(run).encode("utf-8", "replace")) for run in runs)


def jaccard_similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the size of the intersection over that of the union, 0 to 1; 0 for empty sets."""
    return len(one & other) / max(1, len(one | other))


def signature_bands(text_shingles: frozenset[int]) -> tuple[int, ...]:
    """Return the 16 bands of a MinHash signature as 63-bit numbers; none for a short text.

    Two texts of Jaccard similarity 0.8 share a band with a probability of
    0.999, of similarity 0.3 with one of 0.12.
    """
    if len(text_shingles) < _MIN_SHINGLES:
        return ()
    values = np.fromiter(text_shingles, np.uint64, len(text_shingles)) % _PRIME
    factors, offsets = (column[:, None] for column in _hash_coefficients())
    minima = np.full(_HASHES, _PRIME)
    for start in range(0, len(values), _BLOCK_SHINGLES):
        hashes = (factors * values[start : start + _BLOCK_SHINGLES] + offsets) % _PRIME
        minima = np.minimum(minima, hashes.min(axis=1))
    bands = minima.reshape(_BANDS, _ROWS_PER_BAND).astype("<u8")
    return tuple(_band_number(index, band.tobytes()) for index, band in enumerate(bands))


def _band_number(index: int, band: bytes) -> int:
    """Hash a band to 63 bits, which SQLite stores as a positive integer."""
    return (zlib.crc32(band, index) << 31) | (zlib.crc32(band[::-1], index) >> 1)


@cache
def _hash_coefficients() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the factors and offsets of the hash functions, shape (64,) each."""
    # Drawn by CRC, since stored signatures must not depend on a random generator's version.
    names = [f"{kind} {i}".encode() for kind in ("factor", "offset") for i in range(_HASHES)]
    drawn = np.array([zlib.crc32(name) % (2**31 - 2) + 1 for name in names], np.uint64)
    return drawn[:_HASHES], drawn[_HASHES:]

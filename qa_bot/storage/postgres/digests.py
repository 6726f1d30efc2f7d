"""Digests of embeddings, by which one that was changed since it was written is known.

The vectors of this engine have no second copy that they could be compared with.
"""

import hashlib
import struct
from typing import Final

import numpy as np

from qa_bot.storage.store import Vectors

# Bytes of a digest: 96 bits never agree by chance, and with more of them four embeddings of 384
# numbers would fit in a page instead of five.
_BYTES: Final = 12
# Whether an embedding `e` is the one that was written, computed by the server.
IS_INTACT: Final = f"(e.digest = substr(sha256(e.key || vector_send(e.vector)), 1, {_BYTES}))"


def digest_of(key: bytes, vector: Vectors) -> bytes:
    """Return the digest of a vector (dimension,) stored under `key`.

    It is made before the vector is sent, of the same bytes as the server makes it of: the
    key, and pgvector's binary form, the dimension in 16 bits, two bytes of 0 and the numbers.
    """
    header = struct.pack(">HH", len(vector), 0)
    return hashlib.sha256(key + header + np.asarray(vector, ">f4").tobytes()).digest()[:_BYTES]

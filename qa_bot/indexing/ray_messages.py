"""What this process and the one that uses Ray write to each other: length-prefixed MessagePack.

Plain data, never pickle. It imports neither Ray nor Arrow, which a plain install lacks.
"""

import struct
from collections.abc import Sequence
from pkgutil import resolve_name
from typing import Any, BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from qa_bot import __version__
from qa_bot.errors import (
    BulkEmbeddingFailed,
    ClusterError,
    ClusterUnreachable,
    NodeUnfit,
    RayNotInstalled,
)
from qa_bot.retrieval.embedder import Embedder

# The size of a message in bytes, before it.
_SIZE = struct.Struct(">Q")
# The errors that the process that uses Ray raises, by name.
_ERRORS: dict[str, type[ClusterError]] = {
    kind.__name__: kind
    for kind in (BulkEmbeddingFailed, ClusterUnreachable, NodeUnfit, RayNotInstalled)
}


class AnyText(str):
    """A text as a message holds it: also one with lone surrogates, which is no valid UTF-8.

    Where an exact `str` is asked for, as compiled code does, use `str(text)`.
    """

    __slots__ = ()


class NodeModel(msgspec.Struct, frozen=True):
    """The model that a node is to embed with, and by what that is known.

    `loader` names what loads it, as "module:name", which is called with
    `arguments`; `fingerprint` is the model's own on the machine that asks, as
    in StoreState.
    """

    loader: str
    arguments: tuple[AnyText, ...]
    name: AnyText
    fingerprint: bytes
    version: str = __version__

    def load(self) -> Embedder:
        """Load the model, in the process that embeds with it."""
        embedder: Embedder = resolve_name(self.loader)(*map(str, self.arguments))
        return embedder


class ConnectRequest(msgspec.Struct, tag=True, frozen=True):
    """Connect to the cluster at an address, whose nodes must have that version of qa-bot."""

    address: AnyText
    version: str


class EmbedRequest(msgspec.Struct, tag=True, frozen=True):
    """Embed texts."""

    model: NodeModel
    dimension: int
    texts: list[AnyText]


class Connected(msgspec.Struct, tag=True, frozen=True):
    """The cluster responds."""


class ClusterCores(msgspec.Struct, tag=True, frozen=True):
    """The nodes are fit, and offer so many cores."""

    cores: int


class EmbeddedBlock(msgspec.Struct, tag=True, frozen=True):
    """Indices of texts of the request, and their vectors, one after the other."""

    numbers: list[int]
    data: bytes
    dimension: int

    @classmethod
    def of(cls, numbers: list[int], vectors: NDArray[np.float32]) -> "EmbeddedBlock":
        """Return the message for vectors (n, dimension)."""
        return cls(numbers, vectors.tobytes(), vectors.shape[1])

    def vectors(self) -> NDArray[np.float32]:
        """Return the vectors (n, dimension)."""
        return np.frombuffer(self.data, np.float32).reshape(len(self.numbers), self.dimension)


class EmbeddingDone(msgspec.Struct, tag=True, frozen=True):
    """All texts of the request are embedded."""


class ClusterFailure(msgspec.Struct, tag=True, frozen=True):
    """An error, after which nothing follows: its class and its text."""

    kind: str
    text: AnyText

    @classmethod
    def of(cls, error: ClusterError) -> "ClusterFailure":
        """Return the message for an error."""
        return cls(type(error).__name__, AnyText(error))

    def error(self) -> ClusterError:
        """Return the error; raises ValueError where it is of none of the expected classes."""
        if self.kind not in _ERRORS:
            raise ValueError(self.kind)
        kind = _ERRORS[self.kind]
        # The constructors put a text together, which is there already.
        return kind.__new__(kind, str(self.text))


Request = ConnectRequest | EmbedRequest
Reply = Connected | ClusterCores | EmbeddedBlock | EmbeddingDone | ClusterFailure


def write_message(stream: BinaryIO, message: Request | Reply) -> None:
    """Write a message with its size."""
    data = _encoder.encode(message)
    stream.write(_SIZE.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_request(stream: BinaryIO) -> Request:
    """Read a request; raises EOFError where there is none, and ValueError for anything else."""
    request: Request = _requests.decode(_read_message(stream))
    return request


def read_reply(stream: BinaryIO) -> Reply:
    """Read a reply; raises EOFError where there is none, and ValueError for anything else."""
    reply: Reply = _replies.decode(_read_message(stream))
    return reply


def any_texts(texts: Sequence[str]) -> list[AnyText]:
    """Return texts as messages hold them."""
    return [AnyText(text) for text in texts]


def _read_message(stream: BinaryIO) -> bytes:
    (size,) = _SIZE.unpack(_read(stream, _SIZE.size))
    return _read(stream, size)


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _encode_text(value: Any) -> bytes:
    if not isinstance(value, AnyText):
        raise TypeError(type(value))
    return value.encode("utf-8", "surrogatepass")


def _decode_text(kind: type, value: Any) -> AnyText:
    if kind is not AnyText or not isinstance(value, bytes):
        raise ValueError(kind)
    return AnyText(value.decode("utf-8", "surrogatepass"))


_encoder = msgspec.msgpack.Encoder(enc_hook=_encode_text)
_requests = msgspec.msgpack.Decoder[Request](Request, dec_hook=_decode_text)
_replies = msgspec.msgpack.Decoder[Reply](Reply, dec_hook=_decode_text)

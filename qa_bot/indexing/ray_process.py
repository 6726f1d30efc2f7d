"""The process that uses Ray, and embeds texts on a cluster for this one.

Ray prints past Python, takes over signals and ends its process when the cluster's head is gone,
so it gets a process of its own, in a session of its own, which an interruption simply ends.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa_bot import __version__
from qa_bot.errors import BulkEmbeddingFailed, ClusterUnreachable
from qa_bot.indexing.ray_messages import (
    AnyText,
    ClusterCores,
    ClusterFailure,
    Connected,
    ConnectRequest,
    EmbeddedBlock,
    EmbeddingDone,
    EmbedRequest,
    NodeModel,
    Reply,
    Request,
    any_texts,
    read_reply,
    write_message,
)

R = TypeVar("R", bound=Reply)

# Seconds in which the process says farewell to Ray, after which it ends itself.
_END_SECONDS = 15.0
# Seconds to connect: a cluster on this machine starts in a few, Ray finds in 20 that a token is
# wrong, and it would try for minutes where something else responds.
_CONNECT_SECONDS = 60.0
# Ray reads it when it is imported: it asks for tokens, and does not report usage.
_ENVIRONMENT = {"RAY_AUTH_MODE": "token", "RAY_USAGE_STATS_ENABLED": "0"}
_BROKEN_OFF = "the process that uses Ray ended, as it does when the cluster's head node is gone"


class RayProcess:
    """Embeds texts on a Ray cluster for as long as the context lasts. One thread at a time."""

    def __init__(self, address: str) -> None:
        """`address` is HOST:PORT or "local"."""
        self._address = address
        self.cores = 0
        """How many cores the cluster offers."""

    def __enter__(self) -> "RayProcess":
        """Connect to the cluster and check its nodes; raises ClusterError."""
        self._process: Any = subprocess.Popen(
            [sys.executable, "-m", "qa_bot.indexing.ray_driver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(),
        )
        try:
            self._connect()
            self.cores = self._receive(ClusterCores).cores
        except BaseException:
            self.close()
            raise
        return self

    def _connect(self) -> None:
        late = threading.Timer(_CONNECT_SECONDS, self._process.kill)
        late.daemon = True
        late.start()
        try:
            self._send(ConnectRequest(AnyText(self._address), __version__))
            self._receive(Connected)
        except BulkEmbeddingFailed:
            problem = (
                f"it does not respond as a Ray cluster does, in {_CONNECT_SECONDS:.0f} seconds"
            )
            cure = "Correct the address, or look at the cluster with `ray status`."
            raise ClusterUnreachable(self._address, problem, cure) from None
        finally:
            late.cancel()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, and with it a cluster that it started; whoever waits gets an error."""
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def embed(
        self, model: NodeModel, dimension: int, texts: Sequence[str]
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield indices of texts with their vectors (n, dimension), each block as it comes.

        What a node that dies leaves undone is tried again. Raises NodeUnfit and
        BulkEmbeddingFailed.
        """
        self._send(EmbedRequest(model, dimension, any_texts(texts)))
        while isinstance(block := self._receive(EmbeddedBlock, EmbeddingDone), EmbeddedBlock):
            yield block.numbers, block.vectors()

    def _send(self, request: Request) -> None:
        pipe = self._process.stdin
        try:
            write_message(pipe, request)
        except (OSError, ValueError):  # Ended, or closed here.
            raise BulkEmbeddingFailed(_BROKEN_OFF) from None

    def _receive(self, *kinds: type[R]) -> R:
        """Wait for a reply of one of those types; raises ClusterError."""
        try:
            reply = read_reply(self._process.stdout)
            error = reply.error() if isinstance(reply, ClusterFailure) else None
        except (OSError, ValueError, EOFError):
            raise BulkEmbeddingFailed(_BROKEN_OFF) from None
        if error is not None:
            raise error
        if not isinstance(reply, kinds):
            raise BulkEmbeddingFailed(_BROKEN_OFF)
        return reply


def _environment() -> dict[str, str]:
    """Return the environment without our settings, as a password among them is none of Ray's."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("QA_BOT_")}
    return others | _ENVIRONMENT

"""What runs in the process that uses Ray: requests come on standard input, replies leave.

What Ray prints on standard output is dropped.
"""

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, BinaryIO

from qa_bot.errors import BulkEmbeddingFailed, ClusterError, RayNotInstalled
from qa_bot.indexing.ray_messages import (
    ClusterCores,
    ClusterFailure,
    Connected,
    ConnectRequest,
    EmbeddedBlock,
    EmbeddingDone,
    EmbedRequest,
    Reply,
    read_request,
    write_message,
)

# Seconds in which Ray says farewell to a cluster, or ends one that it started.
_END_SECONDS = 10.0
# The descriptor of standard output.
_STDOUT = 1


def serve(requests: "SimpleQueue[Any]", replies: BinaryIO) -> None:
    """Connect as the first request says, and embed the texts of each that follows.

    Replies when connected, with the cores of the cluster when its nodes are fit, with each block
    of a request and after the last; or with an error, and ends.
    """
    try:
        from qa_bot.indexing.ray_cluster import ray_cluster, reason_of
    except ImportError as error:
        _reply(replies, ClusterFailure.of(RayNotInstalled(error.name or "ray")))
        return
    try:
        connect: ConnectRequest = requests.get()
        with ray_cluster(str(connect.address)) as cluster:
            _reply(replies, Connected())
            cluster.check_nodes(connect.version)
            _reply(replies, ClusterCores(cluster.cores))
            while True:
                embed: EmbedRequest = requests.get()
                for block in cluster.embed(embed.model, embed.dimension, embed.texts):
                    _reply(replies, EmbeddedBlock.of(*block))
                _reply(replies, EmbeddingDone())
    except ClusterError as error:
        _reply(replies, ClusterFailure.of(error))
    except Exception as error:
        _reply(replies, ClusterFailure.of(BulkEmbeddingFailed(reason_of(error))))


def _reply(replies: BinaryIO, reply: Reply) -> None:
    with suppress(BrokenPipeError):  # Whoever asked is gone, and so is this process soon.
        write_message(replies, reply)


def _queue_requests(requests: "SimpleQueue[Any]") -> None:
    """Queue requests until there can be no more, and then end this process, also amid work."""
    with suppress(EOFError, ValueError):
        while True:
            requests.put(read_request(sys.stdin.buffer))
    os.kill(os.getpid(), signal.SIGTERM)
    # Ray may be waiting for what does not respond, and hold up the signal.
    time.sleep(_END_SECONDS)
    os._exit(1)


def main() -> None:
    """Serve until standard input is closed."""
    replies = os.fdopen(os.dup(_STDOUT), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, _STDOUT)
    # Ray ends its processes when this one exits, which a plain signal would keep from it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    requests: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_queue_requests, args=(requests,), daemon=True).start()
    serve(requests, replies)


if __name__ == "__main__":
    main()

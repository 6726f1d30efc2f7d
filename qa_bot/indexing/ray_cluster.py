"""A Ray cluster that embeds texts: the connection to it, its nodes, and Ray Data over its actors.

It runs in a process of its own (ray_process.py). Nothing here reads the token, which Ray finds in
RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH or ~/.ray/auth_token; a cluster on this machine alone gets a
new one.
"""

import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import ray
import ray.data
from numpy.typing import NDArray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from qa_bot.concurrency import available_cores
from qa_bot.errors import BulkEmbeddingFailed, ClusterUnreachable, NodeUnfit
from qa_bot.indexing.node_embedder import (
    NodeEmbedder,
    read_result,
    text_table,
    version_problem,
)
from qa_bot.indexing.ray_messages import NodeModel

LOCAL = "local"
"""The address of a cluster that is started on this machine and ended again."""
# Seconds that a machine may take to accept a connection; on one network it takes a millisecond.
_CONNECT_SECONDS = 10.0
# Seconds that a node may take for its first process, which imports Ray and qa-bot.
_NODE_SECONDS = 120.0
# Bytes of texts and vectors on their way: some hundred blocks, of 0.3 and 0.4 MB. Ray needs 75 MB.
_LOCAL_STORE_BYTES = 150_000_000
# Texts in a block, the unit of trying again: three seconds of work of one core.
_BLOCK = 256
# Bytes of memory that an actor is scheduled with: Ray, a model and its work take 330 to 430 MB.
_ACTOR_BYTES = 600_000_000
# Bytes, as messages count them.
_MEGABYTE = 1_000_000
# How often an actor that died is started again: more than nodes die in the minutes of one call.
_STARTS_AGAIN = 4
# Bytes of a token, as Ray's own.
_TOKEN_BYTES = 32


@contextmanager
def ray_cluster(address: str) -> Iterator["RayCluster"]:
    """Connect to a Ray cluster, at HOST:PORT or "local", for as long as the context lasts.

    Raises ClusterUnreachable.
    """
    if address == LOCAL:
        os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(_TOKEN_BYTES)
    else:
        _check_reachable(address)
    try:
        with _cluster_errors(address):
            ray.init(**_options(address))
        yield RayCluster()
    finally:
        ray.shutdown()


class RayCluster:
    """A cluster that this process is connected to."""

    @property
    def cores(self) -> int:
        """How many cores the nodes offer."""
        return max(1, int(sum(node["Resources"]["CPU"] for node in _nodes())))

    def check_nodes(self, version: str) -> None:
        """Raise NodeUnfit unless every node has that version of qa-bot and asks for a token."""
        check: Any = ray.remote(num_cpus=0, max_retries=1)(version_problem)
        asked = {}
        for node in _nodes():
            only_there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            name = f"{node['NodeManagerHostname']} ({node['NodeManagerAddress']})"
            _check_memory(name, node["Resources"].get("memory", 0))
            asked[name] = check.options(scheduling_strategy=only_there).remote(version)
        for name, answer in asked.items():
            try:
                problem = ray.get(answer, timeout=_NODE_SECONDS)
            except Exception as error:
                cure = f"Install qa-bot {version} there, with the extra `ray`."
                raise NodeUnfit(name, f"cannot run qa-bot ({reason_of(error)})", cure) from None
            if problem is not None:
                raise NodeUnfit(name, *problem)

    def embed(
        self, model: NodeModel, dimension: int, texts: Sequence[str]
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield indices of texts with their vectors (n, dimension), each block as it comes.

        Ray tries again what a node that dies leaves undone. Raises NodeUnfit and
        BulkEmbeddingFailed.
        """
        try:
            results = self._data(model, texts)
            # Nothing ahead, as each block is to be stored as soon as it is there.
            for table in results.iter_batches(
                batch_size=None, batch_format="pyarrow", prefetch_batches=0
            ):
                yield read_result(table, dimension)
        except (ray.exceptions.RayError, ConnectionError, TimeoutError) as error:
            raise BulkEmbeddingFailed(reason_of(error)) from None

    def _data(self, model: NodeModel, texts: Sequence[str]) -> Any:
        """Return the data set of the results: an actor on each core, blocks handed to any."""
        blocks = [range(at, min(at + _BLOCK, len(texts))) for at in range(0, len(texts), _BLOCK)]
        tables = [text_table(block, [texts[i] for i in block]) for block in blocks]
        most = min(self.cores, len(blocks))
        # One block at a time, as a second would wait for one node while another has nothing to do.
        pool = ray.data.ActorPoolStrategy(
            min_size=1, initial_size=most, max_size=most, max_tasks_in_flight_per_actor=1
        )
        return ray.data.from_arrow(tables).map_batches(
            NodeEmbedder,
            fn_constructor_args=(model,),
            batch_size=None,
            batch_format="pyarrow",
            compute=pool,
            num_cpus=1,
            memory=_ACTOR_BYTES,
            max_restarts=_STARTS_AGAIN,
            # As often as is tried while Ray has not yet noticed that a node died.
            max_task_retries=-1,
        )


def _nodes() -> Iterator[dict[str, Any]]:
    """Yield the nodes that are there and have a core to work on."""
    nodes: Callable[[], list[dict[str, Any]]] = ray.nodes
    yield from (node for node in nodes() if node["Alive"] and node["Resources"].get("CPU"))


def _check_memory(name: str, memory: float) -> None:
    """Raise NodeUnfit for a node without the memory for one actor, which would wait for ever."""
    if memory < _ACTOR_BYTES:
        problem = f"has {memory / _MEGABYTE:,.0f} MB of memory for Ray"
        cure = f"Give it {_ACTOR_BYTES / _MEGABYTE:,.0f} MB for each core, or take it out."
        raise NodeUnfit(name, problem, cure)


def _options(address: str) -> dict[str, Any]:
    """Return what `ray.init` takes."""
    shared = {"address": address, "log_to_driver": False, "logging_level": logging.CRITICAL}
    if address != LOCAL:
        return shared
    return shared | {
        "num_cpus": available_cores(),
        "include_dashboard": False,
        "object_store_memory": _LOCAL_STORE_BYTES,
    }


def _check_reachable(address: str) -> None:
    """Raise ClusterUnreachable unless something accepts connections; Ray would try for minutes."""
    host, _, port = address.rpartition(":")
    if not host or "/" in address or not port.isdecimal():
        cure = "Give HOST:PORT, as `ray start --head` prints it, or 'local' for this machine alone."
        raise ClusterUnreachable(address, "it is no address of a Ray cluster", cure)
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        cure = "Start the cluster with `ray start --head`, or correct the address."
        raise ClusterUnreachable(address, f"nothing responds there ({error})", cure) from None


@contextmanager
def _cluster_errors(address: str) -> Iterator[None]:
    """Raise ClusterUnreachable for what Ray raises where it cannot connect."""
    try:
        yield
    except Exception as error:
        cure = (
            "Set RAY_AUTH_TOKEN_PATH to the file with the cluster's token, or copy that file to "
            "~/.ray/auth_token."
        )
        if isinstance(error, ray.exceptions.AuthenticationError):
            raise ClusterUnreachable(address, "it asks for a token", cure) from None
        if isinstance(error, ConnectionError):
            problem = "it is no Ray cluster, or its token is not the one given here"
            raise ClusterUnreachable(address, problem, cure) from None
        cure = (
            "Run the command on a machine of the cluster, with the same versions of Ray and Python."
        )
        raise ClusterUnreachable(
            address, f"Ray does not start ({reason_of(error)})", cure
        ) from None


def reason_of(error: BaseException) -> str:
    """Return the last line of an error, which names the cause, without a full stop."""
    with contextlib.suppress(Exception):
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        if lines:
            return lines[-1][:200].rstrip(".")
    return type(error).__name__

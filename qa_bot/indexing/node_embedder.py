"""What embeds texts on a node of a Ray cluster: an actor that loads the model once.

It runs in processes of the nodes, each of one core. Texts and vectors travel as Arrow tables.
"""

import os
import socket
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from qa_bot import __version__
from qa_bot.concurrency import use_cores
from qa_bot.errors import NodeUnfit, QaBotError
from qa_bot.indexing.ray_messages import NodeModel
from qa_bot.retrieval.embedder import CachingEmbedder, Embedder
from qa_bot.retrieval.fingerprint import fingerprint_of, is_same_release

_NUMBER, _TEXT, _VECTOR = "number", "text", "vector"
# Characters of an error of another library that are shown.
_REASON = 200
# Present in every row, as the tables of one data set have the same columns; mostly empty.
_NODE, _PROBLEM, _CURE = "node", "problem", "cure"
_RESULT = pa.schema(
    [
        (_NUMBER, pa.int64()),
        (_VECTOR, pa.binary()),
        (_NODE, pa.string()),
        (_PROBLEM, pa.string()),
        (_CURE, pa.string()),
    ]
)


def text_table(numbers: Sequence[int], texts: Sequence[str]) -> pa.Table:
    """Return texts, each with its number, as a node gets them."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    columns = [pa.array(numbers, pa.int64()), pa.array(encoded, pa.binary())]
    return pa.table(columns, [_NUMBER, _TEXT])


def read_result(table: pa.Table, dimension: int) -> tuple[list[int], NDArray[np.float32]]:
    """Return the numbers of texts and their vectors (n, dimension); raises NodeUnfit."""
    rows = table.to_pydict()
    for node, problem, cure in zip(*(rows[name] for name in (_NODE, _PROBLEM, _CURE)), strict=True):
        if problem:
            raise NodeUnfit(node, problem, cure)
    vectors = np.frombuffer(b"".join(rows[_VECTOR]), np.float32)
    return rows[_NUMBER], vectors.reshape(len(rows[_NUMBER]), dimension)


class NodeEmbedder:
    """Embeds tables of texts. Where it must not, its results say why, as errors would be wrapped.

    Ray makes one for each core, and another where that dies.
    """

    def __init__(self, model: NodeModel) -> None:
        use_cores(1)
        self._embedder: Embedder | None = None
        self._problem, self._cure = self._open(model)

    def _open(self, model: NodeModel) -> tuple[str, str]:
        """Load the model; return a problem and its cure, empty where there is none."""
        if problem := version_problem(model.version):
            return problem
        try:
            embedder = CachingEmbedder(model.load())
            fingerprint = fingerprint_of(embedder)
        except QaBotError as error:
            return f"cannot load the embedding model '{model.name}' ({error})", _SAME_MODEL
        if not is_same_release(fingerprint, np.frombuffer(model.fingerprint, np.float32)):
            return f"has another model called '{model.name}' than this machine", _SAME_MODEL
        self._embedder = embedder
        return "", ""

    def __call__(self, table: pa.Table) -> pa.Table:
        """Return the vectors of texts by number, or one row with a problem."""
        if self._embedder is None:
            return _problem_table(self._problem, self._cure)
        texts = [text.decode("utf-8", "surrogatepass") for text in table[_TEXT].to_pylist()]
        try:
            vectors = np.ascontiguousarray(self._embedder.embed(texts), np.float32)
        except Exception as error:
            reason = str(error) if isinstance(error, QaBotError) else repr(error)[:_REASON]
            cure = "Cure that there, and run the same command again: what was embedded is kept."
            return _problem_table(f"failed to embed texts ({reason})", cure)
        empty = pa.array([""] * len(texts), pa.string())
        columns = [table[_NUMBER], pa.array([vector.tobytes() for vector in vectors], pa.binary())]
        return pa.table([*columns, empty, empty, empty], schema=_RESULT)


def _problem_table(problem: str, cure: str) -> pa.Table:
    row = {_NUMBER: [-1], _VECTOR: [b""], _NODE: [socket.gethostname()]}
    return pa.table(row | {_PROBLEM: [problem], _CURE: [cure]}, _RESULT)


_SAME_MODEL = "Install the same model there and here: embedding.model names it."


def version_problem(version: str) -> tuple[str, str] | None:
    """Return why this process must not embed for that version of qa-bot, and the cure."""
    if __version__ != version:
        cure = f"Install qa-bot {version} there, with the extra `ray`."
        return f"has qa-bot {__version__}, and this machine {version}", cure
    if os.environ.get("RAY_AUTH_MODE", "").lower() != "token":
        return (
            "runs without token authentication, so that anybody who reaches it runs programs there",
            "Start it with RAY_AUTH_MODE=token and a token.",
        )
    return None

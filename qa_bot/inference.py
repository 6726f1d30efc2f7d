"""How models run on this machine's processor, whoever asks.

A model's passes are independent, so each runs on one core and as many at once
as there are cores: quicker than one pass on all of them, whose every step ends
in waiting for the slowest. All models of a process share the cores, and those
who wait take turns pass by pass, so that a short piece of work is not held up
by a long one. Knows passes and cores; nothing of tokens, questions or files.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import onnxruntime
from numpy.typing import NDArray

Inputs = Mapping[str, NDArray[Any]]
Outputs = list[NDArray[Any]]

T = TypeVar("T")

_ON: Final = ("CPUExecutionProvider",)
# The sum and the norm after it take four times as long in one as they do apart.
_SLOWER_FUSED: Final = ("SkipLayerNormFusion", "BiasSkipLayerNormFusion")


class Cores:
    """Threads that work through everyone's tasks in turns. Safe to share between threads."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, "inference")
        self._waiting: deque[deque[tuple[Future[Any], Callable[[], Any]]]] = deque()
        self._lock = threading.Lock()

    def run(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """What each task returns, in order; raises what the first to fail raises.

        When one fails, or the caller is interrupted, those not begun are dropped.
        """
        futures: list[Future[T]] = [Future() for _ in tasks]
        mine = deque(zip(futures, tasks, strict=True))
        with self._lock:
            self._waiting.append(mine)
        try:
            for _ in tasks:
                self._pool.submit(self._next)
            return [future.result() for future in futures]
        finally:
            with self._lock:
                mine.clear()

    def _next(self) -> None:
        """Do one task of whoever has waited longest since their last."""
        with self._lock:
            while self._waiting and not self._waiting[0]:
                self._waiting.popleft()
            if not self._waiting:
                return
            whose = self._waiting.popleft()
            future, task = whose.popleft()
            self._waiting.append(whose)
        try:
            future.set_result(task())
        except BaseException as error:
            future.set_exception(error)


@cache
def cores() -> Cores:
    """The cores that this process may use."""
    return Cores(_usable())


def _usable() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Where a process cannot be kept to some cores.
        return os.cpu_count() or 1


class Model:
    """An ONNX graph that `optimise` has seen. Safe to share between threads."""

    def __init__(self, graph: Path) -> None:
        """Raises what onnxruntime raises when the file holds no graph."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # To optimise it again takes longer than all else here.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=_ON)

    def run(self, names: Sequence[str] | None, passes: Sequence[Inputs]) -> list[Outputs]:
        """The outputs called `names`, or all of them, of each pass, in order."""
        return cores().run([self._pass(names, each) for each in passes])

    def _pass(self, names: Sequence[str] | None, given: Inputs) -> Callable[[], Outputs]:
        return lambda: self._session.run(names, dict(given))


def optimise(path: Path) -> None:
    """Fuse in the graph's file what any processor runs faster so."""
    draft = path.with_suffix(".draft")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(draft)
    onnxruntime.InferenceSession(
        str(path), options, providers=_ON, disabled_optimizers=_SLOWER_FUSED
    )
    draft.replace(path)

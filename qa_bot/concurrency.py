"""A thread pool that the whole process shares, with one thread for each core.

Callers take turns task by task, so that a short call does not wait for the end
of a long one.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

# The cores that were granted to this process, the latest last, where others share the machine.
_own_cores: list[int] = []


class SharedThreadPool:
    """Threads that run the tasks of all callers round robin. Safe to share between threads."""

    def __init__(self, threads: int) -> None:
        self._executor = ThreadPoolExecutor(threads, "cores")
        self._queues: deque[deque[tuple[Future[Any], Callable[[], Any]]]] = deque()
        """One queue of tasks for each call of `run` that has tasks not yet begun."""
        self._lock = threading.Lock()
        self._local = threading.local()

    def run(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Return the result of each task, in order; raise what the first failing one raises.

        When one fails or the caller is interrupted, tasks that have not begun are
        dropped. A call from within a task runs its tasks in that thread: waiting
        for other threads there would deadlock once every thread waits.
        """
        if getattr(self._local, "is_running", False):
            return [task() for task in tasks]
        futures: list[Future[T]] = [Future() for _ in tasks]
        queue = deque(zip(futures, tasks, strict=True))
        with self._lock:
            self._queues.append(queue)
        try:
            for _ in tasks:
                self._executor.submit(self._run_next)
            return [future.result() for future in futures]
        finally:
            with self._lock:
                queue.clear()

    def _run_next(self) -> None:
        """Run one task of the caller that was served least recently."""
        with self._lock:
            while self._queues and not self._queues[0]:
                self._queues.popleft()
            if not self._queues:
                return
            queue = self._queues.popleft()
            future, task = queue.popleft()
            self._queues.append(queue)
        self._local.is_running = True
        try:
            future.set_result(task())
        except BaseException as error:
            future.set_exception(error)
        finally:
            self._local.is_running = False


@cache
def shared_pool() -> SharedThreadPool:
    """Return the pool of this process, with a thread for each available core."""
    return SharedThreadPool(available_cores())


def available_cores() -> int:
    """Return how many cores this process may use."""
    if _own_cores:
        return _own_cores[-1]
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Systems without CPU affinity, such as macOS.
        return os.cpu_count() or 1


def use_cores(count: int) -> None:
    """Use so many cores in this process, as others of the machine have work; call it first."""
    _own_cores.append(count)

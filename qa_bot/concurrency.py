"""The cores of this machine, shared by all who have work for them.

Those who wait take turns, task by task, so that a short piece of work is not
held up by a long one. Knows tasks; nothing of what they are.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


class Cores:
    """Threads that work through everyone's tasks in turns. Safe to share between threads."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, "cores")
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
    """The cores that this process may use, which all of it shares."""
    return Cores(usable())


def usable() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Where a process cannot be kept to some cores.
        return os.cpu_count() or 1

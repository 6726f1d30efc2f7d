"""The shared pool runs each task once, serves its callers in turns and never deadlocks."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.concurrency import SharedThreadPool
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parent.parent


class _BlockedPool(SharedThreadPool):
    """A pool of one thread, blocked until `release`, so that all who wait for it are known."""

    def __init__(self) -> None:
        super().__init__(1)
        self._open, self._busy = threading.Event(), threading.Event()
        self.callers = ThreadPoolExecutor(8)
        self._blocking = self.callers.submit(self.run, [self._block])
        assert self._busy.wait(PATIENCE_S)

    def _block(self) -> None:
        self._busy.set()
        assert self._open.wait(PATIENCE_S)

    def await_callers(self, count: int) -> None:
        """Return once `count` callers wait for the thread."""
        until = time.monotonic() + PATIENCE_S
        while sum(map(bool, self._queues)) < count:
            assert time.monotonic() < until
            time.sleep(0.001)

    def release(self) -> None:
        self._open.set()
        self._blocking.result(PATIENCE_S)


def _recorded(done: list[str], name: str) -> Callable[[], str]:
    def task() -> str:
        done.append(name)
        return name

    return task


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 4))
def test_each_task_runs_once_and_results_are_in_order(sizes: list[int], threads: int) -> None:
    """However many callers there are at once, each gets its own results in order."""
    pool, done = SharedThreadPool(threads), list[str]()
    with ThreadPoolExecutor(max(1, len(sizes))) as callers:
        tasks = [[f"{caller}.{n}" for n in range(size)] for caller, size in enumerate(sizes)]
        results = callers.map(lambda names: pool.run([_recorded(done, n) for n in names]), tasks)
        assert list(results) == tasks
    assert sorted(done) == sorted(name for names in tasks for name in names)


def test_a_short_call_does_not_wait_for_the_end_of_a_long_one() -> None:
    """Callers take turns, task by task."""
    pool, done = _BlockedPool(), list[str]()
    long = pool.callers.submit(pool.run, [_recorded(done, "long")] * 6)
    pool.await_callers(1)
    short = pool.callers.submit(pool.run, [_recorded(done, "short")] * 2)
    pool.await_callers(2)
    pool.release()
    assert short.result(PATIENCE_S) == ["short"] * 2 and long.result(PATIENCE_S) == ["long"] * 6
    assert done == ["long", "short", "long", "short", "long", "long", "long", "long"]


def test_a_failure_is_raised_to_its_caller_and_drops_its_remaining_tasks() -> None:
    """A failing call does not affect the other callers."""
    pool, done, has_failed = _BlockedPool(), list[str](), threading.Event()

    def fail() -> str:
        raise ValueError("no such pass")

    def rest() -> str:
        assert has_failed.wait(PATIENCE_S)
        return _recorded(done, "rest")()

    failing = pool.callers.submit(pool.run, [fail, *[rest] * 50])
    failing.add_done_callback(lambda _: has_failed.set())
    pool.await_callers(1)
    other = pool.callers.submit(pool.run, [_recorded(done, "other")] * 3)
    pool.await_callers(2)
    pool.release()
    with pytest.raises(ValueError, match="no such pass"):
        failing.result(PATIENCE_S)
    assert other.result(PATIENCE_S) == ["other"] * 3
    assert pool.run([_recorded(done, "after")]) == ["after"]
    assert done.count("rest") <= 1


def nested_calls(threads: int, depth: int) -> None:
    """Fill every thread with tasks that call `run` themselves, `depth` levels deep."""
    pool = SharedThreadPool(threads)
    all_started = threading.Barrier(threads)

    def task(level: int) -> int:
        if level == depth:
            all_started.wait(PATIENCE_S)
        return 1 if level == 0 else sum(pool.run([lambda: task(level - 1)] * 3))

    assert pool.run([lambda: task(depth)] * threads) == [3**depth] * threads


@pytest.mark.parametrize("threads", [1, 2])
def test_a_call_within_a_task_does_not_deadlock(threads: int) -> None:
    """Tasks that call `run` themselves get their results, even when they fill every thread."""
    # In a process of its own: threads that wait for each other could not be ended.
    script = f"from tests.test_concurrency import nested_calls; nested_calls({threads}, 2)"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=PATIENCE_S, check=True)


def test_a_failure_within_a_nested_call_is_raised_to_its_task() -> None:
    """A task that catches the failure of its own call goes on, on the same thread."""
    pool = SharedThreadPool(1)

    def fail() -> str:
        raise ValueError("no such pass")

    def task() -> str:
        with pytest.raises(ValueError, match="no such pass"):
            pool.run([fail])
        return threading.current_thread().name

    assert pool.run([task])[0].startswith("cores")
